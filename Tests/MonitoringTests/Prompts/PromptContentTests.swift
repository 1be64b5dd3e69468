import Testing

@testable import Monitoring

struct PromptContentTests {
    private func content(_ body: String) -> PromptContent {
        Array(body.utf8).withUnsafeBytes { PromptContent($0, PromptOutline($0)) }
    }

    @Test func readsChatMessages() {
        let content = content(
            #"""
            {"messages":[{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:x"}}]},
            {"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},
            {"role":"tool","tool_call_id":"c1","content":"done"}]}
            """#)
        #expect(content.messages.map(\.role) == ["user", "assistant", "tool"])
        #expect(content.messages[0].parts == [.init(.text, text: "Look"), .init(.attachment, text: "image_url")])
        #expect(
            content.messages[1].parts == [
                .init(.reasoning, text: "hm"), .init(.call, text: #"{"a":1}"#, callID: "c1", name: "f"),
            ])
        #expect(content.messages[2].parts == [.init(.result, text: "done", callID: "c1")])
    }

    /// What Anthropic's and OpenAI's newer protocol say comes out the same.
    @Test(arguments: [
        #"{"system":"s","messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"tool_use","id":"c1","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"done"}]}]}]}"#,
        #"{"instructions":"s","input":[{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},{"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a\":1}"},{"type":"function_call_output","call_id":"c1","output":"done"}]}"#,
    ])
    func readsOtherProtocols(_ body: String) {
        let parts = content(body).messages.flatMap(\.parts)
        #expect(
            parts == [
                .init(.text, text: "s"), .init(.reasoning, text: "hm"),
                .init(.call, text: #"{"a":1}"#, callID: "c1", name: "f"), .init(.result, text: "done", callID: "c1"),
            ])
    }

    @Test func readsParameters() {
        let content = content(
            #"""
            {"messages":[],"tools":[{"function":{"name":"f","description":"Does it.","parameters":{"properties":
            {"a":{"type":"string","description":"the a"},"b":{"type":["integer","null"]},"c":{"enum":["x",2]},
            "d":{"type":"array","items":{"type":"string"}},"e":{"anyOf":[{"type":"string"},{"type":"null"}]},"g":true},
            "required":["a"]}}},{"type":"web_search"}]}
            """#)
        #expect(content.tools.map(\.name) == ["f", "web_search"])
        #expect(content.tools[0].description == "Does it.")
        #expect(
            content.tools[0].parameters.map(\.type) == [
                "string", "integer|null", #""x"|2"#, "array of string", "string|null", "",
            ])
        #expect(content.tools[0].parameters.map(\.isRequired) == [true, false, false, false, false, false])
    }

    /// However large the body, what is kept is bounded, and says so.
    @Test func isBounded() {
        let text = String(repeating: "x", count: 100_000)
        let message = #"{"role":"user","content":"\#(text)"}"#
        let content = content(#"{"messages":[\#([String](repeating: message, count: 60).joined(separator: ","))]}"#)
        #expect(content.messages.count == 60)
        #expect(content.messages[0].parts[0].text.utf8.count == PromptContent.maximumTextBytes)
        #expect(content.byteCount < PromptContent.maximumBytes + (1 << 16))
        #expect(content.isCut)
        #expect(content.messageBytes > 6_000_000)
    }
}
