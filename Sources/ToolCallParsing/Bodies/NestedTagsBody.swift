/// A call whose parameters are tags named by their keys, nested as the values are: MiniMax M3's `<city>Oslo</city>`, each
/// tag behind a namespace token, so that text may hold any other tags.
///
/// The schema gives the types. A value that can only be a string is streamed; every other parameter waits for its end.
struct NestedTagsBody: CallBody {
    private enum Step: Sendable { case start, between, text, done }

    private static let invoke = "<invoke name="
    private static let item = "item"
    private static let maximumDepth = 64

    private let namespace: String
    private(set) var name: String?
    private var step = Step.start
    private var isNameTold = false
    private var hasOpened = false
    private var keys: [String] = []
    /// Elements that are open, the parameter first.
    private var open: [NestedElement] = []
    /// The text goes out as it comes.
    private var isStreaming = false

    init(namespace: String = "]<]minimax[>[") { self.namespace = namespace }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        while true {
            let status: BodyStatus?
            switch step {
            case .start: status = readName(text, &index)
            case .between, .text: status = readOn(text, &index, context, into: &output)
            case .done: return .ended
            }
            if let status { return status }
        }
    }

    private mutating func readName(_ text: RawText, _ index: inout Int) -> BodyStatus? {
        var place = text.skippingWhitespace(from: index)
        for literal in [namespace, Self.invoke] {
            switch text.compare(literal.utf8, at: place) {
            case .undecided: return .needsMore
            case .matches: place = text.skippingWhitespace(from: place + literal.utf8.count)
            case .differs: if literal == Self.invoke { return .failed(.malformed) }
            }
        }
        switch text.reading(until: [">"], from: place) {
        case .undecided: return .needsMore
        case .hopeless: return .failed(.malformed)
        case .found(let end, _):
            let written = TagHeader(String(decoding: text.bytes[place..<end], as: UTF8.self)).name
            guard !written.isEmpty else { return .failed(.malformed) }
            name = written
            index = end + 1
            step = .between
            isNameTold = true
            return .named
        }
    }

    // MARK: Tags

    /// Text up to the next tag, then the tag. `nil`: read on.
    private mutating func readOn(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard let first = namespace.utf8.first else { return .failed(.malformed) }
        let start = index
        while index < text.count {
            guard text[index] == first else {
                index += 1
                continue
            }
            switch text.compare(namespace.utf8, at: index) {
            case .differs: index += 1
            case .undecided:
                take(text.bytes[start..<index], into: &output)
                return .needsMore
            case .matches:
                switch readTag(text, at: index + namespace.utf8.count) {
                case .undecided:
                    take(text.bytes[start..<index], into: &output)
                    return .needsMore
                case .none:
                    index += 1
                case .found(let tag, let isCloser, let end):
                    take(text.bytes[start..<index], into: &output)
                    if open.isEmpty && isCloser && tag != "invoke" {
                        // The block's closer: the call's own is missing.
                        output.repaired(.endMarker, at: text.base + index)
                        return finish(into: &output)
                    }
                    index = end
                    return isCloser
                        ? close(tag, at: text.base + index, into: &output) : begin(tag, context, into: &output)
                }
            }
        }
        take(text.bytes[start..<index], into: &output)
        return .needsMore
    }

    private enum Tag { case undecided, none, found(String, isCloser: Bool, end: Int) }

    private func readTag(_ text: RawText, at start: Int) -> Tag {
        let place = text.skippingWhitespace(from: start)
        guard place < text.count else { return text.isFinal ? .none : .undecided }
        guard text[place] == UInt8(ascii: "<") else { return .none }
        switch text.reading(until: [">"], from: place + 1) {
        case .undecided: return .undecided
        case .hopeless: return .none
        case .found(let end, _):
            let tag = String(decoding: text.bytes[(place + 1)..<end], as: UTF8.self)
            return tag.hasPrefix("/")
                ? .found(String(tag.dropFirst()), isCloser: true, end: end + 1)
                : .found(tag, isCloser: false, end: end + 1)
        }
    }

    private mutating func begin(
        _ tag: String, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard open.count < Self.maximumDepth else { return .failed(.malformed) }
        let root = context.tools.schema(of: name)
        guard let parent = open.last else {
            let schema = root?["properties"]?[tag]
            isStreaming = SchemaTypes(of: schema, root: root) == .string
            open.append(NestedElement(tag: tag, schema: schema, root: root))
            step = .text
            guard !keys.contains(tag) else { return nil }
            output.append(hasOpened ? "," : "{")
            hasOpened = true
            JSONString.appendQuoted(tag, to: &output.bytes)
            output.append(":")
            if isStreaming { output.append("\"") }
            return nil
        }
        open.append(parent.child(tag))
        return nil
    }

    private mutating func close(
        _ tag: String, at position: Int, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard !open.isEmpty else { return finish(into: &output) }
        guard open.contains(where: { $0.tag == tag }) else {
            output.repaired(.surplusCloser, at: position)
            return nil
        }
        while let element = open.popLast() {
            fold(element, into: &output)
            if element.tag == tag { break }
            output.repaired(.unclosed, at: position)
        }
        return nil
    }

    /// The element is complete: it becomes a member of the one around it, or the parameter's value.
    private mutating func fold(_ element: NestedElement, into output: inout ArgumentText) {
        if !open.isEmpty {
            open[open.count - 1].members.append(JSONMember(key: element.tag, value: element.value))
            return
        }
        step = .between
        defer { isStreaming = false }
        guard !keys.contains(element.tag) else { return }
        keys.append(element.tag)
        if isStreaming {
            output.append("\"")
        } else {
            output.bytes.append(contentsOf: element.value.jsonText.utf8)
        }
    }

    private mutating func take(_ bytes: Slice<UnsafeRawBufferPointer>, into output: inout ArgumentText) {
        guard let element = open.last, !bytes.isEmpty else { return }
        if isStreaming && open.count == 1 {
            guard !keys.contains(element.tag) else { return }
            JSONString.appendEscaped(UnsafeRawBufferPointer(rebasing: bytes), to: &output.bytes)
        } else {
            open[open.count - 1].text.append(contentsOf: bytes)
        }
    }

    private mutating func finish(into output: inout ArgumentText) -> BodyStatus {
        output.append(hasOpened ? "}" : "{}")
        step = .done
        return .argumentsEnded
    }

    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        guard step != .done else { return }
        while let element = open.popLast() { fold(element, into: &output) }
        output.repaired(.unclosed, at: position)
        output.append(hasOpened ? "}" : "{}")
        step = .done
    }
}

