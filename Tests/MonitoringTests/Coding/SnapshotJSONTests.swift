import TestSupport
import Testing

@testable import Monitoring

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The snapshot's JSON is read by other programs: its names and shapes may not change by accident.
struct SnapshotJSONTests {
    @Test(arguments: [
        (#"{"a":-5,"b":[-0.1,12.5]}"#, #"{"a":0,"b":[0,12.5]}"#),
        (#"["-5 1e99 \" 12345678901234567",1]"#, #"["-5 1e99 \" 12345678901234567",1]"#),
        (
            #"[1e16,1E+3,1e-05,1234567890123456,123456789012345.6]"#,
            #"[999999999999999,999999999999999,1e-05,999999999999999,123456789012345.6]"#
        ),
        (#"["open"#, #"["open"#), ("-", "0"), ("", ""),
    ])
    func numbersFromElsewhereStayInRange(json: String, tamed: String) {
        #expect(String(decoding: ForeignNumbers.tamed(Array(json.utf8)), as: UTF8.self) == tamed)
    }

    private func json(of snapshot: MonitorSnapshot) throws -> String {
        String(decoding: try SnapshotJSON.encode(snapshot), as: UTF8.self)
    }

    private func state() -> MonitorState {
        var state = MonitorState(startedAt: RequestScript.start)
        let script = RequestScript(42)
        state.begin(script, body: #"{"a":1}"#)
        let parts = [
            TranscriptPart(.content, text: "Hi", span: 0..<2),
            TranscriptPart(.call(index: 0, id: "call_1", name: "f", dialect: "hermes-json"), text: "{}", span: 2..<9),
            TranscriptPart(.nearMiss(dialect: "tool-call-line", reason: "malformed"), span: 9..<12),
            TranscriptPart(.repair("unclosed"), span: 12..<12),
        ]
        let delta = TranscriptDelta(raw: Array("Hi<call></x>".utf8), parts: parts)
        state.play(script, [(.progress(RequestProgress(tokens: 3, transcript: [delta])), 1)])
        return state
    }

    @Test func whatIsWrittenCanBeReadAgain() throws {
        let snapshot = state().snapshot(after: 2, open: RequestID(rawValue: 42))
        #expect(try SnapshotJSON.decode(SnapshotJSON.encode(snapshot)) == snapshot)
    }

    @Test func anEmptySnapshotHasThisShape() throws {
        var snapshot = MonitorState(startedAt: 5).snapshot(at: 5)
        snapshot.listening = "127.0.0.1:8066"
        let expected = #"""
            {"backends":[],"events":[],"latency":{},"listening":"127.0.0.1:8066","now":5,"rates":\#
            {"firstToken":[0],"generation":[0],"memory":[0],"prefill":[0]},"requests":[],"sessions":[],"settings":{"chunkSize":50,"isPaused":false,\#
            "maxConcurrent":3,"streamMode":"auto"},"startedAt":5,"toolUses":[],"tools":{"badArguments":0,"loops":0,"native":0,\#
            "nearMisses":0,"repairs":[],"rewritten":[]},"totals":{"cancelled":0,"done":0,"failed":0,\#
            "logEntriesLost":0,"outputTokens":0,"promptTokens":0,"queued":0,"running":0},"version":1}
            """#
        #expect(try json(of: snapshot) == expected)
    }

    /// Enumerations are flat objects with a `kind`, ids are numbers, spans are pairs.
    @Test func transcriptsHaveThisShape() throws {
        let text = try json(of: state().snapshot(after: 2, open: RequestID(rawValue: 42)))
        let expected = #"""
            "detail":{"id":42,"requestBody":"{\"a\":1}","transcripts":{"0":{"parts":[\#
            {"kind":"content","span":[0,2],"text":"Hi"},\#
            {"dialect":"hermes-json","id":"call_1","index":0,"kind":"call","name":"f","span":[2,9],"text":"{}"},\#
            {"dialect":"tool-call-line","kind":"near-miss","reason":"malformed","span":[9,12]},\#
            {"kind":"repair","repair":"unclosed","span":[12,12]}],"raw":"Hi<call></x>","truncated":false}}}
            """#
        #expect(text.contains(expected))
    }

    /// Spans count bytes, so text that is no UTF-8 is not repaired on the way.
    @Test func rawTextKeepsItsBytes() throws {
        var state = MonitorState(startedAt: RequestScript.start)
        state.begin(RequestScript())
        let delta = TranscriptDelta(raw: [0x61, 0xFF, 0x62])
        state.play(RequestScript(), [(.progress(RequestProgress(tokens: 1, transcript: [delta])), 1)])
        let snapshot = state.snapshot(after: 1, open: RequestScript().id)
        #expect(try json(of: snapshot).contains(#""raw_base64":"Yf9i""#))
        #expect(try SnapshotJSON.decode(SnapshotJSON.encode(snapshot)) == snapshot)
    }

    /// Facts that earlier versions do not tell are not known, and those that are told arrive.
    @Test func factsOfCallsMayBeMissing() throws {
        let older =
            #"{"arguments":"{}","choice":0,"dialect":"d","id":"i","index":0,"isValid":true,"name":"n","repairs":[]}"#
        var call = try JSONDecoder().decode(ToolCallReport.self, from: Data(older.utf8))
        #expect(call.finding == nil && call.timing == nil)
        let detail = try SnapshotJSON.decodeDetail(Data(#"{"id":1,"transcripts":{}}"#.utf8))
        #expect(detail.openCalls == nil && detail.repeats == nil)

        call.finding = CallFinding(others: ["x"], isSure: false, isInReasoning: true)
        call.timing = CallTiming(openedSeconds: 1.5, closedSeconds: 2, delaySeconds: 0.25)
        #expect(try JSONDecoder().decode(ToolCallReport.self, from: JSONEncoder().encode(call)) == call)
        var state = state()
        var progress = RequestProgress(tokens: 4)
        progress.openCalls = [OpenCall(index: 0, timing: call.timing, finding: call.finding)]
        progress.pace = ResponsePace()
        progress.pace?.chunksIn = 7
        state.play(RequestScript(42), [(.progress(progress), 1)])
        state.open(RequestID(rawValue: 42))
        let snapshot = state.snapshot(after: 2, open: RequestID(rawValue: 42))
        #expect(snapshot.detail?.openCalls == progress.openCalls && snapshot.detail?.repeats == [])
        #expect(try SnapshotJSON.decode(SnapshotJSON.encode(snapshot)) == snapshot)
    }

    /// A later version may add members.
    @Test func unknownMembersAreIgnored() throws {
        let text = try json(of: state().snapshot(after: 2))
        let later = "{\"added\":{\"x\":[1]}," + text.dropFirst()
        #expect(try SnapshotJSON.decode(Data(later.utf8)).requests.count == 1)
    }

    @Test(arguments: ["", "{}", "[]", #"{"version":1}"#, "null"])
    func whatIsNoSnapshotIsRefused(text: String) {
        #expect(throws: DecodingError.self) { try SnapshotJSON.decode(Data(text.utf8)) }
    }
}
