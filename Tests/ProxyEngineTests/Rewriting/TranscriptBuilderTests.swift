import Monitoring
import Testing

@testable import ProxyEngine

struct TranscriptBuilderTests {
    private func append(_ text: String, _ kind: TranscriptPart.Kind, at start: Int, to builder: inout TranscriptBuilder)
    {
        Array(text.utf8).withUnsafeBytes {
            builder.appendRaw($0)
            builder.append(kind, $0, span: start..<start + $0.count)
        }
    }

    /// Pieces of the same kind are joined, and each delta tells only what is new.
    @Test func joinsAndTakes() {
        var builder = TranscriptBuilder()
        #expect(builder.isEmpty)
        append("ab", .content, at: 0, to: &builder)
        append("c", .content, at: 2, to: &builder)
        builder.mark(.removed, span: 3..<5)
        builder.mark(.removed, span: 5..<6)
        append("d", .content, at: 6, to: &builder)
        let delta = builder.take(choice: 1)
        #expect(delta.choice == 1)
        #expect(String(decoding: delta.raw, as: UTF8.self) == "abcd")
        #expect(
            delta.parts == [
                TranscriptPart(.content, text: "abc", span: 0..<3), TranscriptPart(.removed, span: 3..<6),
                TranscriptPart(.content, text: "d", span: 6..<7),
            ])
        #expect(builder.isEmpty && builder.rawCount == 4)
        #expect(builder.take(choice: 1) == TranscriptDelta(choice: 1))
    }

    /// Calls, repairs and near misses are each one of its own.
    @Test func keepsMarksApart() {
        var builder = TranscriptBuilder()
        for _ in 0..<2 { builder.mark(.repair("literal"), span: 0..<0) }
        builder.mark(.call(index: 0, id: "a", name: "f", dialect: "d"), span: 0..<1)
        append("{", .arguments(index: 0), at: 1, to: &builder)
        append("}", .arguments(index: 0), at: 2, to: &builder)
        append("{}", .arguments(index: 1), at: 3, to: &builder)
        let parts = builder.take(choice: 0).parts
        #expect(parts.map(\.text) == ["", "", "", "{}", "{}"])
    }
}
