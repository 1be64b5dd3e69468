import Testing

@testable import TUI

/// A line for what an event brings, in every protocol.
struct EventBriefTests {
    private func brief(_ line: String) -> String? { EventBrief.of(Array(line.utf8)[...]) }

    @Test(arguments: [
        (
            #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"\"}"},"finish_reason":null}]}"#,
            #"content "\"}""#
        ),
        (
            #"data: {"choices":[{"index":1,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"ls","arguments":""}}]}}]}"#,
            #"choice 1  call 0  id "call_1"  name "ls""#
        ),
        (#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#, #"finish_reason "stop""#),
        (#"data: {"choices":[{"index":0,"delta":{}}]}"#, ""),
        (
            #"data: {"choices":[],"prompt_progress":{"total":4813,"cache":0,"processed":256}}"#,
            "total 4813  cache 0  processed 256"
        ),
        (
            #"data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}"#,
            #"content_block_delta  index 1  text "Hi""#
        ),
        (
            #"data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"x","output_index":0,"delta":"Hi"}"#,
            #"response.output_text.delta  delta "Hi""#
        ),
        (
            #"{"model":"m","created_at":"t","message":{"role":"assistant","content":"Hi"},"done":false}"#,
            #"role "assistant"  content "Hi""#
        ),
        (#"{"error":{"code":500,"message":"no"}}"#, #"code 500  message "no""#),
    ]) func saysWhatIsNew(_ line: String, _ expected: String) {
        #expect(brief(line) == expected)
    }

    /// What is no event of an answer is shown as it is.
    @Test(arguments: [
        "data: [DONE]", ": keepalive 1/2", "data: one", #"{"id":"m","owned_by":"x"}"#, #"data: {"choices":[{"delta":"#,
        "", "{}", String(repeating: "[", count: 1000),
    ]) func leavesTheRest(_ line: String) {
        #expect(brief(line) == nil)
    }

    /// However deep: nothing traps.
    @Test func depthIsBounded() {
        let (opened, closed) = (String(repeating: "[", count: 40), String(repeating: "]", count: 40))
        let deep = #"{"type":"x","a":"# + opened + "1" + closed + "}"
        #expect(brief(deep)?.hasPrefix("x  a [") == true)
    }
}
