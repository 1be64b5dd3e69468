import Testing

/// The reader itself: it takes OpenAI's streams and refuses what differs from them in one place.
struct StrictStreamReaderTests {
    private static func chunk(_ delta: String, finish: String = "null", id: String = "c") -> String {
        #"data: {"id":"\#(id)","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#
            + "\n\n"
    }
    private static let role = chunk(#"{"role":"assistant","content":""}"#)
    private static let text = chunk(#"{"content":"a"}"#)
    private static let head = chunk(
        #"{"tool_calls":[{"index":0,"id":"i","type":"function","function":{"name":"f","arguments":""}}]}"#)
    private static let fragment = chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"#)
    private static let stop = chunk("{}", finish: #""stop""#)
    private static let calls = chunk("{}", finish: #""tool_calls""#)
    private static let usage =
        #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{}}"# + "\n\n"
    private static let done = "data: [DONE]\n\n"
    private static let error = #"data: {"error":{"message":"m"}}"# + "\n\n"

    @Test(arguments: [
        role + text + stop + done, role + text + stop + usage + done, role + head + fragment + calls + done,
        ": note\n\n" + role + error + done, role + head + error + done,
    ])
    func takes(_ stream: String) throws {
        _ = try StrictStreamReader(Array(stream.utf8))
    }

    @Test(arguments: [
        "", text + stop + done, role + role + stop + done, role + text + done, role + stop, role + stop + done + done,
        role + stop + text + done, role + stop + stop + done, role + usage + stop + done,
        role + stop + usage + usage + done, role + chunk(#"{"content":"a"}"#, id: "d") + stop + done,
        role + head + head + calls + done, role + fragment + calls + done, role + head + calls + done,
        role + head + fragment + fragment + calls + done, role + head + fragment + stop + done,
        role + chunk("{}", finish: #""eos""#) + done, role + stop + error + text + done, "\n\n" + role + stop + done,
        role.replacing("data: ", with: "data:") + stop + done, role.replacing("\n\n", with: "\r\n\r\n") + stop + done,
        role + "data: {\n\n" + stop + done, role + "data: null\n\n" + stop + done, role + stop + "data: [DONE]\n",
        role + text.replacing(#""model":"m","#, with: "") + stop + done,
        role + text.replacing(#","finish_reason":null"#, with: "") + stop + done,
        role + head.replacing(#""type":"function","#, with: "") + fragment + calls + done,
        role + head.replacing(#""index":0,"id""#, with: #""index":1,"id""#) + fragment + calls + done,
    ])
    func refuses(_ stream: String) {
        #expect(throws: StrictStreamReader.Violation.self) { try StrictStreamReader(Array(stream.utf8)) }
    }
}
