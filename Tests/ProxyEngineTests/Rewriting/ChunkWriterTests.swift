import Testing
import ToolCallParsing
import WireFormats

@testable import ProxyEngine

struct ChunkWriterTests {
    private func writer(_ chunk: String) -> ChunkWriter {
        var writer = ChunkWriter()
        Array(chunk.utf8).withUnsafeBytes { bytes in
            if let chunk = ChatChunk(bytes) { writer.adopt(chunk, bytes, madeUpID: { "made" }) }
        }
        return writer
    }

    static let first = #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[]}"#

    /// What OpenAI's chunks look like, to the byte.
    @Test func writes() {
        let writer = writer(Self.first)
        var output: [UInt8] = []
        writer.role(choice: 0, into: &output)
        Array("a\"\n".utf8).withUnsafeBytes { writer.text($0, key: "content", choice: 1, into: &output) }
        writer.callHead(index: 0, id: "i\"", name: "f", choice: 0, into: &output)
        Array("{\"".utf8).withUnsafeBytes { writer.arguments($0, index: 0, choice: 0, into: &output) }
        writer.finish(reason: "stop", choice: 0, into: &output)
        writer.usage(Array("{}".utf8), timings: [], into: &output)
        ChunkWriter.error(Array("{}".utf8), into: &output)
        ChunkWriter.done(into: &output)
        let head = #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":["#
        let wanted = [
            head + #"{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#,
            head + #"{"index":1,"delta":{"content":"a\"\n"},"finish_reason":null}]}"#,
            head
                + #"{"index":0,"delta":{"tool_calls":[{"index":0,"id":"i\"","type":"function","function":{"name":"f","arguments":""}}]},"finish_reason":null}]}"#,
            head
                + #"{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\""}}]},"finish_reason":null}]}"#,
            head + #"{"index":0,"delta":{},"finish_reason":"stop"}]}"#, head + #"],"usage":{}}"#,
            #"data: {"error":{}}"#, "data: [DONE]",
        ]
        #expect(String(decoding: output, as: UTF8.self) == wanted.map { $0 + "\n\n" }.joined())
    }

    /// The identity is the first chunk's, made up where that has none, and corrected in later ones.
    @Test(
        arguments: zip(
            [
                #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m"}"#, #"{"id":"d","x":1}"#, "{}",
                #"{"model":null,"object":"o","created":2,"id":7}"#,
            ],
            [
                #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m"}"#,
                #"{"object":"chat.completion.chunk","created":1,"model":"m","id":"c","x":1}"#,
                #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m",}"#,
                #"{"model":"m","object":"chat.completion.chunk","created":1,"id":"c"}"#,
            ]))
    func corrects(_ chunk: String, _ wanted: String) {
        let writer = writer(Self.first)
        Array(chunk.utf8).withUnsafeBytes { bytes in
            var output: [UInt8] = []
            guard let read = ChatChunk(bytes) else { return }
            let splices = writer.corrections(of: read, bytes)
            splices.append(bytes, to: &output)
            #expect(String(decoding: output, as: UTF8.self) == wanted)
            #expect(splices.isEmpty == writer.isIdentical(read, bytes))
        }
    }

    @Test(arguments: ["{}", #"{"id":"","created":null,"model":null}"#, #"{"id":5,"created":"x","model":{}}"#])
    func makesUpAnIdentity(_ chunk: String) {
        let members = writer(chunk).members(object: "chat.completion")
        #expect(
            JSONValue.object(members).jsonText
                == #"{"id":"made","object":"chat.completion","created":0,"model":""}"#)
    }
}
