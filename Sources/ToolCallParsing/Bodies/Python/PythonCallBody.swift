/// One call in Python's notation: `NAME(key="value", other=[1, 2])`, which may stand in `print(...)`.
///
/// Values keep the type that they were written in; the one exception is a bare number for a parameter that can only be a
/// string. Expressions are no literals: what contains them before the name is told is no call.
struct PythonCallBody: CallBody {
    private enum Step: Sendable {
        case name
        case argument
        case value
        case separator
        /// Behind the closing parenthesis, while the name has not been told.
        case behind
        case finish
        case printCloser
        case done
    }
    /// A name or keyword that is longer is none.
    private static let maximumName = 256
    /// The name waits for the first value's end, or so many bytes of it: until then an expression makes it no call.
    private static let evidence = 48

    private let dropsCallSuffix: Bool
    private var tellsAtOnce = false
    private(set) var name: String?
    var id: String? { nil }
    var earlyDoubt: Int? { early.doubt?.position }
    private var step = Step.name
    private var isPrinted = false
    private var isNameTold = false
    private var isPositional = false
    private var keys: Set<String> = []
    private var hasOpened = false
    private var isDuplicate = false
    private var value = PythonValue()
    private var valueStart = 0
    /// The first argument, until the name has been told.
    private var early = ArgumentText()
    /// A string in the place of an object or array, until it has ended.
    private var encoded: EncodedArgument?
    /// Arguments without keywords, until their number is known.
    private var positional: [[UInt8]] = []

