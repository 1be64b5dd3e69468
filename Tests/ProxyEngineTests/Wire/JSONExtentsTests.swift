import Monitoring
import TestSupport
import Testing
import WireFormats

@testable import ProxyEngine

struct JSONExtentsTests {
    /// A value of any kind, with strings on both sides of what counts as long.
    private func value(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        func space() -> String { Bool.random(using: &generator) ? "" : " \n" }
        func string() -> String {
            let pieces = ["a", "\\\"", "\\\\", "{", "]", "é", "\\n", ",", ":"]
            let count = [0, 3, 30, 62, 63, 80, 200].randomElement(using: &generator) ?? 0
            return "\"" + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\""
        }
        let count = Int.random(in: 0...4, using: &generator)
        switch Int.random(in: 0...(depth > 0 ? 5 : 2), using: &generator) {
        case 0: return ["1", "-2.5e3", "true", "null"].randomElement(using: &generator) ?? "0"
        case 1, 2: return string()
        case 3:
            return "[" + (0..<count).map { _ in space() + value(depth - 1, &generator) }.joined(separator: ",") + "]"
        default:
            let members = (0..<count).map { _ in string() + space() + ":" + space() + value(depth - 1, &generator) }
            return "{" + space() + members.joined(separator: ",") + "}"
        }
    }

    /// Every value and key that a cursor finds by itself, and with the extents.
    private func walk(_ bytes: UnsafeRawBufferPointer, at start: Int, _ extents: JSONExtents?) -> [Range<Int>] {
        var whole = JSONCursor(bytes, at: start, extents)
        guard let range = whole.skipValue() else { return [] }
        var found = [range]
        var inside = JSONCursor(bytes, at: range.lowerBound, extents)
        if bytes[range.lowerBound] == UInt8(ascii: "["), inside.enterArray() {
            while inside.nextElement(), let element = inside.skipValue() {
                found += walk(bytes, at: element.lowerBound, extents)
            }
        } else if bytes[range.lowerBound] == UInt8(ascii: "{"), inside.enterObject() {
            while let key = inside.nextKey(), let member = inside.skipValue() {
                found += [key] + walk(bytes, at: member.lowerBound, extents)
            }
        }
        return found
    }

    @Test(arguments: 0..<300) func leadToTheSamePlaces(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let text = Array(value(6, &generator).utf8)
        try text.withUnsafeBytes { bytes in
            let extents = try JSONSyntaxScan.extents(of: bytes)
            let found = walk(bytes, at: 0, nil)
            #expect(walk(bytes, at: 0, extents) == found)
            // Long values are known, others are not.
            for range in found where bytes[range.lowerBound] == UInt8(ascii: "[") || range.lowerBound == 0 {
                guard range.count > 2, bytes[range.lowerBound] != UInt8(ascii: "\"") else { continue }
                guard "[{".utf8.contains(bytes[range.lowerBound]) else { continue }
                #expect(extents.end(of: range.lowerBound) == (range.count >= 64 ? range.upperBound : nil))
            }
        }
    }

    /// What belongs to another text does no harm.
    @Test func neverLeadOutOfTheText() throws {
        let long = Array("[\"\(String(repeating: "x", count: 500))\"]".utf8)
        let extents = try long.withUnsafeBytes { bytes in try JSONSyntaxScan.extents(of: bytes) }
        Array("[\"short\"]".utf8).withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes, extents)
            #expect(cursor.skipValue() == 0..<9)
        }
    }

    @Test func areForgottenWithTheBody() {
        var received = ReceivedRequest(
            time: 0, client: "", agent: "", method: "POST", route: "/", kind: .chat, body: [1])
        received.extents = JSONExtents()
        received.body = []
        #expect(received.extents == nil)
    }

    /// All that is read of a request is the same with them.
    @Test(arguments: 0..<50) func changeNothingThatIsRead(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let messages = (0..<Int.random(in: 1...6, using: &generator)).map { index in
            let role = ["system", "user", "assistant", "tool"].randomElement(using: &generator) ?? "user"
            return #"{"role":"\#(role)","content":\#(value(3, &generator)),"more":\#(value(2, &generator))}"#
        }
        let body = Array(
            #"{"user":"u","messages":[\#(messages.joined(separator: ","))],"tools":[],"max_tokens":5,"x":\#(value(3, &generator))}"#
                .utf8)
        let extents = try body.withUnsafeBytes { bytes in try JSONSyntaxScan.extents(of: bytes) }
        #expect(ConversationOutline(body, extents) == ConversationOutline(body))
        #expect(
            SessionAffinity.Keys(body: body, sessionName: "", extents: extents)
                == SessionAffinity.Keys(body: body, sessionName: ""))
        body.withUnsafeBytes { bytes in
            #expect(PromptOutline(bytes, extents) == PromptOutline(bytes))
            #expect(SessionName(bytes, extents) == SessionName(bytes))
        }
    }
}
