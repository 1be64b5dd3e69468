/// A way of dividing a turn into messages, each with a header that says whom it is for.
public struct MessageFrame: Sendable, Equatable {
    /// How a header is read.
    public enum Grammar: Sendable {
        /// `<|start|>assistant<|channel|>CHANNEL to=RECIPIENT <|constrain|>TYPE<|message|>`, the parts in varying order.
        case channels
        /// `<|message_model|>NAME<|content_KIND|>`.
        case kinds
        /// `RECIPIENT`, on a line of its own.
        case recipients
    }
    var grammar: Grammar
    /// Begin a header anywhere.
    var openers: [String]
    /// Begin a header at the start of the text: the prompt has written what comes before.
    var firstOpeners: [String]
    /// End a header.
    var headerEnds: [String]
    /// End a message.
    var bodyEnds: [String]

    /// Headers consist of tokens that no answer holds.
    var isMarked: Bool { grammar != .recipients }

    /// gpt-oss's Harmony and what was made of it (Beam, Muse).
    public static let channels = MessageFrame(
        grammar: .channels, openers: ["<|start|>", "<|channel|>"],
        firstOpeners: [" to=", "to=", "assistant to=", "assistant<|channel|>", "<|message|>"],
        headerEnds: ["<|message|>"], bodyEnds: ["<|end|>", "<|call|>", "<|return|>", "<|eom|>", "<|eot|>"])

    private static let kindTokens = [
        "<|content_text|>", "<|content_thinking|>", "<|content_invoke_tool_json|>", "<|content_invoke_tool_text|>",
    ]
    /// Inkling's. Where the prompt holds the opening token, the first header has only its end.
    public static let kinds = MessageFrame(
        grammar: .kinds, openers: ["<|message_model|>"] + kindTokens, firstOpeners: [], headerEnds: kindTokens,
        bodyEnds: ["<|end_message|>", "<|content_model_end_sampling|>"])

    /// Functionary's: the prompt ends with `>>>`.
    public static let recipients = MessageFrame(
        grammar: .recipients, openers: [">>>"], firstOpeners: [""], headerEnds: ["\n"], bodyEnds: [])
}

/// Whom a message is for.
enum MessagePurpose: Equatable {
    case content, reasoning
    /// The reader: it is the answer, whatever it looks like.
    case answer
    /// The header names nobody at all.
    case unaddressed
    /// Nobody.
    case dropped
    /// A tool. `isCertain`: it need not be declared. `type`: what the body is said to be.
    case call(tool: String?, isCertain: Bool, type: String?, otherwise: Bool)
    /// What was read is no header.
    case none
}

extension MessageFrame {
    /// What a message is for, from its header and the literal that ended it.
    func purpose(header: String, end: String, isDeclared: (String) -> Bool) -> MessagePurpose {
        let (header, end) = (header.withPlainBars, end.withPlainBars)
        switch grammar {
        case .channels: return ChannelHeader(header).purpose
        case .kinds:
            switch end {
            case "<|content_text|>": return .content
            case "<|content_thinking|>": return .reasoning
            default:
                let name = header.trimmed(where: \.isWhitespace)
                let isText = end == "<|content_invoke_tool_text|>"
                if isText && name.isEmpty { return .none }
                return .call(
                    tool: isText ? name : nil, isCertain: true, type: isText ? "text" : "json", otherwise: false)
            }
        case .recipients:
            let name = header.trimmed(where: \.isWhitespace)
            if name == "all" { return .content }
            return isDeclared(name) ? .call(tool: name, isCertain: true, type: nil, otherwise: false) : .none
        }
    }
}

/// A header of Harmony's kind, without the markers around it.
struct ChannelHeader: Equatable {
    private(set) var channel = ""
    private(set) var recipient = ""
    private(set) var type = ""
    /// Who speaks; empty: the prompt has said it.
    private(set) var role = ""

    init(_ text: String) {
        var words: [Substring] = []
        for part in text.split(separator: "<|channel|>", omittingEmptySubsequences: false).enumerated() {
            let pieces = part.element.split(separator: "<|constrain|>", omittingEmptySubsequences: false)
            words = (pieces.first ?? "").split(whereSeparator: \.isWhitespace)
            if pieces.count > 1 { type = String(pieces[1].trimmed.prefix { $0.isLetter || $0 == "_" }) }
            if part.offset == 0, let first = words.first, !first.hasPrefix("to=") { role = String(first) }
            if part.offset > 0, let first = words.first, !first.hasPrefix("to=") {
                channel = String(first.prefix { $0 != "<" })
                words.removeFirst()
            }
            for word in words {
                if recipient == "functions." {
                    // A blank stands in it.
                    recipient += word.prefix { $0 != "<" }
                } else if word.hasPrefix("to=") {
                    recipient = String(word.dropFirst(3).prefix { $0 != "<" })
                } else if !recipient.isEmpty, type.isEmpty, ["json", "code", "xml"].contains(word) {
                    type = String(word)
                }
            }
        }
    }

    /// Recipients that are parts of the model's own turn, or tools that the server runs itself.
    private static let contentRecipients: Set<String> = ["user", "commentary", "assistant", "all"]

    /// A tool that a server for the model has of its own.
    static func isBuiltIn(_ tool: String) -> Bool {
        tool == "python" || ["browser.", "container."].contains(where: tool.hasPrefix)
    }

    private var said: MessagePurpose { channel == "final" ? .answer : .content }

    var purpose: MessagePurpose {
        // A tool's result that the model made up.
        if role.hasPrefix("functions.") { return .dropped }
        let isReasoning = channel == "analysis"
        // Muse speaks to itself where it names nobody; Harmony always names a channel.
        let isToItself = channel.isEmpty && role == "assistant"
        switch recipient {
        case "" where channel.isEmpty && role.isEmpty: return .unaddressed
        case "": return isReasoning || channel == "thinking" || isToItself ? .reasoning : said
        case "self": return .reasoning
        case "functions.": return .none
        case "developer": return .dropped
        case _ where Self.contentRecipients.contains(recipient): return isReasoning ? .reasoning : said
        default:
            let isCertain = recipient.hasPrefix("functions.")
            return .call(
                tool: isCertain ? String(recipient.dropFirst("functions.".count)) : recipient, isCertain: isCertain,
                type: type.isEmpty ? nil : type, otherwise: isReasoning)
        }
    }
}

extension Substring {
    fileprivate var trimmed: String { String(self).trimmed(where: \.isWhitespace) }
}
