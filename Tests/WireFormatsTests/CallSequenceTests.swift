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

    /// Hundreds of thousands that wait for the first one take no longer each than a few do.
    @Test(.timeLimit(.minutes(2))) func manyCallsWait() {
        let count = 100_000
        let heads = (1...count).map { Self.piece($0, "f", #"{\"n\":"#) }
        let ends = (1...count).map { Self.piece($0, nil, "\($0)}") }
        let parts = Self.calls([Self.piece(0, "a", "{")] + heads + ends + [Self.piece(0, nil, "}")])
        #expect(parts.count == count + 1)
        #expect(parts.first == .call(.init(id: "c0", name: "a", arguments: "{}")))
        #expect(parts.last == .call(.init(id: "c\(count)", name: "f", arguments: "{\"n\":\(count)}")))
    }

    /// What waits is counted, and no more once it is told.
    @Test func whatWaitsIsCounted() {
        func held(_ pieces: [String]) -> Int {
            var reader = ChatStreamReader()
            var batch = AnswerBatch()
            Array(AnswerSamples.stream(pieces).utf8).withUnsafeBytes { reader.receive($0, into: &batch) }
            return reader.heldBytes
        }
        let long = String(repeating: "x", count: 1000)
        let first = Self.piece(0, "a", "{")
        #expect(held([first]) == 16)
        #expect(held([first, Self.text(long)]) == 16 + 64 + 1000)
        let second = Self.piece(1, "b", "{")
        #expect(held([first, second]) == 16 + 128 + 3 + 1)
        #expect(held([first, second, Self.piece(1, nil, long), Self.text(long)]) == 16 + 128 + 3 + 1001 + 1064)
        #expect(
            held([first, Self.text(long), second, Self.piece(0, nil, "}"), Self.piece(2, "c", "{}")]) == 32 + 131 + 2
                + 1064)
        #expect(held([first, Self.text(long), Self.piece(0, nil, "}")]) == 16)
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

    /// What is said in the middle of a call's arguments follows them: nothing of either is lost, in any cut.
    @Test func textInTheMiddleOfArgumentsWaits() {
        let parts = Self.calls([
            Self.piece(0, "a", #"{\"x\":"#), Self.text("One "), Self.piece(0, nil, "1"), Self.text("two."),
            Self.piece(0, nil, "}"), Self.text(" Three."), Self.piece(1, "b", "{}"),
        ])
        #expect(
            parts == [
                .call(.init(id: "c0", name: "a", arguments: #"{"x":1}"#)), .text("One two. Three."),
                .call(.init(id: "c1", name: "b", arguments: "{}")),
            ])
        // Where the arguments never end, the text is told all the same.
        #expect(
            Self.calls([Self.piece(0, "a", #"{\"x\":"#), Self.text("One.")])
                == [.call(.init(id: "c0", name: "a", arguments: #"{"x":"#)), .text("One.")])
        // A call without any arguments holds nothing up.
        #expect(
            Self.calls([Self.piece(0, "a", ""), Self.text("One.")])
                == [.call(.init(id: "c0", name: "a", arguments: "")), .text("One.")])
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
