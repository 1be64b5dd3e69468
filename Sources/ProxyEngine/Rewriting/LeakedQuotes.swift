import ToolCallParsing

/// Gemma's quote tokens in arguments that a backend has made JSON of: `"<|\"|>tea<|\"|>"`, or damaged, `"<|\"|"tea<|\""`.
enum LeakedQuotes {
    static let start = Array("<|".utf8)
    /// As it stands within a JSON string.
    private static let token = #"<|\"|>"#
    /// What is left of a token and the string's quote beside it, longest first.
    private static let damaged = [
        #""<|\"|>""#, #""<|\"|""#, #"<|\"|>""#, #"<|\"|""#, #""<|\"|>"#, #""<|"|>"#, #"<|"|>""#, #"<|\"""#,
    ]

    /// Whether a token, or what may be left of one, ends at or behind `start`.
    static func hasToken(_ text: [UInt8], from start: Int) -> Bool {
        var index = max(0, start - 2)
        while index + 2 < text.count {
            if text[index] == UInt8(ascii: "<"), text[index + 1] == UInt8(ascii: "|"),
                text[index + 2] == UInt8(ascii: "\"") || text[index + 2] == UInt8(ascii: "\\")
            {
                return true
            }
            index += 1
        }
        return false
    }

    /// JSON without the tokens around its strings; `nil`: they stand elsewhere as well, as something that is talked about.
    static func unwrapped(_ json: String) -> String? {
        guard let value = try? JSONValue(parsing: json), isWrapped(value) else { return nil }
        return joined(joined(json, without: "\"" + token), without: token + "\"")
    }

    private static func isWrapped(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text):
            let token = "<|\"|>"
            guard text.contains(token) else { return true }
            return text.count >= 2 * token.count && text.hasPrefix(token) && text.hasSuffix(token)
                && !text.dropFirst(token.count).dropLast(token.count).contains(token)
        case .array(let items): return items.allSatisfy(isWrapped)
        case .object(let members): return members.allSatisfy { isWrapped($0.value) }
        default: return true
        }
    }

    /// Text that is no JSON, with a plain quote wherever tokens have met quotes; `nil`: there are none.
    static func removed(_ text: String) -> String? {
        guard text.contains("<|") else { return nil }
        return damaged.reduce(text) { joined($0, without: $1) }
    }

    /// `text` with a quote in the place of each `part`.
    private static func joined(_ text: String, without part: String) -> String {
        text.split(separator: part, omittingEmptySubsequences: false).joined(separator: "\"")
    }
}
