import TestSupport
import Testing

@testable import TUI

struct LineDiffTests {
    private func text(_ diff: LineDiff, without kind: LineDiff.Kind) -> String {
        diff.lines.filter { $0.kind != kind }.map { String($0.text) }.joined(separator: "\n")
    }

    /// The plain definition of how many lines two texts can share in their order.
    private func shared(_ old: ArraySlice<String>, _ new: ArraySlice<String>) -> Int {
        guard let first = old.first, let other = new.first else { return 0 }
        if first == other { return 1 + shared(old.dropFirst(), new.dropFirst()) }
        return max(shared(old.dropFirst(), new), shared(old, new.dropFirst()))
    }

    /// Both texts come out again, and as many lines are the same as can be.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func holdsBothTexts(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            func lines() -> [String] {
                (0..<Int.random(in: 1...7, using: &random)).map { _ in "line \(Int.random(in: 0...3, using: &random))" }
            }
            let (old, new) = (lines(), lines())
            let diff = LineDiff(from: old.joined(separator: "\n"), to: new.joined(separator: "\n"))
            #expect(text(diff, without: .added) == old.joined(separator: "\n"))
            #expect(text(diff, without: .removed) == new.joined(separator: "\n"))
            #expect(diff.lines.count { $0.kind == .same } == shared(old[...], new[...]))
            #expect(diff.isCompared)
        }
    }

    /// The middle of more pairs than are compared is gone and come as a whole, and says so.
    @Test(arguments: [(12, true), (11, false)])
    func tooManyPairsAreNotCompared(_ pairs: Int, _ isCompared: Bool) {
        let diff = LineDiff(from: "head\na\nb\nc\ntail", to: "head\nd\nb\ne\nf\ntail", pairs: pairs)
        #expect(diff.isCompared == isCompared)
        #expect(text(diff, without: .added) == "head\na\nb\nc\ntail")
        #expect(text(diff, without: .removed) == "head\nd\nb\ne\nf\ntail")
        #expect(diff.lines.count { $0.kind == .same } == (isCompared ? 3 : 2))
    }

    /// Where only one side has lines there is nothing to compare.
    @Test func oneSideAlone() {
        #expect(LineDiff(from: "a\nb\nc", to: "a\nc", pairs: 0).isCompared)
        #expect(LineDiff(from: "a\nc", to: "a\nb\nc", pairs: 0).isCompared)
    }
}
