import TestSupport
import Testing
import ToolCallParsing
import WireFormats

@testable import ProxyEngine

struct HistoryTrimmingTests {
    static let seeds = Array(UInt64(1)...300)

    /// The messages that are left, as JSON texts; the marker is among them.
    private func left(_ body: [UInt8], _ outline: ConversationOutline, _ cut: HistoryCut) -> [String] {
        let trimmed = cut.splices(in: outline.messages).applied(to: body)
        let outline = ConversationOutline(trimmed)
        return outline.messages.map { String(decoding: trimmed[$0.range], as: UTF8.self) }
    }

    /// A limit at which something must go, and can.
    private func limit(_ outline: ConversationOutline, _ share: Double) -> Int {
        Int(Double(RandomHistory.trimming(outline).total(after: nil)) * share)
    }

    @Test(arguments: [[0], [1, 2, 5], [3, 4, 5, 9, 11, 12], Array(stride(from: 1, to: 99, by: 2))])
    func aCutKnowsWhatItDrops(_ indices: [Int]) throws {
        let cut = try #require(HistoryCut(dropping: indices))
        #expect((0...cut.coveredCount + 2).filter(cut.drops) == indices)
    }

    private func isMarker(_ message: String) -> Bool { message.contains("left out here") }

    @Test(arguments: seeds) func dropsWhatMayGoAndNothingElse(seed: UInt64) throws {
        let history = RandomHistory(seed: seed, turns: 8)
        let (body, outline) = (history.body, history.outline)
        #expect(outline.messages.count == history.messages.count)
        for share in [0.9, 0.6, 0.3] {
            let limit = limit(outline, share)
            let trimming = RandomHistory.trimming(outline)
            guard let cut = trimming.cut(toFit: limit) else { continue }
            let kept = left(body, outline, cut)

            // Under the limit, by the count of what is really left.
            let after = ConversationOutline(cut.splices(in: outline.messages).applied(to: body))
            #expect(RandomHistory.tokens(after).reduce(100, +) <= limit)

            // One marker; all else is the client's bytes in the client's order.
            #expect(kept.count { isMarker($0) } == 1)
            let expected = outline.messages.indices.filter { !cut.drops($0) }.map { history.messages[$0] }
            #expect(kept.filter { !isMarker($0) } == expected)
            #expect(kept.count == history.messages.count - cut.droppedCount + 1)

            // What must stay has stayed.
            for (index, message) in outline.messages.enumerated() where message.role == .instructions {
                #expect(!cut.drops(index))
            }
            #expect(outline.messages.firstIndex { $0.role == .user }.map { cut.drops($0) } != true)
            #expect(outline.messages.lastIndex { $0.role == .user }.map { cut.drops($0) } != true)
            #expect(!cut.drops(outline.messages.count - 1))
        }
    }

    /// The tests around this one prove little where nothing is dropped.
    @Test func mostHistoriesCanBeTrimmed() {
        let trimmed = Self.seeds.map { seed in
            let outline = RandomHistory(seed: seed, turns: 8).outline
            return RandomHistory.trimming(outline).cut(toFit: limit(outline, 0.6))
        }
        #expect(trimmed.count { $0 != nil } > Self.seeds.count * 2 / 3)
        #expect(trimmed.count { ($0?.dropped.count ?? 0) > 1 } > 10, "no kept message between dropped ones")
    }

    /// A result is there exactly where its call is.
    @Test(arguments: seeds) func leavesNoOrphans(seed: UInt64) {
        let history = RandomHistory(seed: seed, turns: 8)
        let outline = history.outline
        guard let cut = RandomHistory.trimming(outline).cut(toFit: limit(outline, 0.4)) else { return }
        var callers: [UInt64: Int] = [:]
        for (index, message) in outline.messages.enumerated() {
            for case let id? in outline.calls(of: message).map(\.id) { callers[id] = index }
            guard message.role == .result, let id = message.answeredID, let caller = callers[id] else { continue }
            #expect(cut.drops(index) == cut.drops(caller), "\(id)")
        }
    }

    /// Outside the dropped messages every byte is as it was.
    @Test(arguments: seeds.prefix(50)) func keepsTheRestToTheByte(seed: UInt64) throws {
        let history = RandomHistory(seed: seed, turns: 6)
        let (body, outline) = (history.body, history.outline)
        guard let cut = RandomHistory.trimming(outline).cut(toFit: limit(outline, 0.5)) else { return }
        let trimmed = cut.splices(in: outline.messages).applied(to: body)
        _ = try JSONValue(parsing: trimmed)
        let start = outline.messages[cut.dropped[0].lowerBound].range.lowerBound
        let end = outline.messages[cut.coveredCount].range.lowerBound
        #expect(trimmed.prefix(start).elementsEqual(body.prefix(start)))
        #expect(trimmed.suffix(body.count - end).elementsEqual(body.suffix(body.count - end)))
    }

