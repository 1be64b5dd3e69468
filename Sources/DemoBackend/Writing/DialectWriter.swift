/// Writes an answer with calls as a model that speaks one dialect does: what its chat template asks for.
package struct DialectWriter: Sendable {
    /// Which arguments come through.
    package enum Values: Equatable, Sendable {
        /// Any JSON.
        case any
        /// Strings stand there as they are, so the text that ends one cannot be in it; the tool's schema tells their type.
        case plainText
        /// And what is inside objects and arrays has no type, so that only text comes through there.
        case nestedText
    }

    /// The dialect's id.
    package let id: String
    package let values: Values
    /// Several calls fit into one answer.
    package let takesSeveral: Bool
    /// Words may stand before the calls.
    package let takesWords: Bool
    private let text: @Sendable (String, [DemoCall]) -> String

    init(
        _ id: String, values: Values = .any, takesSeveral: Bool = true, takesWords: Bool = true,
        answer: @escaping @Sendable (String, [DemoCall]) -> String
    ) {
        self.id = id
        self.values = values
        self.takesSeveral = takesSeveral
        self.takesWords = takesWords
        text = answer
    }

    /// A dialect whose block of calls stands behind the words.
    init(
        _ id: String, values: Values = .any, takesSeveral: Bool = true, takesWords: Bool = true,
        block: @escaping @Sendable ([DemoCall]) -> String
    ) {
        self.init(id, values: values, takesSeveral: takesSeveral, takesWords: takesWords) { words, calls in
            words.isEmpty ? block(calls) : words + "\n" + block(calls)
        }
    }

    /// The answer: `words`, where the dialect can hold any beside calls, and the calls.
    package func answer(_ words: String, _ calls: [DemoCall]) -> String {
        text(takesWords ? words : "", takesSeveral ? calls : Array(calls.prefix(1)))
    }

    package static let all: [DialectWriter] = objects + bare + tagged + python + tokens + framed + braces

    package static func named(_ id: String) -> DialectWriter? { byID[id] }
    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
}
