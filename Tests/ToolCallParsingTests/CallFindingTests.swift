import Testing
import ToolCallParsing

/// What a call's head says of how it was found. That no cut changes it is part of what all samples show.
struct CallFindingTests {
    private static let hermes = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>"
    private static let kimi = """
        <|tool_calls_section_begin|><|tool_call_begin|>functions.now:0<|tool_call_argument_begin|>{}<|tool_call_end|>\
        <|tool_call_begin|>functions.now:1<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>
        """
    private static let harmony =
        "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.now "
        + "<|constrain|>json<|message|>{}<|call|>"

    private func calls(
        _ text: String, options: ParserOptions = ParserOptions(), cuts: [Int] = []
    ) -> [ParsedCall] {
        ParsedTrace(Array(text.utf8), cuts: cuts, options: options).entries.compactMap {
            if case .started(let call) = $0.piece { call } else { nil }
        }
    }

    @Test(arguments: [
        // Held to the end, and then taken.
        ("<think>go " + hermes, [true]), ("<think>go " + hermes + "\n" + hermes, [true, true]),
        // Their markers end the reasoning at once, for all calls of the section.
        ("<think>go " + kimi, [true, true]),
        // Closed, or none at all.
        ("<think>go</think>" + hermes, [false]), (hermes, [false]), ("<think>go</think>" + kimi, [false, false]),
        // Each message has its end.
        (harmony, [false]),
    ])
    func reasoningThatIsOpen(text: String, expected: [Bool]) {
        for cut in 0...text.utf8.count {
            #expect(calls(text, cuts: [cut]).map(\.isInReasoning) == expected)
        }
    }

    /// Dialects that share a marker are named, each once and never the one that it was.
    @Test func othersAreThoseWithTheSameMarker() throws {
        let call = try #require(calls(Self.hermes).first)
        #expect(call.others.contains("qwen3-coder-xml"))
        #expect(!call.others.contains(call.dialect))
        #expect(Set(call.others).count == call.others.count)
        #expect(try #require(calls(Self.kimi).first).others.isEmpty)
    }

    /// A further call of a block was begun by the block's marker.
    @Test func furtherCallsHaveTheBlocksMarker() throws {
        let found = calls(Self.kimi)
        #expect(found.count == 2 && found[0].others == found[1].others)
    }

    @Test func weakMarkersAreSureOnlyWhereTheyAreWanted() throws {
        let text = #"{"name": "now", "arguments": {}}"#
        let free = try #require(calls(text).first)
        #expect(!free.isSure)
        let pinned = ParserOptions(dialects: Dialect.all.filter { $0.id == free.dialect }, isPinned: true)
        #expect(try #require(calls(text, options: pinned).first).isSure)
        #expect(try #require(calls(Self.hermes).first).isSure)
    }

    @Test(arguments: [
        (#"{"n": "5"}"#, #"{"n": 5}"#), (#"{"n": "all"}"#, #"{"n": "all"}"#),
        (#"{"n": 5, "s": "5"}"#, #"{"n": 5, "s": "5"}"#),
        ("", ""), (#"{"n": "#, #"{"n": "#),
    ])
    func coercingChangesWhatLeavesNoDoubt(arguments: String, expected: String) throws {
        let schema = try JSONValue(
            parsing: #"{"type":"object","properties":{"n":{"type":"integer"},"s":{"type":"string"}}}"#)
        let coerced = ArgumentValidator(schema: schema).coerced(Array(arguments.utf8))
        #expect(String(decoding: coerced, as: UTF8.self) == expected)
    }

    /// A megabyte of quotes is a million repairs; some are told, and the arguments are whole.
    @Test func ofManyRepairsSomeAreTold() throws {
        let quotes = String(repeating: "\"", count: 10_000)
        let text = "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": \"x" + quotes + "x\"}}</tool_call>"
        let message = ModelOutputParser.parse(text, tools: [ToolDeclaration(name: "f")])
        #expect(message.repairs.count == 256)
        let arguments = try JSONValue(parsing: message.calls.first?.arguments ?? "")
        #expect(arguments["a"]?.stringValue == "x" + quotes + "x")
    }
}
