/// An object that holds a call: `{"name": "NAME", "arguments": {...}}`, in all the spellings that models give it.
///
/// The keys may come in any order; the arguments may be missing, a string of JSON, or stand beside the name; the whole may
/// be wrapped in `{"function": ...}`. Arguments are emitted as they are read; the name is told as soon as its string ends.
struct JSONCallBody: CallBody {
    private enum Step: Sendable {
        case start
        case keyOrEnd
        case colon
        case valueStart
        case value(Role)
        case arguments
        case separator
        case done

        var isDone: Bool { if case .done = self { true } else { false } }
    }
    private enum Role: Sendable { case name, id, flat, ignored }

    private static let nameKeys: Set<String> = ["name", "tool", "tool_name", "function", "function_name", "action"]
    private static let argumentKeys: Set<String> = [
        "arguments", "parameters", "args", "params", "input", "tool_input", "action_input",
    ]
    private static let wrapperKeys: Set<String> = ["function", "tool_call", "function_call"]
    private static let idKeys: Set<String> = ["id", "tool_call_id"]
    private static let silentKeys: Set<String> = ["type", "index"]
    /// An object with other keys that stands by itself is data.
    static let bareKeys = nameKeys.union(argumentKeys).union(wrapperKeys).union(idKeys).union(silentKeys)

    private let syntax: JSONCallSyntax
    private(set) var name: String?
    private(set) var id: String?
    private var isNameTold = false
    private var step = Step.start
    private var depth = 0
    private var key = ""
    private var hasArguments = false
    private var arguments = JSONArguments()
    private var scanner = TolerantJSONScanner()
    /// Values that are no arguments to be streamed.
    private var scratch = ArgumentText()
    /// Members beside the name, in case they are the arguments.
    private var flatMembers: [UInt8] = []
    private var flatKeys: Set<String> = []
    private var hasFlatObject = false

