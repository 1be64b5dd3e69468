/// A name and parameters between tags: `<function=NAME><parameter=KEY>VALUE</parameter></function>`.
///
/// Values are text; the schema gives them their types. A value that can only be a string is streamed, all others wait for
/// their end.
struct TaggedParametersBody: Sendable {
    private enum Step: Sendable {
        case name
        case between
        case key
        case value
        case done
    }
    /// A name or key that is longer is none.
    private static let maximumName = 256

    private let syntax: TagSyntax
    /// The name is told only when a parameter or the end has confirmed that this is a call: for blocks that begin without
    /// their outer tag.
    private let needsEvidence: Bool
    private(set) var name: String?
    private var isNameTold = false
    private var step = Step.name
    private var key = ""
    private var value: TaggedValue
    private var isDuplicate = false
    private var keys: [String] = []
    private var hasOpened = false

    init(syntax: TagSyntax, needsEvidence: Bool) {
        self.syntax = syntax
        self.needsEvidence = needsEvidence
        value = TaggedValue(types: [], isDiscarded: true, syntax: syntax, following: [])
    }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        while true {
            switch step {
            case .name:
                guard let read = readName(text, &index) else {
                    return isHopeless(text, index) ? .failed(.malformed) : .needsMore
                }
                name = read
                step = .between
                if !needsEvidence { return tellName() }
            case .between:
                if let status = between(text, &index, context, into: &output) { return status }
            case .key:
                guard let read = readName(text, &index) else {
                    return isHopeless(text, index) ? .failed(.malformed) : .needsMore
                }
                beginParameter(read, context, into: &output)
            case .value:
                guard value.consume(text, &index, into: &output) else { return .needsMore }
                step = .between
                if !isNameTold { return tellName() }
            case .done: return .ended
            }
        }
    }

    private mutating func tellName() -> BodyStatus {
        isNameTold = true
        return .named
    }

    /// The text up to the tag's end, without quotes; `nil` where it has not come.
    private func readName(_ text: RawText, _ index: inout Int) -> String? {
        let end = syntax.tagEnd.utf8
        var place = index
        while place < text.count, place - index <= Self.maximumName {
            if text.compare(end, at: place) == .matches {
                let name = String(decoding: text.bytes[index..<place], as: UTF8.self)
                index = place + end.count
                return name.trimmed { $0.isWhitespace || $0 == "\"" || $0 == "'" }
            }
            if text[place] == UInt8(ascii: "\n") || text[place] == UInt8(ascii: "<") { return nil }
            place += 1
        }
        return nil
    }

    /// No name ends here, however much more text comes.
    private func isHopeless(_ text: RawText, _ index: Int) -> Bool {
        let shown = text.bytes[index...].prefix(Self.maximumName + 1)
        return text.isFinal || shown.count > Self.maximumName || shown.contains(UInt8(ascii: "\n"))
            || shown.contains(UInt8(ascii: "<"))
    }

    /// Between parameters. `nil`: read on.
    private mutating func between(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        let start = text.skippingWhitespace(from: index)
        guard start < text.count else { return .needsMore }
        let known = [syntax.parameterOpen, syntax.callClose, syntax.parameterClose, syntax.callOpen]
        let (isDecided, literal) = text.longest(of: known + context.closers, at: start)
        guard isDecided || literal != nil else { return .needsMore }
        switch literal {
        case syntax.parameterOpen:
            index = start + syntax.parameterOpen.utf8.count
            step = .key
        case syntax.parameterClose:
            // A doubled closer.
            output.repaired(.endMarker, at: text.base + start)
            index = start + syntax.parameterClose.utf8.count
        case syntax.callClose:
            index = start + syntax.callClose.utf8.count
            return finish(text.base + index, into: &output)
        case nil where needsEvidence && !isNameTold: return .failed(.malformed)
        default:
            // The call's closer is missing: another call, the block's closer or text follows.
            if needsEvidence && !isNameTold { return .failed(.malformed) }
            output.repaired(.endMarker, at: text.base + start)
            return finish(text.base + start, into: &output)
        }
        return nil
    }

    private mutating func beginParameter(_ key: String, _ context: BodyContext, into output: inout ArgumentText) {
        self.key = key
        isDuplicate = keys.contains(key)
        keys.append(key)
        let schema = context.tools.schema(of: name)
        let types = SchemaTypes(of: schema?["properties"]?[key], root: schema)
        value = TaggedValue(
            types: types, isDiscarded: isDuplicate, syntax: syntax, following: context.closers + [syntax.callOpen])
        step = .value
        guard !isDuplicate else { return }
        output.append(hasOpened ? "," : "{")
        hasOpened = true
        JSONString.appendQuoted(key, to: &output.bytes)
        output.append(UInt8(ascii: ":"))
    }

    private mutating func finish(_ position: Int, into output: inout ArgumentText) -> BodyStatus {
        output.append(hasOpened ? "}" : "{}")
        step = .done
        if !isNameTold { return tellName() }
        return .ended
    }

    /// Ends the call where it stands, so that its arguments are JSON. Without a complete parameter a call that needs
    /// evidence is none; the engine does not close those.
    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        guard step != .done else { return }
        if step == .value { value.close(into: &output) }
        output.repaired(.unclosed, at: position)
        output.append(hasOpened ? "}" : "{}")
        step = .done
    }
}
