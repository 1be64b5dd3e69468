import TestSupport
import Testing
import ToolCallParsing

@testable import ProxyEngine

struct ChatRequestTests {
    private func upstream(
        _ body: String, streaming: Bool, wish: WritableKeyPath<ChatRequest.Wishes, Bool>? = nil
    ) throws -> String {
        let request = try ChatRequest(body: Array(body.utf8))
        var wishes = ChatRequest.Wishes()
        if let wish { wishes[keyPath: wish] = true }
        return String(decoding: request.upstreamBody(streaming: streaming, wishes: wishes), as: UTF8.self)
    }

    static let messages = #""messages":[{"role":"user","content":"hi"}]"#

    @Test func readsWhatItMust() throws {
        let body =
            #"{"model":"m\u00e9","stream":true,"n":3,"stream_options":{"include_usage":true},"tool_choice":"none","#
            + #""tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},{"type":"web"}],"#
            + #""messages":[{"role":"system","content":"s"},{"role":"user","content":"/new"}]}"#
        let request = try ChatRequest(body: Array(body.utf8))
        #expect(request.model == "mé")
        #expect(request.wantsStream && request.wantsUsage && request.forbidsTools)
        #expect(request.messageCount == 2)
        #expect(request.lastUserText == "/new")
        #expect(request.tools.map(\.name) == ["f"])
        #expect(request.tools.first?.parameters?["type"] == .string("object"))
    }

    /// Null is as good as absent.
    @Test func readsNulls() throws {
        let body =
            #"{"model":null,"stream":null,"stream_options":null,"n":null,"tools":null,"tool_choice":null,"#
            + Self.messages + "}"
        let request = try ChatRequest(body: Array(body.utf8))
        #expect(!request.wantsStream && !request.wantsUsage && !request.forbidsTools && request.tools.isEmpty)
        #expect(request.model.isEmpty)
    }

    @Test(
        arguments: zip(
            [
                #"[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]"#,
                #"[{"role":"user","content":[{"type":"text","text":"/n"},{"type":"image_url"},{"text":"ew"}]}]"#,
                #"[{"role":"user","content":null}]"#, #"[{"role":"user"}]"#,
            ], [nil, "/new", nil, nil]))
    func readsTheLastUserText(_ messages: String, _ text: String?) throws {
        #expect(try ChatRequest(body: Array("{\"messages\":\(messages)}".utf8)).lastUserText == text)
    }

