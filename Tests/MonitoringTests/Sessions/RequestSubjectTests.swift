import TestSupport
import Testing

@testable import Monitoring

/// The words that tell a request from its neighbours.
struct RequestSubjectTests {
    @Test(
        arguments: [
            (#"{"role":"user","content":"fix the\n test"}"#, "fix the"),
            (
                #"{"role":"user","content":[{"type":"text","text":"<system-reminder>x</system-reminder>"},{"type":"text","text":"go on"}]}"#,
                "go on"
            ),
            (#"{"role":"tool","tool_call_id":"c1","content":"\n\n  12 files  found"}"#, "ls: 12 files found"),
            (#"{"role":"user","content":"---\nthe words"}"#, "the words"), (#"{"role":"user","content":""}"#, nil),
            (#"{"role":"user","content":[{"type":"image_url","image_url":{}}]}"#, nil),
        ] as [(String, String?)])
    func isWhatWasSaidLast(_ message: String, _ expected: String?) {
        let call =
            #"{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"ls","arguments":"{}"}}]}"#
        let body = Array(#"{"messages":[{"role":"system","content":"rules"},\#(call),\#(message)]}"#.utf8)
        let words = body.withUnsafeBytes { RequestSubject.words(PromptOutline($0), $0) }
        #expect(words == expected)
    }

    /// However long the result is, it belongs to its call.
    @Test(arguments: [10, 5_000, 100_000]) func aLongResultHasItsTool(_ count: Int) {
        let call = #"{"role":"assistant","tool_calls":[{"id":"call_1","function":{"name":"grep","arguments":"{}"}}]}"#
        let text = "found " + String(repeating: "x", count: count)
        let result = #"{"role":"tool","tool_call_id":"call_1","content":"\#(text)"}"#
        let body = Array(#"{"messages":[\#(call),\#(result)]}"#.utf8)
        let words = body.withUnsafeBytes { RequestSubject.words(PromptOutline($0), $0) }
        #expect(words?.hasPrefix("grep: found xxx") == true)
    }

    @Test func isNotKeptWhereNothingIs() {
        var state = MonitorState(startedAt: RequestScript.start, payloadBudget: 0)
        state.begin(RequestScript(), body: #"{"messages":[{"role":"user","content":"secret"}]}"#)
        #expect(state.snapshot(after: 1).requests.first?.about == nil)
    }
}
