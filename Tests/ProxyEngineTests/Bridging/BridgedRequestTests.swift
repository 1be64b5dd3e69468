import Testing
import WireFormats

@testable import ProxyEngine

struct BridgedRequestTests {
    /// What was left out stands in a header, which no client takes at any length.
    @Test(
        arguments: [
            (0, []), (1, ["left_out=x0"]), (16, ["left_out=" + (0..<16).map { "x\($0)" }.joined(separator: ";")]),
            (50_000, ["left_out=" + (0..<16).map { "x\($0)" }.joined(separator: ";") + ";49984_more"]),
        ] as [(Int, [String])])
    func namesWhatItLeftOut(_ count: Int, _ expected: [String]) throws {
        let members = (0..<count).map { #","x\#($0)":1"# }.joined()
        let body = #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]\#(members)}"#
        let request = try #require(try BridgedRequest(.messages, body: Array(body.utf8)))
        #expect(request.rewrites == ["wire=messages"] + expected)
    }
}
