import Monitoring

/// A search in a text that is too long to be looked through between a key and its picture.
package struct LongSearch: Sendable {
    /// What is looked for, and in what.
    struct Question: Equatable, Sendable {
        var pattern: String
        /// Columns by which the text is moved.
        var column: Int
        var id: RequestID
        var tab: ViewState.Tab
        var size: Size
        /// Which layout of the text it is.
        var version: Int

        /// In the same text, or in what it was before more of it came.
        func isAbout(_ other: Question) -> Bool {
            var other = other
            other.version = version
            return other == self
        }
    }
    package struct Found: Sendable {
        let question: Question
        /// The rows in which the pattern can be read.
        let rows: [Int]
    }

    let question: Question
    let screen: DetailScreen
    let text: TabText
    /// The only rows in which it can be; `nil`: all.
    let candidates: [Int]?

    /// Up to so many rows are looked through at once: drawing one takes some 40 µs at most.
    static let shortRows = 500

    var isShort: Bool { (candidates?.count ?? text.count) <= Self.shortRows }

    package func run() -> Found {
        Found(
            question: question,
            rows: screen.matches(of: question.pattern, in: text, size: question.size, among: candidates))
    }
}
