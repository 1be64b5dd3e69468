import Monitoring

/// A line that is being typed at the foot of the screen.
package struct Prompt: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case filter
        case search
        case command
    }
    package var kind: Kind
    package var line: EditedLine
    /// What is wrong with the line, and where: the number of characters before it.
    package var problem: Problem?
    /// What the line could become, while completing.
    package var completion: Completion?
    /// What the palette looks for; `nil`: behind a command's name it offers nothing.
    var paletteText: String? {
        guard kind == .command, historyIndex == nil else { return nil }
        let text = completion?.typed ?? line.text
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        let isBehindName = words.count > 1 || text.last == " " && !words.isEmpty
        return isBehindName && words.first.flatMap { Command(rawValue: String($0)) } != nil ? nil : text
    }
    /// Which line of the history is shown, counted from the newest; `nil`: the one being typed.
    var historyIndex: Int?
    /// What was typed before the history was looked at.
    var draft = ""
    /// To be put back if it is given up.
    var former: Former

    package struct Problem: Equatable, Sendable {
        package var message: String
        package var column: Int?
    }

    /// What the prompt changes while it is typed in.
    struct Former: Equatable, Sendable {
        var filter: RequestFilter
        var selection: RequestID?
        var isFollowing: Bool
        var search: PaneSearch?
        var scroll: DetailScroll
        var overlay: ViewState.Overlay?
    }

    package struct Completion: Equatable, Sendable {
        package var candidates: [String]
        /// The one that stands in the line.
        package var index: Int
        /// The line up to what is completed.
        var stem: String
        /// What had been typed when it began.
        var typed = ""
    }
}

/// Lines that were typed before, newest last.
package struct PromptHistory: Equatable, Sendable {
    private var lines: [Prompt.Kind: [String]] = [:]
    private static let capacity = 100

    package init() {}

    package func lines(_ kind: Prompt.Kind) -> [String] { lines[kind] ?? [] }

    package mutating func remember(_ line: String, _ kind: Prompt.Kind) {
        guard !line.allSatisfy(\.isWhitespace) else { return }
        var kept = lines(kind).filter { $0 != line }
        kept.append(line)
        lines[kind] = kept.suffix(Self.capacity)
    }
}
