import TestSupport
import Testing
import ToolCallParsing

@testable import WireFormats

/// What the one pass over a request finds is what a reading of the whole finds.
struct ConversationOutlineRangesTests {
    /// JSON with the keys as they are written.
    private indirect enum Node {
        case text(String)
        case array([Node])
        case object([(key: String, value: Node)])

        subscript(key: String) -> [Node] {
            guard case .object(let members) = self else { return [] }
            return members.filter { $0.key == key }.map(\.value)
        }
        var elements: [Node] { if case .array(let elements) = self { elements } else { [] } }
        var string: String? { if case .text(let text) = self, text.hasPrefix("\"") { text } else { nil } }

        func written(_ space: () -> String) -> String {
            switch self {
            case .text(let text): text
            case .array(let elements):
                "[" + elements.map { space() + $0.written(space) + space() }.joined(separator: ",") + "]"
            case .object(let members):
                "{" + space()
                    + members.map { "\"\($0.key)\"" + space() + ":" + space() + $0.value.written(space) }
                    .joined(separator: "," + space()) + space() + "}"
            }
        }
    }

    private struct Maker {
        var random: SeededGenerator

        mutating func one<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &random)] }

        mutating func some(_ most: Int, _ make: (inout Maker) -> Node) -> [Node] {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in make(&self) }
        }

        mutating func anything(_ depth: Int = 3) -> Node {
            switch Int.random(in: 0...(depth > 0 ? 6 : 3), using: &random) {
            case 0: .text(one(["1", "-2.5e3", "true", "null", "12"]))
            case 1, 2, 3: .text("\"" + one(["", "a", "\\\"}", "é]", "\\\\", "system", "a,b:c{", "\\u0022"]) + "\"")
            case 4, 5: .array(some(3) { $0.anything(depth - 1) })
            default: object(["a", "role", "content", "", "n\\u0061me"]) { maker, _ in maker.anything(depth - 1) }
            }
        }

        /// Members of these names in any order and number.
        mutating func object(_ keys: [String], _ value: (inout Maker, String) -> Node) -> Node {
            .object(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    let key = one(keys)
                    return (key, value(&self, key))
                })
        }

        mutating func call() -> Node {
            if one([0, 0, 0, 0, 1]) == 1 { return anything() }
            return object(["id", "type", "function", "\\u0069d"]) { maker, key in
                key == "function" ? maker.anything() : .text("\"\(maker.one(["a", "b", "\\n"]))\"")
            }
        }

        mutating func part() -> Node {
            if one([0, 0, 0, 1]) == 1 { return anything() }
            return object(["type", "text", "image_url", "te\\u0078t"]) { maker, key in
                key == "type" ? .text(maker.one(["\"text\"", "\"image_url\"", "\"file\"", "5"])) : maker.anything(1)
            }
        }

        mutating func message() -> Node {
            if one([0, 0, 0, 0, 0, 0, 1]) == 1 { return anything() }
            let keys = [
                "role", "role", "content", "content", "tool_calls", "tool_call_id", "function_call", "rol\\u0065",
            ]
            return object(keys) { maker, key in
                switch key {
                case "role":
                    maker.one([
                        .text("\"user\""), .text("\"assistant\""), .text("\"system\""), .text("\"tool\""), .text("5"),
                    ])
                case "content": maker.one([maker.anything(1), .array(maker.some(3) { $0.part() })])
                case "tool_calls": maker.one([.array(maker.some(3) { $0.call() }), maker.anything()])
                default: maker.anything(1)
                }
            }
        }

        mutating func request() -> Node {
            object(["model", "messages", "messages", "tools", "functions", "max_tokens", "mess\\u0061ges"]) {
                maker, key in
                switch key {
                case "messages":
                    maker.one([
                        .array(maker.some(5) { $0.message() }), .array(maker.some(5) { $0.message() }),
                        maker.anything(),
                    ])
                case "tools", "functions": .array(maker.some(3) { $0.anything() })
                default: maker.anything()
                }
            }
        }
    }

    private static let words: [String: ConversationOutline.Role] = [
        "\"user\"": .user, "\"assistant\"": .assistant, "\"system\"": .instructions, "\"tool\"": .result,
    ]

    /// The text of a place with the spaces that are none of JSON's own, to be compared with what it was written from.
    private func same(_ bytes: [UInt8], _ range: Range<Int>, _ node: Node) -> Bool {
        (try? JSONValue(parsing: Array(bytes[range]))) == (try? JSONValue(parsing: Array(node.written { "" }.utf8)))
    }

    @Test(arguments: UInt64(0)..<400) func equalThoseOfAWholeReading(seed: UInt64) throws {
        var maker = Maker(random: SeededGenerator(seed: seed))
        let node = maker.request()
        let body = Array(node.written { maker.one(["", "", " ", "\n\t"]) }.utf8)
        let outline = try body.withUnsafeBytes { bytes in try ConversationOutline(bytes) }
        guard case .object(let members) = node else { return }
        #expect(outline.members.map { String(decoding: body[$0.key], as: UTF8.self) } == members.map(\.key))
        for (found, member) in zip(outline.members, members) {
            #expect(same(body, found.value, member.value))
            if member.key == "messages" { #expect(found.elements.count == member.value.elements.count) }
        }
        let messages = node["messages"].flatMap(\.elements)
        #expect(outline.messages.count == messages.count)
        #expect(outline.conversation.count == node["messages"].last?.elements.count ?? 0)
        for (found, message) in zip(outline.messages, messages) { check(found, message, outline, body) }
        let tools = members.filter { ["tools", "functions"].contains($0.key) }.flatMap(\.value.elements)
        #expect(outline.tools.count == tools.count)
        for (found, tool) in zip(outline.tools, tools) {
            #expect(same(body, found.range, tool))
            let names = tool["name"] + tool["function"].flatMap { $0["name"] }
            let name = names.compactMap(\.string).first
            #expect(found.name.map { String(decoding: body[$0], as: UTF8.self) } == name)
        }
    }

    private func check(
        _ found: ConversationOutline.Message, _ message: Node, _ outline: ConversationOutline, _ body: [UInt8]
    ) {
        #expect(same(body, found.range, message))
        let roles = message["role"]
        #expect(found.role == roles.last?.string.flatMap { Self.words[$0] } ?? .other)
        if roles.count == 1 {
            #expect(
                found.roleWord.map { "\"\($0)\"" } == roles.first?.string.flatMap { Self.words[$0] == nil ? nil : $0 })
        }
        let calls = message["tool_calls"].flatMap(\.elements)
        #expect(outline.calls(of: found).count == calls.count)
        for (place, call) in zip(outline.calls(of: found), calls) {
            #expect(same(body, place.range, call))
            let id = call["id"].last.map { node in Array(node.written { "" }.utf8).withUnsafeBytes(Fingerprint.of) }
            #expect(place.id == id)
        }
        let parts = message["content"].flatMap(\.elements)
        let attachments = parts.filter { ["\"image_url\"", "\"file\""].contains($0["type"].first?.string) }
        #expect(found.attachments == attachments.count)
        #expect((found.textBytes < found.range.count) == (found.attachments > 0))
        let content = message["content"].last
        let texts = content?.string.map { [$0] } ?? content?.elements.flatMap { $0["text"].compactMap(\.string) } ?? []
        let isHeard = [.assistant, .instructions].contains(found.role)
        #expect(outline.texts(of: found).map { String(decoding: body[$0], as: UTF8.self) } == (isHeard ? texts : []))
    }

    /// It refuses what the scan refuses, in the same place.
    @Test(arguments: UInt64(0)..<300) func damageIsFoundWhereTheScanFindsIt(seed: UInt64) {
        var maker = Maker(random: SeededGenerator(seed: seed))
        var body = Array(maker.request().written { maker.one(["", " "]) }.utf8)
        for _ in 0..<Int.random(in: 1...2, using: &maker.random) {
            let place = Int.random(in: 0..<body.count, using: &maker.random)
            switch Int.random(in: 0..<3, using: &maker.random) {
            case 0 where body.count > 1: body.remove(at: place)
            case 1: body.insert(maker.one(Array("{}[],:\"\\ a1".utf8)), at: place)
            default: body = Array(body[..<place]) + [0]
            }
        }
        let found = error(body)
        body.withUnsafeBytes { bytes in
            #expect(found == JSONSyntaxScan.firstError(in: bytes))
            #expect((found == nil) == ((try? JSONValue(parsing: bytes)) != nil))
        }
    }

    private func error(_ body: [UInt8]) -> JSONSyntaxError? {
        body.withUnsafeBytes { bytes in
            do throws(JSONSyntaxError) { _ = try ConversationOutline(bytes) } catch { return error }
            return nil
        }
    }

    /// Depth counts from the body on, wherever it begins.
    @Test(arguments: [
        (#"{"x":"#, "}", 511), (#"{"messages":["#, "]}", 510), (#"{"messages":[{"content":["#, "]}]}", 508),
        (#"{"messages":[{"tool_calls":["#, "]}]}", 508), (#"{"tools":[{"function":"#, "}]}", 509),
    ])
    func refusesDepth(start: String, end: String, most: Int) {
        func read(_ depth: Int) -> JSONSyntaxError? {
            let body = start + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + end
            return error(Array(body.utf8))
        }
        #expect(read(most) == nil)
        #expect(read(most + 1)?.reason == .tooDeep)
    }

    @Test func takesVeryManyMessages() throws {
        let count = 600_000
        let body = Array("{\"messages\":[\(String(repeating: "{},", count: count - 1)){}]}".utf8)
        let outline = try body.withUnsafeBytes { bytes in try ConversationOutline(bytes) }
        #expect(outline.messages.count == count)
        #expect(outline.conversation.last?.range == body.count - 4..<body.count - 2)
        // What there may be so many of is small.
        #expect(MemoryLayout<ConversationOutline.Message>.stride <= 64)
    }
}