    /// Only `stream` and `stream_options` change; all else survives to the byte.
    @Test(
        arguments: [
            (#"{"x":1.50,\#(messages)}"#, #"{"stream":false,"x":1.50,\#(messages)}"#),
            (#"{"stream":true,\#(messages)}"#, #"{"stream":false,\#(messages)}"#),
            (#" { "stream" : true , \#(messages) } "#, #" { "stream" : false , \#(messages) } "#),
            (#"{"stream_options":{"a":1},\#(messages)}"#, #"{"stream":false,\#(messages)}"#),
            (#"{\#(messages),"stream_options":{"a":1}}"#, #"{"stream":false,\#(messages)}"#),
            (#"{"x":[1],"stream_options":null,\#(messages)}"#, #"{"stream":false,"x":[1],\#(messages)}"#),
            (#"{"x":1 , "stream_options" : {} , \#(messages)}"#, #"{"stream":false,"x":1 , \#(messages)}"#),
            ("{\n\"stream_options\":{}\n,\n\(messages)}", "{\"stream\":false,\n\(messages)}"),
            ("{\(messages) ,\n\"stream_options\":{} }", "{\"stream\":false,\(messages) }"),
        ])
    func asksForAWholeAnswer(_ sample: (String, String)) throws {
        #expect(try upstream(sample.0, streaming: false) == sample.1)
    }

    @Test(
        arguments: [
            (
                #"{"x":"\u00e9",\#(messages)}"#,
                #"{"stream":true,"stream_options":{"include_usage":true},"x":"\u00e9",\#(messages)}"#
            ),
            (
                #"{"stream_options":{"a":[1],"include_usage":false},\#(messages),"stream":true}"#,
                #"{"stream_options":{"a":[1],"include_usage":true},\#(messages),"stream":true}"#
            ),
            (
                #"{"stream":false,\#(messages),"stream_options":null}"#,
                #"{"stream":true,\#(messages),"stream_options":{"include_usage":true}}"#
            ),
        ])
    func asksForAStream(_ sample: (String, String)) throws {
        #expect(try upstream(sample.0, streaming: true) == sample.1)
    }

    @Test func asksForProgress() throws {
        let body = try upstream("{\(Self.messages)}", streaming: true, wish: \.progress)
        #expect(try JSONValue(parsing: Array(body.utf8))["return_progress"] == .bool(true))
        #expect(try !upstream("{\(Self.messages)}", streaming: false, wish: \.progress).contains("return_progress"))
        // The client's own word counts.
        for own in ["true", "false"] {
            let body = try upstream("{\(Self.messages),\"return_progress\":\(own)}", streaming: true, wish: \.progress)
            #expect(body.split(separator: "return_progress").count == 2 && body.contains("\"return_progress\":\(own)"))
        }
    }

    /// Special tokens are asked for where calls may come and the client has no wish of its own.
    @Test(arguments: [
        (#","tools":[{"type":"function","function":{"name":"f"}}]"#, true), ("", false),
        (#","tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none""#, false),
        (#","tools":[{"type":"function","function":{"name":"f"}}],"skip_special_tokens":true"#, false),
    ])
    func asksForSpecialTokens(_ sample: (String, Bool)) throws {
        let body = "{\(Self.messages)\(sample.0)}"
        let value = try JSONValue(parsing: try upstream(body, streaming: true, wish: \.specialTokens))
        #expect((value["skip_special_tokens"] == .bool(false)) == sample.1)
        var wishes = ChatRequest.Wishes()
        wishes.specialTokens = true
        #expect(
            try ChatRequest(body: Array(body.utf8)).rewrites(for: wishes) == (sample.1 ? ["special_tokens"] : []))
        #expect(try !upstream(body, streaming: true).contains(#""skip_special_tokens":false"#))
    }

    /// Members in any order and with any white space: what goes upstream is JSON and says the same in all else.
    @Test(arguments: 0..<200) func keepsEverythingElse(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let spaces = ["", " ", "\n", "\t ", "  "]
        func space() -> String { spaces.randomElement(using: &generator) ?? "" }
        var members = [
            #""messages":[{"role":"user","content":"a \"{,"}]"#, #""x":1.50e3"#, #""y":{"a":[1,{}],"b":null}"#,
        ]
        if Bool.random(using: &generator) { members.append(#""stream":\#(Bool.random(using: &generator))"#) }
        if Bool.random(using: &generator) { members.append(#""stream_options":{"include_usage":false,"o":1}"#) }
        members.shuffle(using: &generator)
        let body = space() + "{" + members.map { space() + $0 + space() }.joined(separator: ",") + "}" + space()
        let before = try JSONValue(parsing: Array(body.utf8))
        for streaming in [true, false] {
            let after = try JSONValue(parsing: Array(try upstream(body, streaming: streaming).utf8))
            #expect(after["stream"] == .bool(streaming))
            #expect((after["stream_options"]?["include_usage"] == .bool(true)) == streaming)
            let ours = ["stream", "stream_options"]
            let kept = after.objectValue?.filter { !ours.contains($0.key) }
            #expect(kept == before.objectValue?.filter { !ours.contains($0.key) }, "\(body)")
        }
    }

    /// The error names the member that is wrong.
    @Test(
        arguments: zip(
            [
                "[]", "{}", #"{"messages":[]}"#, #"{"messages":{}}"#, #"{"messages":[1]}"#,
                #"{"model":1,\#(messages)}"#,
                #"{"stream":"yes",\#(messages)}"#, #"{"stream_options":1,\#(messages)}"#, #"{"n":0,\#(messages)}"#,
                #"{"n":1.5,\#(messages)}"#, #"{"tools":{},\#(messages)}"#, #"{"tools":[{"function":{}}],\#(messages)}"#,
            ],
            [
                nil, "messages", "messages", "messages", "messages[0]", "model", "stream", "stream_options", "n", "n",
                "tools", "tools[0].function.name",
            ]))
    func refusesWrongTypes(_ body: String, _ parameter: String?) throws {
        let error = #expect(throws: ProxyError.self) { try ChatRequest(body: Array(body.utf8)) }
        #expect(error?.status == 400 && error?.type == "invalid_request_error" && error?.code == "invalid_type")
        #expect(error?.parameter == parameter)
    }

    @Test func refusesWhatIsNoJSON() throws {
        let error = #expect(throws: ProxyError.self) { try ChatRequest(body: Array("{\n \"a\": x}".utf8)) }
        #expect(error?.code == "invalid_json")
        #expect(error?.message.contains("line 2, column 7 (byte 8)") == true)
    }

    /// Damaged bodies never trap.
    @Test(arguments: 0..<300) func survives(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var bytes = Array(
            #"{"stream":true,"stream_options":{"include_usage":true},"n":2,"tools":[{"function":{"name":"f"}}],\#(Self.messages)}"#
                .utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes.remove(at: place)
            default: bytes[place] = bytes.randomElement(using: &generator) ?? 0
            }
            if bytes.isEmpty { break }
        }
        guard let request = try? ChatRequest(body: bytes) else { return }
        for streaming in [true, false] {
            #expect((try? JSONValue(parsing: request.upstreamBody(streaming: streaming))) != nil)
        }
    }
}
