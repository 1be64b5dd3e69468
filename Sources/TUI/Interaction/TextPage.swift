/// A text of ours over the whole screen.
package struct TextPage: Equatable, Sendable {
    package enum Emphasis: Sendable { case plain, heading, good, bad, dim }
    package struct Line: Equatable, Sendable {
        package var text: String
        package var emphasis: Emphasis
        package init(_ text: String, _ emphasis: Emphasis = .plain) {
            self.text = text
            self.emphasis = emphasis
        }
    }
    package var title: String
    package var lines: [Line]
    /// The first row that is seen.
    package var top = 0

    package init(title: String, lines: [Line]) {
        self.title = title
        self.lines = lines
    }
}
