import TestSupport
import Testing

@testable import Monitoring

struct PromptComparisonTests {
    private func compare(_ before: [String], _ now: [String], tools: ([String], [String]) = ([], []))
        -> PromptComparison
    {
        func body(_ messages: [String], _ tools: [String]) -> [UInt8] {
            let list = messages.map { message in
                let parts = message.split(separator: ":", maxSplits: 1)
                return #"{"role":"\#(parts[0])","content":"\#(parts[1])"}"#
            }
            let names = tools.map { #"{"function":{"name":"\#($0)","parameters":{}}}"# }
            return Array(
                #"{"messages":[\#(list.joined(separator: ","))],"tools":[\#(names.joined(separator: ","))]}"#.utf8)
        }
        return body(before, tools.0).withUnsafeBytes { before in
            body(now, tools.1).withUnsafeBytes { now in
                PromptComparing.compare(
                    .init(body: now, outline: PromptOutline(now)),
                    with: .init(body: before, outline: PromptOutline(before)), of: RequestID(rawValue: 1))
            }
        }
    }

    @Test func appendingGoesOn() {
        let comparison = compare(["system:s", "user:u"], ["system:s", "user:u", "assistant:a", "tool:t"])
        #expect(comparison.isContinuation)
        #expect(comparison.sharedMessages == 2)
        #expect(comparison.difference == nil)
        #expect(comparison.changes.map(\.kind) == [.added, .added])
        #expect(comparison.changes.map(\.message) == [2, 3])
        #expect(comparison.changes.map(\.text) == ["a", "t"])
    }

    /// The first byte of the text that differs, and its line in both.
    @Test func findsTheFirstByte() {
        let comparison = compare(
            ["system:You are.\\nIt is 21:52.\\nBe kind.", "user:u"],
            ["system:You are.\\nIt is 21:53.\\nBe kind.", "user:u"])
        #expect(!comparison.isContinuation)
        #expect(
            comparison.difference
                == .init(message: 0, role: "system", offset: 19, before: "It is 21:52.", now: "It is 21:53."))
        #expect(comparison.changes.map(\.kind) == [.changed])
        #expect(comparison.sharedBytes == 0)
    }

    /// Messages left out in the middle, as an agent does that makes room.
    @Test func findsWhatWasLeftOut() {
        let comparison = compare(
            ["system:s", "user:1", "assistant:2", "tool:3", "assistant:4"],
            ["system:s", "user:1", "assistant:4", "user:5"])
        #expect(comparison.changes.map(\.kind) == [.removed, .removed, .added])
        #expect(comparison.changes.map(\.text) == ["2", "3", "5"])
        #expect(comparison.difference?.message == 2)
    }

    @Test func shorterConversation() {
        let comparison = compare(["system:s", "user:1", "user:2"], ["system:s", "user:1"])
        #expect(!comparison.isContinuation)
        #expect(comparison.difference?.now == nil)
        #expect(comparison.difference?.before == "2")
        #expect(comparison.changes.map(\.kind) == [.removed])
    }

    /// Beyond so many pairs messages stand beside each other in their order, and that is told.
    @Test(arguments: [(256, nil), (257, true)] as [(Int, Bool?)])
    func tooManyPairsAreNotMatched(_ count: Int, _ isInOrder: Bool?) {
        let before = (0..<count).map { "user:old\($0)" }
        let now = (0..<count - 1).map { "user:new\($0)" } + ["user:old0"]
        let comparison = compare(before, now)
        #expect(comparison.isMatchedInOrder == isInOrder)
        #expect(comparison.changeCounts?.changed == (isInOrder == true ? count : 0))
        #expect(comparison.changeCounts?.added == (isInOrder == true ? 0 : count - 1))
    }

    /// Messages that are not read are not said to be the same.
    @Test(arguments: [(0, nil), (1, true)] as [(Int, Bool?)])
    func messagesThatAreNotReadAreTold(_ more: Int, _ isCut: Bool?) {
        let messages = [String](repeating: "user:u", count: PromptOutline.maximumPieces + more)
        let comparison = compare(["user:u"], messages)
        #expect(comparison.isCut == isCut)
        #expect(comparison.messages == PromptOutline.maximumPieces)
    }

    @Test func sameAgain() {
        let comparison = compare(["system:s"], ["system:s"])
        #expect(comparison.isContinuation)
        #expect(comparison.changes.isEmpty)
    }

    @Test func toolsComeFirst() {
        let comparison = compare(["user:u"], ["user:u"], tools: (["a", "b"], ["b", "c"]))
        #expect(!comparison.isContinuation)
        #expect(comparison.addedTools == ["c"])
        #expect(comparison.removedTools == ["a"])
        #expect(compare(["user:u"], ["user:u"], tools: (["a", "b"], ["b", "a"])).areToolsReordered)
    }

    /// Added and removed messages account for the difference in number; nothing that is the same is called a change.
    @Test func changesAddUp() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let before = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                "user:\(Int.random(in: 0...4, using: &random))"
            }
            let now = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                "user:\(Int.random(in: 0...4, using: &random))"
            }
            let comparison = compare(before, now)
            let added = comparison.changes.count { $0.kind == .added }
            let removed = comparison.changes.count { $0.kind == .removed }
            #expect(added - removed == now.count - before.count)
            #expect(comparison.changes.isEmpty == (before == now))
            #expect((comparison.difference == nil) == (comparison.sharedMessages == before.count))
        }
    }
}
