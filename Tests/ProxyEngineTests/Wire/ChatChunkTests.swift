import Testing
import WireFormats

@testable import ProxyEngine

struct ChatChunkTests {
    private func read<Value>(_ text: String, _ body: (ChatChunk, UnsafeRawBufferPointer) -> Value) -> Value? {
        Array(text.utf8).withUnsafeBytes { bytes in ChatChunk(bytes).map { body($0, bytes) } }
    }

    @Test func findsTheMembers() {
        let text =
            #"{"id":"c","object":"o","created":1,"model":"m","choices":[1],"usage":{},"timings":{"a":1},"x":1}"#
        let found = read(text) { chunk, bytes in
            #expect(chunk.hasExtras)
            #expect(chunk.error == nil)
            return [chunk.id, chunk.object, chunk.created, chunk.model, chunk.choices, chunk.usage, chunk.timings]
                .map { $0.map(bytes.text) }
        }
        #expect(found == ["\"c\"", "\"o\"", "1", "\"m\"", "[1]", "{}", #"{"a":1}"#])
    }

    @Test(arguments: [#"{"choices":null}"#, #"{"choices":{}}"#, #"{"usage":null,"error":null}"#, "{}"])
    func takesNothingForAbsent(_ text: String) {
        let isEmpty = read(text) { chunk, _ in
            chunk.choices == nil && chunk.usage == nil && chunk.error == nil && !chunk.hasExtras
        }
        #expect(isEmpty == true)
    }

    @Test(arguments: ["", "[]", "1", "null", "x", "{", #"{"a"}"#, #"{"choices":["#])
    func refuses(_ text: String) { #expect(read(text) { _, _ in true } == nil) }

    private func choice(_ text: String) -> ChunkChoice? {
        Array(text.utf8).withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            return ChunkChoice(&cursor)
        }
    }

    @Test func readsAChoice() throws {
        let found = try #require(
            choice(#"{"index":2,"delta":{"role":"assistant","content":"a\n","tool_calls":[]},"finish_reason":"stop"}"#))
        #expect(found.index == 2)
        #expect(found.saysRole && found.content != nil && found.contentHasEscapes)
        #expect(found.toolCalls == nil && found.reasoning == nil && found.finishReason != nil)
        #expect(!found.hasExtras && !found.deltaHasExtras)
    }

    /// A small number is a member like any other.
    @Test(arguments: [#"{"x":5}"#, #"{"x":"long"}"#, #"{"x":{}}"#])
    func noticesUnknownMembers(_ delta: String) throws {
        #expect(try #require(choice(#"{"delta":\#(delta)}"#)).deltaHasExtras)
    }
}
