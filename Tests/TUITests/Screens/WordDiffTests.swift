import TestSupport
import Testing

@testable import TUI

/// What two texts have in common, by word and by line.
struct WordDiffTests {
    private func words(_ text: String, _ ranges: [Range<Int>]) -> [String] {
        let bytes = Array(text.utf8)
        return ranges.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test(
        arguments: [
            ("", "", [], []), ("a b", "a b", [], []), ("a  b\n", "a\tb", [], []), ("a b c", "a c", ["b"], []),
            ("a c", "a b c", [], ["b"]), ("one two three", "one 2 3", ["two three"], ["2 3"]),
            ("a b a", "b a b", ["a"], ["b"]), ("", "x", [], ["x"]), ("é ö", "é ü", ["ö"], ["ü"]),
        ] as [(String, String, [String], [String])])
    func marksWhatDiffers(old: String, new: String, removed: [String], added: [String]) {
        let diff = WordDiff(from: Array(old.utf8), to: Array(new.utf8))
        #expect(words(old, diff.removed) == removed)
        #expect(words(new, diff.added) == added)
        #expect(diff.isSame == (removed.isEmpty && added.isEmpty))
        #expect(diff.removedCount == removed.joined(separator: " ").split(separator: " ").count)
    }

    /// What is shared is the same in both, in order, and no selection is longer.
    @Test(arguments: 0..<200) func isTheLongest(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func sequence() -> [Int] {
            (0..<Int.random(in: 0...9, using: &random)).map { _ in Int.random(in: 0...3, using: &random) }
        }
        let (old, new) = (sequence(), sequence())
        let common = CommonSequence(old, new)
        let shared = zip(old, common.isSharedOld).filter(\.1).map(\.0)
        #expect(shared == zip(new, common.isSharedNew).filter(\.1).map(\.0))
        #expect(shared.count == longest(old[...], new[...]))
    }

    private func longest(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) -> Int {
        guard let a = old.first, let b = new.first else { return 0 }
        if a == b { return 1 + longest(old.dropFirst(), new.dropFirst()) }
        return max(longest(old.dropFirst(), new), longest(old, new.dropFirst()))
    }

    /// Where looking would take too long, everything between a common beginning and a common end differs.
    @Test func longTextsAreNotPondered() {
        let old = ["same"] + (0..<3_000).map { "a\($0)" } + ["end"]
        let new = ["same"] + (0..<3_000).map { "b\($0)" } + ["end"]
        let diff = WordDiff(from: Array(old.joined(separator: " ").utf8), to: Array(new.joined(separator: " ").utf8))
        #expect(diff.removedCount == 3_000 && diff.addedCount == 3_000)
        #expect(!diff.isCompared && !diff.isSame)
        #expect(WordDiff(from: Array("a b".utf8), to: Array("a c".utf8)).isCompared)
    }

    @Test func linesGoBeforeLinesThatCome() {
        let diff = LineDiff(from: "a\nb\nc", to: "a\nx\ny\nc\nd")
        #expect(diff.lines.map(\.kind) == [.same, .removed, .added, .added, .same, .added])
        #expect(diff.lines.map { String($0.text) } == ["a", "b", "x", "y", "c", "d"])
    }

    /// A mark that goes over the end of a row goes on in the next.
    @Test func marksFollowTheText() {
        let text = MarkedText(
            bytes: Array("one two three four".utf8), marks: [4..<13], markStyle: Style(.good, underlined: true))
        let rows = text.rows(width: 8)
        let marked = rows.flatMap(\.pieces).filter(\.style.isUnderlined).map(\.text).joined(separator: "|")
        #expect(rows.map { $0.pieces.map(\.text).joined() }.joined(separator: " ").split(separator: " ").count == 4)
        #expect(marked.split { $0 == "|" || $0 == " " } == ["two", "three"])
    }
}
