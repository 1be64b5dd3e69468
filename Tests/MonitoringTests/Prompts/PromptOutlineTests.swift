import TestSupport
import Testing
import WireFormats

@testable import Monitoring

struct PromptOutlineTests {
    private func outline(_ body: String) -> PromptOutline { Array(body.utf8).withUnsafeBytes { PromptOutline($0) } }

    private static let bodies = [
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],"tools":[{"function":{"name":"f"}}]}"#,
        #"{"tools":[{"name":"f","input_schema":{}}],"system":"s","messages":[{"role":"user","content":"u"}]}"#,
        #"{"instructions":"s","input":[{"role":"user","content":"u"}],"tools":[{"type":"function","name":"f"}]}"#,
        #"{"instructions":"s","input":"u","tools":[{"type":"function","name":"f"}]}"#,
    ]

    /// Each protocol's body has the system text first.
    @Test(arguments: bodies) func readsEveryProtocol(_ body: String) {
        let outline = outline(body)
        #expect(outline.messages.map(\.label) == ["system", "user"])
        #expect(outline.tools.map(\.label) == ["f"])
        for piece in outline.messages + outline.tools { #expect(!Array(body.utf8)[piece.span].isEmpty) }
    }

    @Test(arguments: [
        "", "null", "[]", "{", #"{"messages":"x"#, #"{"messages":[{"role"#, #"{"messages":{}}"#,
        #"{"messages":[1,null]}"#,
    ])
    func whatIsNoneTraps(_ body: String) {
        #expect(outline(body).messages.allSatisfy { $0.span.upperBound <= body.utf8.count })
    }

    /// Cut anywhere, it never traps and never looks past the end.
    @Test(arguments: bodies) func everyCut(_ body: String) {
        let bytes = Array(body.utf8)
        for count in 0...bytes.count {
            let outline = bytes[..<count].withUnsafeBytes { PromptOutline($0) }
            #expect((outline.messages + outline.tools).allSatisfy { $0.span.upperBound <= count })
        }
    }

    @Test func fingerprintsTellTextsApart() {
        var random = SeededGenerator(seed: 11)
        var seen: [UInt64: [UInt8]] = [:]
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0x20...0x24, using: &random)
            }
            let fingerprint = bytes.withUnsafeBytes { Fingerprint.of($0) }
            #expect(seen[fingerprint, default: bytes] == bytes)
            seen[fingerprint] = bytes
        }
    }
}
