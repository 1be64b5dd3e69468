/// A name and parameters between tags: `<function=NAME><parameter=KEY>VALUE</parameter></function>`.
///
/// Values are text; the schema gives them their types, unless the tag does. A value that can only be a string is streamed,
/// all others wait for their end. Instead of parameters one JSON object may stand between the tags.
struct TaggedParametersBody: CallBody {
    private enum Step: Sendable {
        case start
        case name
        case between
        case key
        case type
        case valueOpen
        case value
        case jsonArguments
        case jsonEnd
        case done
    }

    let syntax: TagSyntax
    /// All that may stand between parameters.
    private let tags: [String]
    /// The name is told only when a parameter or the end has confirmed that this is a call: for blocks that begin without
    /// their outer tag.
    private let needsEvidence: Bool
    private(set) var name: String?
    private var isNameTold = false
    private var step = Step.start
    private var key = TagHeader("")
    private var value: TaggedValue?
    /// The tags that may end it.
    private var valueSyntax: TagSyntax
    /// Where the value that is being read may hold all arguments.
    private var wrapped: WrappedArguments?
    private var json = JSONArguments()
    var keys: Set<String> = []
    private var hasOpened = false

    /// `name`: it stood before the body.
    init(_ syntax: TagSyntax, needsEvidence: Bool = false, name: String? = nil) {
        self.syntax = syntax
        tags = syntax.parameterOpens + syntax.callClosers + syntax.parameterClosers + syntax.callOpens
        valueSyntax = syntax
        self.needsEvidence = needsEvidence
        self.name = name
        if name != nil { step = .between }
    }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        while true {
            switch step {
            case .start:
                guard skipToName(text, &index) else { return .needsMore }
            case .name:
                if let status = readName(text, &index, context, into: &output) { return status }
            case .between:
                if let status = between(text, &index, context, into: &output) { return status }
            case .key:
                if let status = readKey(text, &index, context, into: &output) { return status }
            case .type:
                if let status = readType(text, &index) { return status }
            case .valueOpen:
                if let status = readValueOpen(text, &index, context, into: &output) { return status }
            case .value:
                guard readValue(text, &index, into: &output) else { return .needsMore }
                step = .between
                if !isNameTold { return tellName() }
            case .jsonArguments:
                if let status = readJSON(text, &index, context, into: &output) { return status }
            case .jsonEnd:
                guard let end = skipCallCloser(text, &index) else { return .needsMore }
                step = .done
                if !end { output.repaired(.endMarker, at: text.base + index) }
            case .done: return .ended
            }
        }
    }

    private mutating func tellName() -> BodyStatus {
        isNameTold = true
        return .named
    }

    // MARK: The call's tag

    /// `false`: more text is needed.
    private mutating func skipToName(_ text: RawText, _ index: inout Int) -> Bool {
        while step == .start {
            let place = text.skippingGap(from: index)
            guard place < text.count || text.isFinal else { return false }
            index = place
            let (isDecided, literal) = text.longest(of: syntax.beforeCall + syntax.callOpens, at: index)
            guard isDecided else { return false }
            if literal.map(syntax.callOpens.contains) ?? true { step = .name }
            index += literal?.utf8.count ?? 0
        }
        return true
    }

    private mutating func readName(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        switch text.reading(until: syntax.nameEnds, from: index) {
        case .undecided: return .needsMore
        case .hopeless: return .failed(text.isFinal ? .incomplete : .malformed)
        case .found(let end, let literal):
            let header = TagHeader(String(decoding: text.bytes[index..<end], as: UTF8.self))
            guard !header.name.isEmpty else { return .failed(.malformed) }
            name = header.name
            if syntax.namesAreQualified, let declared = context.tools.unqualified(header.name) {
                name = declared
                output.repaired(.name, at: text.base + end)
            }
            let stays = syntax.parameterOpens.contains(literal) || syntax.callClosers.contains(literal)
            index = stays ? end : end + literal.utf8.count
            step = .between
            if header.isSelfClosing { return finish(at: text.base + index, into: &output) }
            return needsEvidence ? nil : tellName()
        }
    }

    // MARK: Parameters

    /// Between parameters. `nil`: read on.
    private mutating func between(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        if !isNameTold && !needsEvidence { return tellName() }
        guard let start = skipPadding(text, index), start < text.count else { return .needsMore }
        let (isKnown, own) = text.longest(of: tags, at: start)
        let (isDecided, closer) = text.longest(of: context.closers, at: start)
        guard isKnown, isDecided, !text.isCutOff(within: tags, at: start) else { return .needsMore }
        let literal = closer?.utf8.count ?? 0 > own?.utf8.count ?? 0 ? closer : own
        guard let literal else {
            if text[start] == UInt8(ascii: "{") && !hasOpened {
                index = start
                step = .jsonArguments
                return isNameTold ? nil : tellName()
            }
            return strayText(text, at: start, context, into: &output)
        }
        if syntax.parameterOpens.contains(literal) {
            index = start + literal.utf8.count
            valueSyntax = syntax.forValue(openedBy: literal)
            step = .key
        } else if syntax.callClosers.contains(literal) {
            let end = start + literal.utf8.count
            switch goesOn(text, behind: end, context) {
            case .none: return .needsMore
            case .some(let next?):
                // It stands where a parameter's closer should.
                output.repaired(.endMarker, at: text.base + start)
                index = next
                return nil
            case .some(.none): index = end
            }
            return finish(at: text.base + index, into: &output)
        } else if syntax.parameterClosers.contains(literal) {
            // A doubled closer.
            output.repaired(.endMarker, at: text.base + start)
            index = start + literal.utf8.count
        } else if !hasOpened && context.tools.requiresArguments(name) {
            return .failed(.malformed)
        } else if syntax.callOpens.contains(literal),
            let isKey = namesKey(text, at: start + literal.utf8.count, context)
        {
            // A parameter, with the call's tag for its own.
            return isKey ? .failed(.malformed) : endsEarly(at: text.base + start, into: &output)
        } else if syntax.callOpens.contains(literal) {
            return .needsMore
        } else {
            return endsEarly(at: text.base + start, into: &output)
        }
        return nil
    }

    /// The call's closer is missing: another call, the block's closer or text follows.
    private mutating func endsEarly(at position: Int, into output: inout ArgumentText) -> BodyStatus {
        if needsEvidence && !isNameTold { return .failed(.malformed) }
        output.repaired(.endMarker, at: position)
        return finish(at: position, into: &output)
    }

    /// Text where a parameter should stand. It follows the call, unless it looks like a tag, or may be an argument.
    private mutating func strayText(
        _ text: RawText, at start: Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        if needsEvidence && !isNameTold { return .failed(.malformed) }
        let takesArguments = context.tools.schema(of: name)?["properties"]?.objectValue?.isEmpty == false
        guard hasOpened || !takesArguments else { return .failed(.malformed) }
        switch closesOtherwise(text, at: start, context) {
        case .none: return .needsMore
        case .some(true): return endsEarly(at: text.base + start, into: &output)
        case .some(false): break
        }
        let limit = min(text.count, start + RawText.maximumName)
        let end = text.bytes[start..<limit].firstIndex(of: UInt8(ascii: "\n")) ?? limit
        guard end < text.count || text.isFinal else { return .needsMore }
        let isTag = text.bytes[start..<end].contains { "<>".utf8.contains($0) }
        return isTag ? .failed(.malformed) : endsEarly(at: text.base + start, into: &output)
    }

    /// Skips white space, written as the two characters `\n` too; `nil`: more text is needed.
    private func skipPadding(_ text: RawText, _ start: Int) -> Int? {
        var index = text.skippingGap(from: start)
        while index < text.count, text[index] == UInt8(ascii: "\\") {
            guard index + 1 < text.count else { return text.isFinal ? index : nil }
            guard text[index + 1] == UInt8(ascii: "n") else { return index }
            index = text.skippingGap(from: index + 2)
        }
        return index
    }

    private mutating func readKey(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        switch text.reading(until: syntax.keyEnds, from: index) {
        case .undecided: return .needsMore
        case .hopeless:
            guard isNameTold else { return .failed(text.isFinal ? .incomplete : .malformed) }
            return text.isFinal ? .needsMore : .failed(.malformed)
        case .found(let end, let literal):
            key = TagHeader(String(decoding: text.bytes[index..<end], as: UTF8.self))
            index = end + literal.utf8.count
            step = syntax.typeOpen != nil ? .type : syntax.valueOpens.isEmpty ? .value : .valueOpen
            if step == .value { beginValue(context, into: &output) }
            return nil
        }
    }

    private mutating func readType(_ text: RawText, _ index: inout Int) -> BodyStatus? {
        guard let open = syntax.typeOpen, let close = syntax.typeClose else {
            step = .valueOpen
            return nil
        }
        let start = text.skippingGap(from: index)
        switch text.compare(open.utf8, at: start) {
        case .undecided: return .needsMore
        case .differs: step = .valueOpen
        case .matches:
            let begin = start + open.utf8.count
            switch text.reading(until: [close], from: begin) {
            case .undecided: return .needsMore
            case .hopeless: step = .valueOpen
            case .found(let end, _):
                key.attributes["type"] = String(decoding: text.bytes[begin..<end], as: UTF8.self)
                index = end + close.utf8.count
                step = .valueOpen
            }
        }
        return nil
    }

    /// The value's own tag.
    private mutating func readValueOpen(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard let start = skipPadding(text, index), start < text.count else { return .needsMore }
        let (isDecided, literal) = text.longest(of: syntax.valueOpens, at: start)
        guard isDecided, !text.isCutOff(within: syntax.valueOpens, at: start) else { return .needsMore }
        guard let literal else { return .failed(.malformed) }
        index = start + literal.utf8.count
        beginValue(context, into: &output)
        step = .value
        return nil
    }

    private mutating func beginValue(_ context: BodyContext, into output: inout ArgumentText) {
        let isDuplicate = !keys.insert(key.name).inserted
        let schema = context.tools.schema(of: name)
        let typing = ValueTyping(
            schema: SchemaTypes(of: schema?["properties"]?[key.name], root: schema), attributes: key.attributes,
            untypedIsJSON: syntax.untypedIsJSON, schemaDecides: syntax.typeOpen != nil)
        value = TaggedValue(
            typing: typing, isDiscarded: isDuplicate, syntax: valueSyntax,
            following: context.closers + valueSyntax.callOpens,
            openKeys: (schema?["properties"]?.objectValue ?? []).map(\.key).filter { !keys.contains($0) },
            allKeys: context.tools.keys)
        wrapped = keys.count == 1 && !isDuplicate ? WrappedArguments(key: key.name, schema: schema) : nil
        if !isDuplicate && wrapped == nil { appendKey(key.name, into: &output) }
    }

    private mutating func appendKey(_ key: String, into output: inout ArgumentText) {
        output.append(hasOpened ? "," : "{")
        hasOpened = true
        JSONString.appendQuoted(key, to: &output.bytes)
        output.append(UInt8(ascii: ":"))
    }

    /// `false`: more text is needed.
    private mutating func readValue(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Bool {
        guard wrapped != nil else { return value?.consume(text, &index, into: &output) == true }
        var held = ArgumentText()
        let isComplete = value?.consume(text, &index, into: &held) == true
        wrapped?.text.bytes += held.bytes
        if isComplete { unwrap(at: text.base + index, into: &output) }
        return isComplete
    }

    /// The value that was held is complete.
    private mutating func unwrap(at position: Int, into output: inout ArgumentText) {
        guard let held = wrapped else { return }
        wrapped = nil
        guard let members = held.members else {
            appendKey(key.name, into: &output)
            output.bytes += held.text.bytes
            return
        }
        output.repaired(.doubleEncoded, at: position)
        keys = Set(members.map(\.key))
        for member in members {
            appendKey(member.key, into: &output)
            member.value.append(to: &output.bytes)
        }
    }

    // MARK: A JSON object instead

    private mutating func readJSON(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        var context = context
        context.closers += syntax.callClosers
        switch json.consume(text, &index, tool: name, context, into: &output) {
        case .needsMore: return .needsMore
        case .done: step = .jsonEnd
        case .stopped:
            let (isDecided, closer) = text.longest(of: context.closers, at: index)
            guard closer != nil else { return isDecided ? .failed(.malformed) : .needsMore }
            guard json.isClosable, !context.tools.takesContainers(name) else { return .failed(.malformed) }
            json.close(at: text.base + index, into: &output)
            step = .jsonEnd
        }
        return .argumentsEnded
    }

    /// `nil`: more text is needed.
    private func skipCallCloser(_ text: RawText, _ index: inout Int) -> Bool? {
        let start = text.skippingWhitespace(from: index)
        guard start < text.count || text.isFinal else { return nil }
        let (isDecided, literal) = text.longest(of: syntax.callClosers, at: start)
        guard isDecided else { return nil }
        if let literal { index = start + literal.utf8.count }
        return literal != nil
    }

    // MARK: The end

    private mutating func finish(at position: Int, into output: inout ArgumentText) -> BodyStatus {
        output.append(hasOpened ? "}" : "{}")
        step = .done
        return isNameTold ? .ended : tellName()
    }

    var isClosable: Bool {
        switch step {
        case .between, .jsonEnd, .done: true
        case .jsonArguments: json.isClosable
        case .start, .name, .key, .type, .valueOpen, .value: false
        }
    }

    /// Ends the call where it stands, so that its arguments are JSON. Without a complete parameter a call that needs
    /// evidence is none; the engine does not close those.
    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        switch step {
        case .done, .jsonEnd: break
        case .jsonArguments: json.close(at: position, into: &output)
        case .start, .name, .between, .key, .type, .valueOpen, .value:
            if step == .value {
                var held = ArgumentText()
                value?.close(into: &held)
                if wrapped == nil { output.bytes += held.bytes } else { wrapped?.text.bytes += held.bytes }
                unwrap(at: position, into: &output)
            }
            output.repaired(.unclosed, at: position)
            output.append(hasOpened ? "}" : "{}")
        }
        step = .done
    }
}
