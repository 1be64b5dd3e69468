import Testing

@testable import WireFormats

/// Calls that a backend writes at the same time are told one after the other.
struct CallSequenceTests {
    static func piece(_ index: Int, _ name: String?, _ arguments: String) -> String {
        let head =
            name.map { #""id":"c\#(index)","type":"function","# + "\"function\":{\"name\":\"\($0)\"," }
            ?? "\"function\":{"
        return
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":\#(index),\#(head)"arguments":"\#(arguments)"}}]}}]}"#
    }

    static func calls(_ pieces: [String]) -> [Answer.Part] {
        let end = [#"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#, "[DONE]"]
        var collector = AnswerCollector()
        let batches = AnswerSamples.read([Array(AnswerSamples.stream(pieces + end).utf8)[...]])
        for batch in batches { collector.take(batch) }
        let events = batches.flatMap(\.events)
        #expect(
            events.filter { $0 == .callEnded }.count
                == events.filter { if case .callBegan = $0 { true } else { false } }.count)
        return collector.collected().parts
    }

    @Test func interleavedCallsAreSorted() {
        let parts = Self.calls([
            Self.piece(0, "a", #"{\"x\":"#), Self.piece(1, "b", #"{\"y\":"#), Self.piece(0, nil, "1}"),
            Self.piece(1, nil, "2}"), Self.piece(2, "c", ""),
        ])
        #expect(
            parts == [
                .call(.init(id: "c0", name: "a", arguments: #"{"x":1}"#)),
                .call(.init(id: "c1", name: "b", arguments: #"{"y":2}"#)),
                .call(.init(id: "c2", name: "c", arguments: "")),
            ])
    }

    private static func text(_ inside: String) -> String {
        #"{"choices":[{"index":0,"delta":{"content":"\#(inside)"}}]}"#
    }

    /// Servers write it before or between calls, and it comes behind them: no agent should keep it as something said.
    @Test func whiteSpaceBehindACallIsNothingSaid() {
        let call = Answer.Part.call(.init(id: "c0", name: "a", arguments: "{}"))
        let first = Self.piece(0, "a", "{}")
        #expect(Self.calls([Self.text("x"), first, Self.text(#"\n"#), Self.text(#" \t\r"#)]) == [.text("x"), call])
        #expect(Self.calls([first, Self.text(#"\n"#), Self.text("More.")]) == [call, .text("\nMore.")])
        let second = Answer.Part.call(.init(id: "c1", name: "b", arguments: "{}"))
        #expect(Self.calls([first, Self.text(#"\n"#), Self.piece(1, "b", "{}")]) == [call, second])
    }

    @Test(arguments: [
        (#"{\"a\":\"}\"}"#, true), (#"{\"a\":\"\\\"}\"}"#, true), (#"{\"a\":{\"b\":[1]}"#, false),
        (#"{\"a\":\"\u007d"#, false), ("{}", true), ("", false),
    ])
    func noticesTheEndOfArguments(_ inside: String, _ isWhole: Bool) {
        var extent = ArgumentExtent()
        for byte in inside.utf8 { withUnsafeBytes(of: byte) { extent.take($0) } }
        #expect(extent.isWhole == isWhole)
    }
}