    /// `dropsCallSuffix`: the name is what stands before `.call`.
    init(dropsCallSuffix: Bool = false) { self.dropsCallSuffix = dropsCallSuffix }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        if !isPositional { handOutEarly(into: &output) }
        while true {
            let status: BodyStatus?
            switch step {
            case .name: status = readName(text, &index, context)
            case .argument: status = readArgument(text, &index, context, into: &output)
            case .value: status = readValue(text, &index, context, into: &output)
            case .separator: status = readSeparator(text, &index, context, into: &output)
            case .behind: status = readBehind(text, index)
            case .finish: status = finish(into: &output)
            case .printCloser: status = readPrintCloser(text, &index)
            case .done: status = .ended
            }
            if let status { return status }
        }
    }

    // MARK: Name

    private mutating func readName(_ text: RawText, _ index: inout Int, _ context: BodyContext) -> BodyStatus? {
        index = text.skippingWhitespace(from: index)
        var end = index
        while end < text.count, Self.isNamePart(text[end]), end - index <= Self.maximumName { end += 1 }
        let open = Self.skippingBlanks(text, from: end)
        guard end - index <= Self.maximumName, open - end <= Self.maximumName else { return .failed(.malformed) }
        guard open < text.count else { return text.isFinal ? .failed(.incomplete) : .needsMore }
        guard end > index, !text[index].isASCIIDigit, !".-".utf8.contains(text[index]), text[open] == UInt8(ascii: "(")
        else { return .failed(.malformed) }
        let written = String(decoding: text.bytes[index..<end], as: UTF8.self)
        if written == "print", !isPrinted, !context.tools.declares(written) {
            isPrinted = true
            index = open + 1
            return nil
        }
        let hasSuffix = dropsCallSuffix && written.hasSuffix(".call") && written.utf8.count > 5
        name = hasSuffix ? String(written.dropLast(5)) : written
        index = open + 1
        step = .argument
        return tellsAtOnce ? tellName() : nil
    }

    var tellingAtOnce: any CallBody {
        var body = self
        body.tellsAtOnce = true
        return body
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte.isNamePart
    }

    private static func skippingBlanks(_ text: RawText, from index: Int) -> Int {
        let limit = index + maximumName
        var index = index
        while index < text.count, text[index].isJSONWhitespace, index <= limit { index += 1 }
        return index
    }

    private mutating func tellName() -> BodyStatus {
        isNameTold = true
        return .named
    }

    // MARK: Arguments

    /// What stands here is the end, a keyword, or a value without one.
    private mutating func readArgument(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard skipComments(text, &index, into: &output) else { return .needsMore }
        if text[index] == UInt8(ascii: ")") {
            index += 1
            return endArguments(context)
        }
        if text[index] == UInt8(ascii: ","), isNameTold {
            output.repaired(.trailingComma, at: text.base + index)
            index += 1
            return nil
        }
        var end = index
        while end < text.count, text[end].isIdentifierPart || text[end] >= 0x80, end - index <= Self.maximumName {
            end += 1
        }
        let equals = end > index ? Self.skippingBlanks(text, from: end) : end
        guard end - index <= Self.maximumName, equals - end <= Self.maximumName else { return .failed(.malformed) }
        guard end == index || equals < text.count || text.isFinal else { return .needsMore }
        let isKeyword = end > index && equals < text.count && text[equals] == UInt8(ascii: "=")
        guard isKeyword else { return beginPositional(text.base + index) }
        guard positional.isEmpty else { return .failed(.malformed) }
        let key = String(decoding: text.bytes[index..<end], as: UTF8.self).withoutInvisible
        index = equals + 1
        beginParameter(key, text.base + index, context)
        return nil
    }

    /// Passes white space and comments. `false`: more text is needed.
    private mutating func skipComments(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Bool {
        index = text.skippingWhitespace(from: index)
        while index < text.count, text[index] == UInt8(ascii: "#") {
            guard let end = text.bytes[index...].firstIndex(of: UInt8(ascii: "\n")) else { return false }
            if isNameTold, !isPositional {
                output.repaired(.comment, at: text.base + index)
            } else {
                early.repaired(.comment, at: text.base + index)
            }
            index = text.skippingWhitespace(from: end)
        }
        return index < text.count
    }

    private mutating func beginPositional(_ position: Int) -> BodyStatus? {
        guard !isNameTold || tellsAtOnce, keys.isEmpty else { return .failed(.malformed) }
        isPositional = true
        isDuplicate = false
        value = PythonValue()
        value.isPositional = true
        valueStart = position
        step = .value
        return nil
    }

    private mutating func beginParameter(_ key: String, _ position: Int, _ context: BodyContext) {
        let schema = context.tools.schema(of: name)
        isDuplicate = !keys.insert(key).inserted
        value = PythonValue()
        let types = SchemaTypes(of: schema?["properties"]?[key], root: schema)
        value.keepsNumbersAsText = types == .string
        value.keywords = (schema?["properties"]?.objectValue ?? []).map(\.key).filter { !keys.contains($0) }
        value.prefix = Self.prefix(key, isFirst: !hasOpened)
        encoded = isDuplicate ? nil : EncodedArgument(types, prefix: value.prefix.count, start: position)
        valueStart = position
        step = .value
    }

    private static func prefix(_ key: String, isFirst: Bool) -> [UInt8] {
        var prefix = [isFirst ? UInt8(ascii: "{") : UInt8(ascii: ",")]
        JSONString.appendQuoted(key, to: &prefix)
        prefix.append(UInt8(ascii: ":"))
        return prefix
    }

    private mutating func readValue(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        let mayTell = !isNameTold && !isPositional
        let stop = mayTell ? valueStart + Self.evidence - text.base : Int.max
        let status: PythonValue.Status
        if isDuplicate {
            var ignored = ArgumentText()
            status = value.consume(text, &index, stop: stop, closers: context.closers, into: &ignored)
        } else if var held = encoded {
            // Only one of the two may hold the text: else each piece would copy it.
            encoded = nil
            status = value.consume(text, &index, stop: stop, closers: context.closers, into: &held.text)
            let isOver = status == .done || status == .failed || status == .needsMore && text.isFinal
            if isOver || !held.isString {
                handOut(held.finished(isDone: status == .done), into: &output)
            } else {
                encoded = held
            }
        } else if isNameTold, !isPositional {
            status = value.consume(text, &index, stop: stop, closers: context.closers, into: &output)
        } else {
            status = value.consume(text, &index, stop: stop, closers: context.closers, into: &early)
        }
        hasOpened = hasOpened || value.hasBegun && !isPositional && !isDuplicate
        switch status {
        case .needsMore:
            // A value that was cut off is kept; it need not be long for that.
            return mayTell && text.isFinal && hasOpened ? tellName() : .needsMore
        case .paused: return hasOpened ? tellName() : .failed(.malformed)
        // An expression in the place of the first value: code.
        case .failed: return .failed(isPositional && !isNameTold ? .notACall : .malformed)
        case .done:
            if isPositional {
                positional.append(early.bytes)
                early.bytes = []
            }
            step = .separator
            return nil
        }
    }

    private mutating func readSeparator(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard skipComments(text, &index, into: &output) else {
            return text.isFinal && !isNameTold && !isPositional ? tellName() : .needsMore
        }
        switch text[index] {
        case UInt8(ascii: ","):
            index += 1
            step = .argument
            return isNameTold || isPositional ? nil : tellName()
        case UInt8(ascii: ")"):
            index += 1
            return endArguments(context)
        default:
            let (isDecided, closer) = text.longest(of: context.closers + ["]"], at: index)
            guard closer != nil else { return isDecided ? .failed(.malformed) : .needsMore }
            switch goesOn(text, behind: index) {
            case .none: return .needsMore
            case .some(true): return .failed(.malformed)
            case .some(false): break
            }
            // The list or block ends before the call does.
            early.repaired(.unclosed, at: text.base + index)
            isPrinted = false
            return endArguments(context)
        }
    }

    /// Whether the call's own arguments, or its parenthesis, stand behind a bracket that is too many. `nil`: more text is
    /// needed.
    private func goesOn(_ text: RawText, behind index: Int) -> Bool? {
        guard text[index] == UInt8(ascii: "]") else { return false }
        var next = Self.skippingBlanks(text, from: index + 1)
        guard next < text.count else { return text.isFinal ? false : nil }
        if text[next] == UInt8(ascii: ")") { return true }
        guard text[next] == UInt8(ascii: ",") else { return false }
        next = Self.skippingBlanks(text, from: next + 1)
        while next < text.count, text[next].isIdentifierPart { next += 1 }
        guard next < text.count else { return text.isFinal ? false : nil }
        return text[next] == UInt8(ascii: "=")
    }

    // MARK: End

    /// The arguments are complete.
    private mutating func endArguments(_ context: BodyContext) -> BodyStatus? {
        if isPositional {
            let properties = context.tools.schema(of: name)?["properties"]?.objectValue ?? []
            guard positional.count <= properties.count else { return .failed(.malformed) }
            if let object = wrappedArguments(properties) {
                early.bytes = object
                positional = []
                hasOpened = object.count > 2
                if hasOpened { early.bytes.removeLast() } else { early.bytes = [] }
                step = isNameTold ? .finish : .behind
                return nil
            }
            for (argument, property) in zip(positional, properties) {
                early.bytes.append(contentsOf: Self.prefix(property.key, isFirst: !hasOpened))
                early.bytes.append(contentsOf: argument)
                hasOpened = true
            }
            positional = []
        }
        step = isNameTold ? .finish : .behind
        return nil
    }

    /// An object as the only value, with the tool's own parameters in it, is the arguments themselves.
    private func wrappedArguments(_ properties: [JSONMember]) -> [UInt8]? {
        guard positional.count == 1, let members = (try? JSONValue(parsing: positional[0]))?.objectValue,
            members.allSatisfy({ member in properties.contains { $0.key == member.key } })
        else { return nil }
        return positional[0]
    }

    /// `now().year` and `[now() for x in y]` are expressions.
    private mutating func readBehind(_ text: RawText, _ index: Int) -> BodyStatus? {
        var place = index
        while place < text.count, text[place] == UInt8(ascii: " ") || text[place] == UInt8(ascii: "\t") { place += 1 }
        guard place < text.count || text.isFinal else { return .needsMore }
        if place < text.count, text[place].isASCIILetter || ".[({+-*/%=&|^@:>".utf8.contains(text[place]) {
            return .failed(.malformed)
        }
        step = .finish
        return tellName()
    }

    private mutating func finish(into output: inout ArgumentText) -> BodyStatus {
        handOutEarly(into: &output)
        output.append(hasOpened ? "}" : "{}")
        step = isPrinted ? .printCloser : .done
        return isPrinted ? .argumentsEnded : .ended
    }

    /// The parenthesis of `print(`, which may be missing.
    private mutating func readPrintCloser(_ text: RawText, _ index: inout Int) -> BodyStatus {
        let place = Self.skippingBlanks(text, from: index)
        guard place < text.count || text.isFinal else { return .needsMore }
        if place < text.count, text[place] == UInt8(ascii: ")") { index = place + 1 }
        step = .done
        return .ended
    }

    private mutating func handOut(_ text: ArgumentText, into output: inout ArgumentText) {
        if isNameTold { output.append(text) } else { early.append(text) }
    }

    /// What waited for the name to be told.
    private mutating func handOutEarly(into output: inout ArgumentText) {
        guard isNameTold, !early.bytes.isEmpty || !early.repairs.isEmpty else { return }
        output.append(early)
        early = ArgumentText()
    }

    var isClosable: Bool {
        switch step {
        case .separator, .behind, .finish, .printCloser, .done: true
        case .argument: !hasOpened
        case .name, .value: false
        }
    }

    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        switch step {
        case .done, .printCloser:
            step = .done
            return
        case .name, .argument, .value, .separator, .behind, .finish: break
        }
        if isPositional && !isNameTold { early = ArgumentText() }
        isNameTold = true
        handOutEarly(into: &output)
        if step == .value, !isDuplicate, !isPositional, value.hasBegun { value.close(into: &output) }
        output.repaired(.unclosed, at: position)
        output.append(hasOpened ? "}" : "{}")
        step = .done
    }
}