    init(_ syntax: JSONCallSyntax = JSONCallSyntax()) { self.syntax = syntax }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        while true {
            switch step {
            case .value(let role):
                switch scan(role, text, &index, context, into: &output) {
                case .none: continue
                case .some(let status): return status
                }
            case .arguments:
                if isReadyToTell {
                    switch EchoedDeclaration.verdict(text, at: index, schema: context.tools.schema(of: name)) {
                    case .undecided: return .needsMore
                    case .isDeclaration: return .failed(.notACall)
                    case .isCall: return tellName()
                    }
                }
                switch arguments.consume(text, &index, tool: name, context, into: &output) {
                case .needsMore: return .needsMore
                case .done:
                    hasArguments = true
                    step = .separator
                    return .argumentsEnded
                case .stopped: return stopped(text, index, context, into: &output)
                }
            case .done:
                if isReadyToTell { return tellName() }
                return .ended
            case .start, .keyOrEnd, .colon, .valueStart, .separator:
                if let status = structural(text, &index, context, into: &output) { return status }
            }
        }
    }

    /// An object is a call only once it has arguments as well as a name: a declaration has a name, too.
    private var isReadyToTell: Bool { !isNameTold && name != nil && (hasArguments || isInArguments) }
    private var isInArguments: Bool { if case .arguments = step { true } else { false } }

    private mutating func tellName() -> BodyStatus {
        isNameTold = true
        return .named
    }

    /// The object's own punctuation. `nil`: read on.
    private mutating func structural(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        index = text.skippingWhitespace(from: index)
        if case .start = step {
            let (isDecided, inside) = text.innerFence(at: index)
            guard isDecided else { return .needsMore }
            index = inside ?? index
        }
        guard text.skipComments(&index), index < text.count else { return .needsMore }
        let position = text.base + index
        switch (step, text[index]) {
        case (.start, UInt8(ascii: "{")):
            depth += 1
            step = .keyOrEnd
            index += 1
        case (.keyOrEnd, UInt8(ascii: "{")) where depth == 1 && key.isEmpty:
            output.repaired(.doubledBraces, at: position)
            index += 1
        case (.keyOrEnd, UInt8(ascii: ",")), (.separator, UInt8(ascii: ",")):
            step = .keyOrEnd
            index += 1
        case (.keyOrEnd, UInt8(ascii: "}")), (.separator, UInt8(ascii: "}")):
            depth -= 1
            step = depth == 0 ? .done : .separator
            index += 1
            if depth == 0 { return finishObject(at: position, context, into: &output) }
        case (.separator, UInt8(ascii: "\"")):
            output.repaired(.missingComma, at: position)
            step = .keyOrEnd
        case (.separator, UInt8(ascii: "]")) where depth > 0:
            output.repaired(.surplusCloser, at: position)
            index += 1
        case (_, UInt8(ascii: "\\")): return skipEscapedWhitespace(text, &index, into: &output)
        case (.keyOrEnd, _): return readKey(text, &index, into: &output)
        case (.colon, UInt8(ascii: ":")):
            step = .valueStart
            index += 1
        case (.valueStart, let byte): beginValue(byte, &index)
        default: return stopped(text, index, context, into: &output)
        }
        return nil
    }

    /// Text that is no JSON stands here: the block's closer ends the call, all else makes it none.
    private mutating func stopped(
        _ text: RawText, _ index: Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        let (isDecided, closer) = text.longest(of: context.closers, at: index)
        guard closer != nil else { return isDecided ? .failed(.malformed) : .needsMore }
        guard isNameTold else { return .failed(.notACall) }
        // Which bracket is lost, only the schema tells.
        guard isClosable, !isInArguments || !context.tools.takesContainers(name) else { return .failed(.malformed) }
        close(at: text.base + index, context, into: &output)
        return .ended
    }

    /// White space that was written as the two characters `\n`.
    private func skipEscapedWhitespace(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard index + 1 < text.count else { return text.isFinal ? .failed(.incomplete) : .needsMore }
        guard "nrt".utf8.contains(text[index + 1]) else { return .failed(.malformed) }
        output.repaired(.escapedWhitespace, at: text.base + index)
        index += 2
        return nil
    }

    private mutating func readKey(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> BodyStatus? {
        let quote = text[index]
        let position = text.base + index
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            var end = index + 1
            while end < text.count, text[end] != quote { end += text[end] == UInt8(ascii: "\\") ? 2 : 1 }
            guard end < text.count else { return text.isFinal ? .failed(.incomplete) : .needsMore }
            key = JSONString.unescaped(UnsafeRawBufferPointer(rebasing: text.bytes[index + 1..<end]))
            if quote == UInt8(ascii: "'") { output.repaired(.singleQuotes, at: position) }
            index = end + 1
        } else {
            var end = index
            while end < text.count, text[end].isIdentifierPart { end += 1 }
            guard end > index else { return .failed(.malformed) }
            guard end < text.count || text.isFinal else { return .needsMore }
            key = String(decoding: text.bytes[index..<end], as: UTF8.self)
            output.repaired(.unquotedKey, at: position)
            index = end
        }
        step = .colon
        return judgeKey()
    }

    private mutating func judgeKey() -> BodyStatus? {
        if syntax.nameIsKey && name == nil {
            name = key
            return tellName()
        }
        return syntax.isBare && !isNameTold && !Self.bareKeys.contains(key) ? .failed(.notACall) : nil
    }

    private mutating func beginValue(_ first: UInt8, _ index: inout Int) {
        let isObject = first == UInt8(ascii: "{")
        if isObject && Self.wrapperKeys.contains(key) && name == nil && depth == 1 {
            depth += 1
            index += 1
            step = .keyOrEnd
            return
        }
        scratch.removeAll()
        scanner = TolerantJSONScanner()
        scanner.enclosingDepth = depth
        let isArguments = syntax.nameIsKey ? key == name : Self.argumentKeys.contains(key)
        if isArguments && !hasArguments {
            arguments = JSONArguments(enclosingDepth: depth, mayBeEncoded: syntax.encodesArguments)
            step = .arguments
        } else if Self.nameKeys.contains(key) && name == nil && !isObject {
            step = .value(.name)
        } else if Self.idKeys.contains(key) {
            step = .value(.id)
        } else {
            step = .value(Self.silentKeys.contains(key) || isArguments ? .ignored : .flat)
        }
    }

    /// Reads a value. `nil`: it is complete, read on.
    private mutating func scan(
        _ role: Role, _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        if scanner.blockClosers.isEmpty { scanner.blockClosers = context.closers }
        let status = scanner.consume(text, &index, into: &scratch)
        switch status {
        case .needsMore: return .needsMore
        case .stopped: return stopped(text, index, context, into: &output)
        case .done:
            let status = valueEnded(role)
            // A parameter beside the arguments belongs to them, and they are complete.
            if case .flat = role, hasArguments, context.tools.schema(of: name)?["properties"]?[key] != nil {
                return .failed(.malformed)
            }
            guard status == .named, isDeclaration(output, context) else { return status }
            return .failed(.notACall)
        }
    }

    /// Whether the arguments that came before the name are a schema.
    private func isDeclaration(_ output: ArgumentText, _ context: BodyContext) -> Bool {
        output.bytes.withUnsafeBytes { bytes in
            let text = RawText(bytes: bytes, base: 0, isFinal: true)
            return EchoedDeclaration.verdict(text, at: 0, schema: context.tools.schema(of: name)) == .isDeclaration
        }
    }

    private mutating func valueEnded(_ role: Role) -> BodyStatus? {
        step = .separator
        switch role {
        case .name:
            guard let text = (try? JSONValue(parsing: scratch.bytes))?.stringValue, !text.isEmpty,
                !text.trimmed(where: { $0 == "\"" }).contains("\"")
            else {
                return .failed(.malformed)
            }
            name = text
            return isReadyToTell ? tellName() : nil
        case .id:
            id = (try? JSONValue(parsing: scratch.bytes))?.stringValue
            return isNameTold && id != nil ? .identified : nil
        case .flat:
            guard flatKeys.insert(key).inserted else { return nil }
            if !flatMembers.isEmpty { flatMembers.append(UInt8(ascii: ",")) }
            JSONString.appendQuoted(key, to: &flatMembers)
            flatMembers.append(UInt8(ascii: ":"))
            flatMembers.append(contentsOf: scratch.bytes)
            hasFlatObject = hasFlatObject || scratch.bytes.first == UInt8(ascii: "{")
        case .ignored: break
        }
        return nil
    }

    private mutating func finishObject(
        at position: Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        guard name != nil, hasArguments || !syntax.isBare else { return .failed(.notACall) }
        if mayLackArguments(context) { return .failed(.malformed) }
        completeArguments(at: position, context, into: &output)
        return isReadyToTell ? tellName() : .ended
    }

    /// Something was written that may be the arguments, or they are required: to hand on none would lose them.
    private func mayLackArguments(_ context: BodyContext) -> Bool {
        guard !hasArguments else { return false }
        let properties = context.tools.schema(of: name)?["properties"]?.objectValue ?? []
        let areFlat = !flatKeys.isEmpty && flatKeys.isSubset(of: properties.map(\.key))
        return !areFlat && (context.tools.requiresArguments(name) || hasFlatObject)
    }

    /// Arguments that were not written become those beside the name, or `{}`.
    private mutating func completeArguments(
        at position: Int, _ context: BodyContext, into output: inout ArgumentText
    ) {
        guard !hasArguments else { return }
        hasArguments = true
        let properties = context.tools.schema(of: name)?["properties"]?.objectValue ?? []
        let areFlat = !flatKeys.isEmpty && flatKeys.isSubset(of: properties.map(\.key))
        output.repaired(areFlat ? .flatArguments : .emptyArguments, at: position)
        output.append(UInt8(ascii: "{"))
        if areFlat { output.bytes.append(contentsOf: flatMembers) }
        output.append(UInt8(ascii: "}"))
    }

    var isClosable: Bool { hasArguments || step.isDone || isInArguments && arguments.isClosable }

    /// Ends the call where it stands, so that its arguments are JSON.
    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        switch step {
        case .arguments:
            arguments.close(at: position, into: &output)
            hasArguments = true
        case .done: return
        case .start, .keyOrEnd, .colon, .valueStart, .separator, .value: output.repaired(.unclosed, at: position)
        }
        completeArguments(at: position, context, into: &output)
        step = .done
    }
}

/// How an object holds a call.
public struct JSONCallSyntax: Sendable, Equatable {
    /// The object stands by itself, without a marker: only a name together with arguments makes it a call, and no other
    /// keys may stand beside them.
    var isBare = false
    /// `{"NAME": {...}}`: the only key is the tool's name.
    var nameIsKey = false

    /// What an object that stands by itself begins with if it is a call.
    static let bareKeys = LiteralSet(JSONCallBody.bareKeys.sorted())

    /// The arguments are a string of JSON, as OpenAI has them: that is no fault.
    var encodesArguments = false

    public init(isBare: Bool = false, nameIsKey: Bool = false, encodesArguments: Bool = false) {
        self.isBare = isBare
        self.nameIsKey = nameIsKey
        self.encodesArguments = encodesArguments
    }
}
