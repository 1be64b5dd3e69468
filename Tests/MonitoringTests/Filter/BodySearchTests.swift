import TestSupport
import Testing

@testable import Monitoring

/// Text that stands in prompts and answers is found.
struct BodySearchTests {
    private func state() -> MonitorState {
        var state = MonitorState(startedAt: RequestScript.start)
        for number in 1...20 as ClosedRange<UInt64> {
            let script = RequestScript(number)
            state.begin(
                script,
                body: #"{"messages":[{"role":"user","content":"say \"word\#(number)\"\nplease, \u00e4"}]}"#)
            let delta = TranscriptDelta(raw: Array("The answer\(number) is\nhere".utf8))
            state.play(
                script,
                [
                    (.progress(RequestProgress(tokens: 1, transcript: [delta])), 1),
                    (.finished(RequestOutcome(status: 200)), 2),
                ])
        }
        return state
    }

    private func found(_ filter: String) throws -> [UInt64] {
        let (state, filter) = (state(), try RequestFilter(filter))
        let rows = state.snapshot(after: 3).requests
        var findings = BodyFindings()
        findings.take(BodySearch(filter.bodyPatterns).run(state.searchable(rows.map(\.id))))
        #expect(findings.searched.count == 20)
        let context = RequestFilter.Context(now: 0, bodies: findings)
        return rows.filter { filter.matches($0, in: context) }.map(\.id.number).sorted()
    }

    @Test(
        arguments: [
            ("body:word7", [7]), ("~b word7", [7]), ("body:ANSWER12", [12]), (#"body:"say \"word3\"""#, [3]),
            ("body:ä id<3", [1, 2]), ("!body:answer1*", [2, 3, 4, 5, 6, 7, 8, 9, 20]),
            ("body:word1 body:answer19", [19]),
            ("body:nowhere", []),
        ] as [(String, [UInt64])])
    func findsText(_ filter: String, _ expected: [UInt64]) throws {
        #expect(try found(filter) == expected)
    }

    /// What is too long for the steps of one request is told, and looked through when there are enough.
    @Test func whatIsTooLongIsNotChecked() throws {
        let filter = try RequestFilter("body:word7 | body:answer7")
        let ids = [RequestID(rawValue: 7), RequestID(rawValue: 8)]
        let texts = state().searchable(ids)
        let steps = texts[0].texts.reduce(0) { $0 + $1.count }
        var findings = BodyFindings()
        findings.take(BodySearch(filter.bodyPatterns, steps: steps).run(texts))
        #expect(findings.searched == Set(ids) && findings.unchecked == Set(ids))
        findings.take(BodySearch(filter.bodyPatterns).run(texts))
        #expect(findings.unchecked.isEmpty)
        #expect(filter.bodyPatterns.allSatisfy { findings.holds($0, ids[0]) && !findings.holds($0, ids[1]) })
    }

    /// What has not been looked through is not found, and not missed for ever.
    @Test func whatIsNotSearchedIsNotFound() throws {
        let filter = try RequestFilter("body:x")
        let row = try #require(state().snapshot(after: 3).requests.first)
        #expect(!filter.matches(row, in: RequestFilter.Context(now: 0)))
        #expect(throws: FilterProblem.self) { try RequestFilter("body>3") }
        #expect(throws: FilterProblem.self) { try RequestFilter("body:") }
    }
}
