import ToolCallParsing
import WireFormats

/// A model's text run through every dialect, each as if the user had named it: for text that looked like a call and was
/// taken by none.
package struct DialectTrial: Equatable, Sendable {
    package struct Result: Equatable, Sendable {
        package var dialect: String
        /// `name(arguments)` of each call.
        package var calls: [String] = []
        package var repairs: [String] = []
        /// Why text that looked like one of its calls is none.
        package var nearMisses: [String] = []
    }
    /// Those that find calls first, then near misses; the others only in `others`.
    package private(set) var results: [Result] = []
    package private(set) var others: [String] = []
    /// What is seen in the text when all dialects are looked for, as `translate --explain` has it.
    package private(set) var explanation: [String]
    /// Only the beginning of the text was looked at.
    package let isCut: Bool

    /// Some hundred parsers read the text; this much takes them a moment.
    package static let maximumBytes = 64 << 10

    /// `tools` is the JSON of a request's body; without tools in it calls of every name count.
    package init(text: [UInt8], body: String?) {
        isCut = text.count > Self.maximumBytes
        let text = String(decoding: text.prefix(Self.maximumBytes), as: UTF8.self)
        let tools = body.flatMap { ChatOutline(Array($0.utf8))?.tools } ?? []
        var automatic = ParserOptions()
        automatic.acceptsAnyName = tools.isEmpty
        automatic.explains = true
        explanation = Explanation(text, tools: tools, options: automatic).lines
        for dialect in Dialect.all {
            var options = ParserOptions(dialects: [dialect], isPinned: true)
            options.acceptsAnyName = tools.isEmpty
            let message = ModelOutputParser.parse(text, tools: tools, options: options)
            guard !message.calls.isEmpty || !message.nearMisses.isEmpty else {
                others.append(dialect.id.rawValue)
                continue
            }
            results.append(
                Result(
                    dialect: dialect.id.rawValue, calls: message.calls.map { "\($0.name)(\($0.arguments))" },
                    repairs: message.repairs.map(\.rawValue),
                    nearMisses: message.nearMisses.map {
                        NearMissWording.sentence(dialect: $0.dialect.rawValue, reason: $0.reason.rawValue)
                    }))
        }
        results.sort { !$0.calls.isEmpty && $1.calls.isEmpty }
    }
}
