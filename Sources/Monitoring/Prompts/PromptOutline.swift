package import WireFormats

/// Which messages and tools a request's body holds, and where; read without building anything.
///
/// Understands the bodies of `/v1/chat/completions`, `/v1/messages`, `/v1/responses` and `/api/chat`: each has an array of
/// messages, and some have a system text besides, which counts as the first message.
package struct PromptOutline: Equatable, Sendable {
    package struct Piece: Equatable, Sendable {
        /// A message's `role`, or the `type` of an item that has none; a tool's name.
        package var label: String
        /// Its bytes in the body.
        package var span: Range<Int>
        /// Equal for equal bytes, within this run.
        package var fingerprint: UInt64
    }
    package private(set) var messages: [Piece] = []
    package private(set) var tools: [Piece] = []
    /// There are more messages or tools than are read.
    package private(set) var isCut = false

    /// More messages than this are no conversation; beyond, they are not read.
    package static let maximumPieces = 20_000
    private static let maximumLabelBytes = 64

    /// Bytes that it takes in memory, roughly.
    package var byteCount: Int { (messages.count + tools.count) * MemoryLayout<Piece>.stride }

    /// Messages from the start that are the same in both.
    func sharedMessages(with other: PromptOutline) -> Int {
        var shared = 0
        while shared < min(messages.count, other.messages.count),
            messages[shared].fingerprint == other.messages[shared].fingerprint
        { shared += 1 }
        return shared
    }

    func hasTools(of other: PromptOutline) -> Bool { tools.map(\.label) == other.tools.map(\.label) }

    /// Reads `body`. What is no such body has no messages. `outline`: its own, where somebody has made one; what it knows is
    /// not looked for again.
    package init(_ body: UnsafeRawBufferPointer, _ outline: ConversationOutline? = nil) {
        var system: Piece?
        for member in ConversationOutline.members(of: body, outline) {
            let name = body.part(member.key)
            if name.equals("messages") || name.equals("input") {
                messages +=
                    known(outline?.messages[member.elements]) { Self.piece(body, $0) }
                    ?? pieces(body, member.value, Self.role)
            } else if name.equals("tools") || name.equals("functions") {
                tools +=
                    known(outline?.tools[member.elements]) { Self.piece(body, $0) }
                    ?? pieces(body, member.value, Self.toolName)
            } else if name.equals("system") || name.equals("instructions"), body[member.value.lowerBound] != 0x6E {
                system = Self.piece(body, member.value, label: "system")
            }
        }
        if let system { messages.insert(system, at: 0) }
    }

    /// Elements whose places are known; `nil`: there are none.
    private mutating func known<Element>(
        _ elements: ArraySlice<Element>?, _ piece: (Element) -> Piece
    ) -> [Piece]? {
        guard let elements, !elements.isEmpty else { return nil }
        if elements.count > Self.maximumPieces { isCut = true }
        return elements.prefix(Self.maximumPieces).map(piece)
    }

    private static func piece(_ body: UnsafeRawBufferPointer, _ message: ConversationOutline.Message) -> Piece {
        Piece(
            label: message.roleWord ?? role(body, message.range), span: message.range, fingerprint: message.fingerprint)
    }

    private static func piece(_ body: UnsafeRawBufferPointer, _ tool: ConversationOutline.Tool) -> Piece {
        let name = tool.name.map { label(body, $0) } ?? "?"
        return piece(body, tool.range, label: name)
    }

    private mutating func pieces(
        _ body: UnsafeRawBufferPointer, _ value: Range<Int>, _ label: (UnsafeRawBufferPointer, Range<Int>) -> String
    ) -> [Piece] {
        // `input` may be a text by itself.
        guard body[value.lowerBound] != UInt8(ascii: "\"") else { return [Self.piece(body, value, label: "user")] }
        var cursor = JSONCursor(body, at: value.lowerBound)
        guard cursor.enterArray() else { return [] }
        var pieces: [Piece] = []
        while cursor.nextElement(), let element = cursor.skipValue() {
            guard pieces.count < Self.maximumPieces else {
                isCut = true
                break
            }
            pieces.append(Self.piece(body, element, label: label(body, element)))
        }
        return pieces
    }

    private static func piece(_ body: UnsafeRawBufferPointer, _ span: Range<Int>, label: String) -> Piece {
        Piece(label: label, span: span, fingerprint: Fingerprint.of(body.part(span)))
    }

    private static func role(_ body: UnsafeRawBufferPointer, _ element: Range<Int>) -> String {
        member("role", body, element) ?? member("type", body, element) ?? "?"
    }

    private static func toolName(_ body: UnsafeRawBufferPointer, _ element: Range<Int>) -> String {
        if let name = member("name", body, element) { return name }
        guard let function = value(of: "function", body, element) else { return "?" }
        return member("name", body, function) ?? "?"
    }

    /// A string member of the object at `element`.
    private static func member(
        _ key: StaticString, _ body: UnsafeRawBufferPointer, _ element: Range<Int>
    ) -> String? {
        guard let value = value(of: key, body, element), value.count >= 2,
            body[value.lowerBound] == UInt8(ascii: "\"")
        else { return nil }
        return label(body, value)
    }

    /// The inside of a string, as it is written.
    private static func label(_ body: UnsafeRawBufferPointer, _ value: Range<Int>) -> String {
        body.text(value.lowerBound + 1..<value.upperBound - 1).bounded(to: maximumLabelBytes)
    }

    private static func value(
        of wanted: StaticString, _ body: UnsafeRawBufferPointer, _ element: Range<Int>
    ) -> Range<Int>? {
        var cursor = JSONCursor(body, at: element.lowerBound)
        guard cursor.enterObject() else { return nil }
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            if body.equals(wanted, in: key) { return value }
        }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func equals(_ text: StaticString) -> Bool { equals(text, in: 0..<count) }
}
