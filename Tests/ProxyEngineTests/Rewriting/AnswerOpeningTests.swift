import ProxyEngine
import Testing

struct AnswerOpeningTests {
    private static let stream = "text/event-stream"
    private static let json = "application/json"

    /// The type that an answer is read as, however its first bytes are cut.
    @Test(
        arguments: [
            ("data: {}\n\n", json, stream), ("data: {}\n\n", nil, stream), ("data:{}\n\n", "text/html", stream),
            (": processing\n\n", json, stream), ("event: x\ndata: y\n\n", json, stream), ("id: 1\n", nil, stream),
            ("retry: 5\n\n", json, stream), ("\r\n\u{FEFF}data: x\n\n", json, json),
            ("\u{FEFF}data: x\n\n", json, stream),
            ("\n\n  data: x\n\n", json, stream), ("data\n\n", json, stream), ("data: {}", stream, stream),
            ("{\"choices\":[]}", stream, json), ("[1]", stream, json), ("<html>", stream, json), ("{}", json, json),
            ("{}", nil, nil), ("<html>", json, json), ("boom", json, json), ("boom", stream, stream), ("", json, json),
            ("", stream, stream), ("database is down", json, json), ("dat", json, json), ("   ", nil, nil),
            ("data: x\n\n", "Text/Event-Stream; charset=utf-8", "Text/Event-Stream; charset=utf-8"),
        ] as [(String, String?, String?)])
    func isReadAsWhatItIs(text: String, told: String?, expected: String?) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var opening = AnswerOpening(contentType: told)
            bytes[..<cut].withUnsafeBytes { opening.receive($0) }
            let early = opening.reading(isOver: false)
            bytes[cut...].withUnsafeBytes { opening.receive($0) }
            let last = opening.reading(isOver: true)
            #expect(last == AnswerOpening.Reading(contentType: expected), "\(cut)")
            #expect(early == nil || early == last, "\(cut)")
            #expect(opening.bytes == bytes)
        }
    }

    /// The usual answers are known by their first byte.
    @Test(arguments: ["{", "[", ":", "<", "x"]) func decidesAtOnce(first: String) {
        var opening = AnswerOpening(contentType: Self.json)
        Array(first.utf8).withUnsafeBytes { opening.receive($0) }
        #expect(opening.reading(isOver: false) != nil)
    }
}