/// An element with what it holds so far.
private struct NestedElement: Sendable {
    let tag: String
    let schema: JSONValue?
    let root: JSONValue?
    var text: [UInt8] = []
    var members: [JSONMember] = []

    init(tag: String, schema: JSONValue?, root: JSONValue?) {
        self.tag = tag
        self.schema = SchemaTypes.resolved(schema, root: root)
        self.root = root
    }

    private var types: SchemaTypes { SchemaTypes(of: schema, root: root) }

    func child(_ tag: String) -> NestedElement {
        let isItem = tag == "item" && schema?["properties"]?[tag] == nil
        return NestedElement(tag: tag, schema: isItem ? schema?["items"] : schema?["properties"]?[tag], root: root)
    }

    /// An array where the schema says so, or where the schema says nothing and the first member is an item.
    private var isArray: Bool {
        if types.contains(.array) && !types.contains(.object) { return true }
        return types.isEmpty && members.first?.key == "item"
    }

    var value: JSONValue {
        if !members.isEmpty {
            return isArray ? .array(members.map(\.value)) : .object(members)
        }
        let written = String(decoding: text, as: UTF8.self)
        let word = written.trimmed(where: \.isWhitespace)
        if types.isEmpty {
            switch word {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "null": return .null
            default: return .string(written)
            }
        }
        if types.contains(.null), ["", "null", "Null", "NULL"].contains(word) { return .null }
        if word.isEmpty, types.contains(.array) { return .array([]) }
        if word.isEmpty, types.contains(.object) { return .object([]) }
        // A union with string is a string.
        guard !types.contains(.string) else { return .string(written) }
        var json: [UInt8] = []
        ArgumentCoercion.append(
            text[...], as: ValueTyping(schema: types, attributes: [:], untypedIsJSON: false), to: &json)
        return (try? JSONValue(parsing: json)) ?? .string(written)
    }
}
