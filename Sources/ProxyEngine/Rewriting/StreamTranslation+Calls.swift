import ToolCallParsing

/// Calls: those found in text, and those that the backend gives itself and that only need to be put in shape.
extension StreamTranslation {
    enum TextKind { case content, reasoning }

    mutating func emit(_ kind: TextKind, _ bytes: UnsafeRawBufferPointer, _ number: Int) {
        let choice = choices[number].index
        hasTold = true
        replacementChunks += 1
        switch (delivery, kind) {
        case (.events, .content): writer.text(bytes, key: "content", choice: choice, into: &replacement)
        case (.events, .reasoning):
            writer.text(bytes, key: choices[number].reasoningKey.text, choice: choice, into: &replacement)
        case (.body, .content): choices[number].content.append(contentsOf: bytes)
        case (.body, .reasoning): choices[number].reasoning.append(contentsOf: bytes)
        }
    }

    /// Puts the notice in front of the answer's first text. An answer without text, and text for a program to read, gets none:
    /// JSON, tags and code fences are known by their first character.
    mutating func tellNotice(before text: UnsafeRawBufferPointer, _ number: Int) {
        guard choices[number].notice == .due, let first = text.first(where: { !NoticeText.isBlank($0) }) else { return }
        choices[number].notice = .none
        guard !"{[<`".utf8.contains(first), notice.claim() else { return }
        choices[number].notice = .told
        let end = choices[number].transcript.rawCount
        notice.text.withUnsafeBytes { bytes in
            choices[number].transcript.append(.notice, bytes, span: end..<end)
            emit(.content, bytes, number)
        }
    }

    mutating func begin(
        id: String, name: String, dialect: String, finding: CallFinding? = nil, span: Range<Int>, _ number: Int
    ) {
        let index = choices[number].calls.count
        hasTold = true
        // Of the backend's own calls nothing but the next one tells the end.
        endCall(index - 1, number)
        hasCallNews = true
        choices[number].calls.append(ChoiceState.Call(id: id, name: name, dialect: dialect, finding: finding))
        choices[number].transcript.mark(.call(index: index, id: id, name: name, dialect: dialect), span: span)
        guard delivery == .events else { return }
        replacementChunks += 1
        writer.callHead(index: index, id: id, name: name, choice: choices[number].index, into: &replacement)
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer, to call: Int, _ number: Int) {
        guard !bytes.isEmpty, choices[number].calls.indices.contains(call) else { return }
        choices[number].calls[call].arguments.append(contentsOf: bytes)
        guard delivery == .events else { return }
        replacementChunks += 1
        writer.arguments(bytes, index: call, choice: choices[number].index, into: &replacement)
    }

    /// Nothing more of the call follows.
    mutating func endCall(_ call: Int, _ number: Int) {
        guard choices[number].calls.indices.contains(call), !choices[number].calls[call].clock.isEnded else { return }
        choices[number].calls[call].clock.end()
        hasCallNews = true
    }

    /// The backend tells its calls itself: text is not searched any more, and what was held is none. `true`: none was.
    mutating func endSearch(_ number: Int) -> Bool {
        guard !choices[number].isNative else { return true }
        choices[number].isNative = true
        choices[number].separated.giveUp()
        let wasHeld = choices[number].parser?.heldByteCount ?? 0 > 0
        abandonText(number)
        return !wasHeld
    }

    /// Structured calls of the backend. `true`: they are in shape.
    mutating func readCalls(_ payload: UnsafeRawBufferPointer, _ range: Range<Int>, _ number: Int) -> Bool {
        var isUnchanged = true
        var cursor = JSONCursor(payload, at: range.lowerBound)
        guard cursor.enterArray() else { return false }
        var position = 0
        while cursor.nextElement(), let call = ChunkToolCall(&cursor) {
            if !read(call, at: position, payload, number) { isUnchanged = false }
            position += 1
        }
        return isUnchanged
    }

    private mutating func read(
        _ call: ChunkToolCall, at position: Int, _ payload: UnsafeRawBufferPointer, _ number: Int
    ) -> Bool {
        let name = call.name.map { JSONString.unescaped(payload.inside($0)) } ?? ""
        let id = call.id.map { JSONString.unescaped(payload.inside($0)) }
        let written = call.index ?? position
        let arguments = call.arguments.map { readArguments(payload, $0) } ?? []
        var known = choices[number].nativeIndices[written]
        if let old = known, !name.isEmpty, isAnother(choices[number].calls[old], id, arguments) { known = nil }
        let isString = call.arguments.map { payload[$0.lowerBound] == UInt8(ascii: "\"") } ?? false
        if let index = known {
            arguments.withUnsafeBytes { tellArguments($0, to: index, number) }
            return call.index == index && !call.saysHead && isString
        }
        // A piece of a call that never began cannot be told to anyone.
        guard !name.isEmpty else { return false }
        let index = choices[number].calls.count
        let span = choices[number].transcript.rawCount..<choices[number].transcript.rawCount
        begin(id: id ?? newCallID(), name: name, dialect: Self.native, span: span, number)
        choices[number].nativeIndices[written] = index
        arguments.withUnsafeBytes { tellArguments($0, to: index, number) }
        return call.index == index && id != nil && call.isTyped && isString
    }

    /// Some backends give every call the index 0, or none. Another id is another call then, and so is what comes without
    /// an id after arguments that are whole.
    private func isAnother(_ old: ChoiceState.Call, _ id: String?, _ arguments: [UInt8]) -> Bool {
        if let id { return id != old.id }
        return !arguments.isEmpty && old.arguments.withUnsafeBytes { JSONSyntaxScan.firstError(in: $0) == nil }
    }

    /// Calls without arguments get an empty object, so that clients can read them.
    mutating func completeEmptyCalls(_ number: Int) {
        for index in choices[number].calls.indices where choices[number].calls[index].arguments.isEmpty {
            Array("{}".utf8).withUnsafeBytes { tellArguments($0, to: index, number) }
        }
    }

    static let native = "native"

    private mutating func tellArguments(_ bytes: UnsafeRawBufferPointer, to index: Int, _ number: Int) {
        guard !bytes.isEmpty else { return }
        let end = choices[number].transcript.rawCount
        choices[number].transcript.append(.arguments(index: index), bytes, span: end..<end)
        add(bytes, to: index, number)
    }

    /// Arguments as text; an object that should have been a string is taken as it is written.
    private func readArguments(_ payload: UnsafeRawBufferPointer, _ range: Range<Int>) -> [UInt8] {
        guard payload[range.lowerBound] == UInt8(ascii: "\"") else { return Array(payload[range]) }
        var text: [UInt8] = []
        var unescaper = JSONUnescaper()
        unescaper.append(payload.inside(range), to: &text)
        unescaper.finish(to: &text)
        return text
    }
}

extension CallFinding {
    init(_ call: ParsedCall) {
        self.init(others: call.others.map(\.rawValue), isSure: call.isSure, isInReasoning: call.isInReasoning)
    }
}