    /// What has been trimmed fits and is not trimmed again.
    @Test(arguments: seeds.prefix(100)) func isIdempotent(seed: UInt64) {
        let history = RandomHistory(seed: seed, turns: 8)
        let outline = history.outline
        let limit = limit(outline, 0.5)
        guard let cut = RandomHistory.trimming(outline).cut(toFit: limit) else { return }
        let trimmed = ConversationOutline(cut.splices(in: outline.messages).applied(to: history.body))
        #expect(RandomHistory.trimming(trimmed).total(after: nil) <= limit)
        // The same question has the same answer.
        #expect(RandomHistory.trimming(outline).cut(toFit: limit) == cut)
    }

    /// Later turns begin with the bytes of the earlier, as long as they fit with the cut where it is.
    @Test(arguments: seeds.prefix(50)) func staysWhereItIsOnLaterTurns(seed: UInt64) throws {
        var history = RandomHistory(seed: seed, turns: 10)
        let limit = limit(history.outline, 0.7)
        var cuts = SessionCuts()
        var before: [String]?
        var last: HistoryCut?
        for _ in 0..<12 {
            let (body, outline) = (history.body, history.outline)
            let trimming = RandomHistory.trimming(outline)
            let keys = SessionCuts.keys(outline.messages, model: "m")
            let earlier = cuts.cut(of: keys).flatMap { trimming.permits($0) ? $0 : nil }
            #expect(earlier == last)
            if let earlier, trimming.total(after: earlier) <= limit {
                let now = left(body, outline, earlier)
                if let before { #expect(now.starts(with: before)) }
                before = now
            } else {
                guard let cut = trimming.cut(toFit: limit) else { return }
                #expect(cut.coveredCount >= last?.coveredCount ?? 0)
                cuts.remember(cut, of: keys)
                last = cut
                before = left(body, outline, cut)
            }
            history.addTurn()
        }
    }

    /// A cut leaves room for some turns.
    @Test func dropsGenerously() throws {
        let history = RandomHistory(seed: 5, turns: 40)
        let trimming = RandomHistory.trimming(history.outline)
        let limit = trimming.total(after: nil) - 10
        let cut = try #require(trimming.cut(toFit: limit))
        #expect(trimming.total(after: cut) < limit * 4 / 5)
    }

    @Test func saysWhereNothingCanGo() {
        let outline = ConversationOutline(
            Array(#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"long"}]}"#.utf8))
        let trimming = HistoryTrimming(outline, tokens: [10, 500], otherTokens: 5, markerTokens: 40)
        #expect(trimming.cut(toFit: 400) == nil)
        #expect(
            HistoryTrimming(ConversationOutline(), tokens: [], otherTokens: 5, markerTokens: 40).cut(toFit: 1) == nil)
    }

    /// Users and assistants take turns before and after, which some templates demand.
    @Test(arguments: seeds.prefix(50)) func keepsTurnsAlternating(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var messages = [#"{"role":"system","content":"s"}"#]
        for _ in 0..<Int.random(in: 4...20, using: &random) {
            for role in ["user", "assistant"] {
                let text = String(repeating: "t", count: .random(in: 1...90, using: &random))
                messages.append(#"{"role":"\#(role)","content":"\#(text)"}"#)
            }
        }
        messages.append(#"{"role":"user","content":"now"}"#)
        let body = Array(#"{"messages":[\#(messages.joined(separator: ","))]}"#.utf8)
        let outline = ConversationOutline(body)
        let cut = try #require(RandomHistory.trimming(outline).cut(toFit: limit(outline, 0.7)))
        let roles = ConversationOutline(cut.splices(in: outline.messages).applied(to: body)).messages.map(\.role)
        for (index, role) in roles.dropFirst().enumerated() {
            #expect(role == (index % 2 == 0 ? .user : .assistant))
        }
    }

    /// A cut made before a result of a dropped call arrived no longer holds.
    @Test func givesUpACutThatWouldOrphan() throws {
        var texts = [
            #"{"role":"user","content":"a"}"#,
            #"{"role":"assistant","tool_calls":[{"id":"late"}]}"#,
            #"{"role":"user","content":"b"}"#,
            #"{"role":"assistant","content":"c"}"#,
            #"{"role":"user","content":"d"}"#,
        ]
        func trimming() -> HistoryTrimming {
            let outline = ConversationOutline(Array(#"{"messages":[\#(texts.joined(separator: ","))]}"#.utf8))
            return HistoryTrimming(outline, tokens: outline.messages.map { _ in 10 }, otherTokens: 0, markerTokens: 40)
        }
        let cut = try #require(HistoryCut(dropping: [1, 2, 3]))
        #expect(trimming().permits(cut))
        texts.append(#"{"role":"tool","tool_call_id":"late","content":"e"}"#)
        #expect(!trimming().permits(cut))
    }
}
