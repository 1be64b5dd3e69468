import Testing
import ToolCallParsing

@testable import WireFormats

/// Arguments that are no JSON, where a protocol wants an object: nothing of them may count, and all of them be told.
struct UnparsedArgumentsTests {
    static let broken = [
        #"{"city": "Paris", "days": [3 or } 4 "metric" : : }}"#,
        "{\"city\":\"Paris\n<parameter=\ndays=3 <<", #"{"city": "Par"#, #"{"city": "Par\"#, #"{"city": "Par\u00"#,
        #"{"city": "P\x"}"#, #"{"ci"#, #"{"city""#, #"{"city":"#, #"{"city": tru"#, #"{"city": trux}"#, #"{"n": -"#,
        #"{"n": 1.}"#, #"{"n": 01}"#, #"{"n": 1e"#, #"{"n": 12"#, #"{"a": {"b": [1, {"c": "#, #"{"a": {"b": 1,"#, "{",
        #"{"a": 1,"#, #"{"a": 1, }"#, #"{"a": 1} and more"#, #"{} and more"#, #"{"a": 1}}"#, "!!! what now ??? }",
        "[1, 2]", " [1]", "\"text\"", "12", #"{"a" = 1}"#, #"{"a": 'b'}"#, #"{"a": [1, 2}, "b": 3}"#, #"{"a": "é"#,
        #"{"q\"k": "v" oops}"#,
    ]

    static let sound = [
        "{}", "{ }", #"{"a":1}"#, " {\"a\": [1, -2.5e+3, 0, true, false, null, {}, []]}\n",
        #"{"q\"k":"v\\\n\u00e9é😀","b":{"c":[{"d":"e}"}]}}"#, "",
    ]

    /// What is told of a text that arrives in two pieces, or byte by byte; each piece by itself.
    static func told(_ text: String, isCut: Bool = false) -> [[String]] {
        let bytes = Array(text.utf8)
        var cuts = (0...bytes.count).filter { $0 == bytes.count || bytes[$0] & 0xC0 != 0x80 }.map { [$0] }
        cuts.append(cuts.flatMap { $0 })
        return cuts.map { cut in
            var arguments = ObjectArguments()
            var pieces: [String] = []
            var start = 0
            for end in cut + [bytes.count] {
                var inside: [UInt8] = []
                bytes[start..<end].withUnsafeBytes { JSONString.appendEscaped($0, to: &inside) }
                var output: [UInt8] = []
                arguments.take(inside[...], to: &output)
                pieces.append(output.withUnsafeBytes { JSONString.unescaped($0) })
                start = end
            }
            var output: [UInt8] = []
            arguments.finish(isCut: isCut, to: &output)
            return pieces + [output.withUnsafeBytes { JSONString.unescaped($0) }]
        }
    }

    /// As clients read it: of two members of one name the later one.
    static func read(_ text: String) throws -> [String: JSONValue] {
        let members = try #require(try JSONValue(parsing: text).objectValue, "\(text) is an object")
        return Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    @Test(arguments: broken) func nothingOfItCounts(_ text: String) throws {
        for pieces in Self.told(text) {
            var members = try Self.read(pieces.joined())
            let removed = members.removeValue(forKey: UnparsedArguments.key)
            let unparsed = try #require(removed)
            #expect(unparsed["raw"] == .string(text) && unparsed["len"] == .integer(text.utf8.count))
            #expect(members.values.allSatisfy { $0 == .null }, "\(pieces)")
        }
    }

    @Test(arguments: broken) func noPieceIsAnErrorByItself(_ text: String) {
        for pieces in Self.told(text) {
            var progress = JSONProgress()
            #expect(pieces.joined().utf8.allSatisfy { progress.take($0) }, "\(pieces)")
        }
    }

    @Test(arguments: sound) func anObjectIsToldAsItIs(_ text: String) {
        for pieces in Self.told(text) { #expect(pieces.joined() == text) }
    }

    /// All but the piece in which it ends is told at once.
    @Test func anObjectIsToldWhileItArrives() {
        let pieces = Self.told(#"{"a":[1],"b":"c"}"#).last ?? []
        #expect(pieces.prefix(17).joined() == #"{"a":[1],"b":"c""#)
    }

    @Test func whatTheLimitCutsStaysOpen() {
        for text in [#"{"a": "b"#, "{", #"{"a":"#] {
            for pieces in Self.told(text, isCut: true) { #expect(pieces.joined() == text) }
        }
    }

    static let answer = AnswerSamples.stream([
        #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\": 1, oops"}}]}}]}"#,
        #"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#, "[DONE]",
    ])

    /// A client that calls a tool with this is told so by the tool, and its model sees what it wrote.
    @Test func theCallIsTheReadersAgain() throws {
        let pieces = [Array(Self.answer.utf8)[...]]
        var collector = AnswerCollector()
        for batch in AnswerSamples.read(pieces) { collector.take(batch) }
        let context = AnswerSamples.context()
        let wholes = [
            MessagesWholeWriter.body(collector.collected(), context)["content"]?.arrayValue?.first?["input"],
            OllamaShapes.whole(.chat, collector.collected(), context)["message"]?["tool_calls"]?.arrayValue?.first?[
                "function"]?["arguments"],
        ]
        for input in wholes { #expect(UnparsedArguments.text(input) == #"{"a": 1, oops"#) }
        let streamed = try StrictReaders.messages(
            stream: AnswerSamples.write(pieces, with: MessagesStreamWriter(context)))
        guard case .call(let call) = streamed.parts.first else { throw StrictReaders.Complaint("a call") }
        #expect(streamed.finish == .calls)

        let body = #"""
            {"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},
            {"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":\#(call.arguments)}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"no","is_error":true}]}]}
            """#
        let conversation = try MessagesRequestReader.read(JSONValue(parsing: body))
        let calls = conversation.messages.flatMap(\.parts).compactMap { part -> String? in
            if case .call(let call) = part { call.arguments } else { nil }
        }
        #expect(calls == [#"{"a": 1, oops"#])
    }
}
