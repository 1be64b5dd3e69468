/// A name, then the arguments as one JSON object, with markers between them: `NAME[ARGS]{...}`.
struct NamedArgumentsBody: CallBody {
    private enum Step: Sendable { case start, name, id, between, arguments, done }

    private let syntax: NamedArgumentsSyntax
    private(set) var name: String?
    private(set) var id: String?
    private var isNameTold = false
    private var step: Step
    private var arguments: JSONArguments

    /// `name`: it stood before the body.
    init(_ syntax: NamedArgumentsSyntax, name: String? = nil) {
        self.syntax = syntax
        self.name = name
        step = name == nil ? .start : .between
        arguments = JSONArguments(enclosingDepth: 0, spelling: syntax.spelling)
    }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        while true {
            switch step {
            case .start:
                guard skip(syntax.beforeName, text, &index) else { return .needsMore }
                step = .name
            case .name:
                if let status = readName(text, &index, context) { return status }
            case .id:
                if let status = readID(text, &index) { return status }
            case .between:
                if let status = between(text, &index, context, into: &output) { return status }
            case .arguments:
                switch arguments.consume(text, &index, tool: name, context, into: &output) {
                case .needsMore: return .needsMore
                case .done:
                    step = .done
                    return .argumentsEnded
                case .stopped:
                    let (isDecided, closer) = text.longest(of: context.closers, at: index)
                    guard closer != nil else { return isDecided ? .failed(.malformed) : .needsMore }
                    // A bracket is lost; which one, only the schema tells.
                    guard arguments.isClosable, !context.tools.takesContainers(name) else { return .failed(.malformed) }
                    arguments.close(at: text.base + index, into: &output)
                    step = .done
                }
            case .done: return .ended
            }
        }
    }

    /// Skips the literals, each optional, and white space around them. `false`: more text is needed.
    private func skip(_ literals: [String], _ text: RawText, _ index: inout Int) -> Bool {
        while true {
            index = text.skippingWhitespace(from: index)
            guard index < text.count || text.isFinal else { return false }
            let (isDecided, literal) = text.longest(of: literals, at: index)
            guard isDecided else { return false }
            guard let literal else { return true }
            index += literal.utf8.count
        }
    }

    private mutating func readName(_ text: RawText, _ index: inout Int, _ context: BodyContext) -> BodyStatus? {
        switch text.reading(until: syntax.nameEnds + context.closers, from: index) {
        case .undecided: return .needsMore
        case .hopeless: return text.isFinal ? .failed(.incomplete) : .failed(.malformed)
        case .found(let end, let literal):
            let written = String(decoding: text.bytes[index..<end], as: UTF8.self)
            let unquoted = written.trimmed { $0.isWhitespace || $0 == "\"" || $0 == "'" }
            guard !unquoted.isEmpty else { return .failed(.malformed) }
            name = syntax.nameIsID ? Self.name(inID: unquoted) : unquoted
            if syntax.nameIsID { id = unquoted }
            index = end
            if literal == syntax.idOpen {
                index += literal.utf8.count
                step = .id
                return nil
            }
            step = .between
            return nil
        }
    }

    /// `functions.NAME:0` holds NAME.
    private static func name(inID id: String) -> String {
        let prefix = "functions."
        let name = id.hasPrefix(prefix) ? id.dropFirst(prefix.count) : id[...]
        guard let colon = name.lastIndex(of: ":"), name[colon...].dropFirst().allSatisfy(\.isNumber) else {
            return String(name)
        }
        return String(name[..<colon])
    }

    private mutating func readID(_ text: RawText, _ index: inout Int) -> BodyStatus? {
        switch text.reading(until: syntax.beforeArguments + ["{"], from: index) {
        case .undecided: return .needsMore
        case .hopeless: return .failed(.malformed)
        case .found(let end, _):
            id = String(decoding: text.bytes[index..<end], as: UTF8.self).trimmed(where: \.isWhitespace)
            index = end
            step = .between
            return nil
        }
    }

    private mutating func tellName() -> BodyStatus {
        isNameTold = true
        return .named
    }

    private mutating func between(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard skip(syntax.beforeArguments, text, &index) else { return .needsMore }
        let (isKnown, inside) = text.innerFence(at: index)
        guard isKnown else { return .needsMore }
        index = inside ?? index
        let isRequired = context.tools.requiresArguments(name)
        guard index < text.count else { return text.isFinal && !isNameTold && !isRequired ? tellName() : .needsMore }
        let (isDecided, closer) = text.longest(of: context.closers, at: index)
        if closer != nil {
            // Closed without arguments.
            guard !isRequired else { return .failed(.malformed) }
            if !isNameTold { return tellName() }
            output.repaired(.emptyArguments, at: text.base + index)
            output.append("{}")
            step = .done
            return .argumentsEnded
        }
        guard isDecided else { return .needsMore }
        if !isNameTold { return tellName() }
        step = .arguments
        return nil
    }

    var isClosable: Bool { step != .arguments || arguments.isClosable }

    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        guard step != .done else { return }
        arguments.close(at: position, into: &output)
        step = .done
    }
}

/// The markers around a name and its arguments.
public struct NamedArgumentsSyntax: Sendable, Equatable {
    /// What the arguments are written as.
    public enum Spelling: Sendable {
        case json
        /// Gemma's own: `{key:<|"|>text<|"|>,n:3}`.
        case braces
    }
    /// Literals that may stand before the name, each optional.
    var beforeName: [String]
    /// Literals that end the name; they stay.
    var nameEnds: [String]
    /// The one of `nameEnds` behind which the call's identifier stands.
    var idOpen: String?
    /// The name as written is the call's identifier as well.
    var nameIsID: Bool
    /// Literals that may stand before the arguments, each optional.
    var beforeArguments: [String]
    var arguments: Spelling

    public init(
        beforeName: [String] = [], nameEnds: [String], idOpen: String? = nil, nameIsID: Bool = false,
        beforeArguments: [String] = [], arguments: Spelling = .json
    ) {
        self.beforeName = beforeName
        self.nameEnds = nameEnds
        self.idOpen = idOpen
        self.nameIsID = nameIsID
        self.beforeArguments = beforeArguments
        self.arguments = arguments
    }

    var spelling: TolerantJSONScanner.Spelling { arguments == .json ? .json : .braces }
}
