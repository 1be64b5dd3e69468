import Monitoring
import TestSupport
import Testing
import ToolCallParsing

@testable import ProxyEngine

/// When calls opened and ended, and how many events went in and out: taken where the pieces of an answer pass.
struct CallTimesTests {
    private static let call = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>"

    /// Feeds a stream event by event, one a second; the translator and its meter afterwards.
    private func run(
        _ events: [String], streams: Bool = true, ending: UpstreamEnding? = .complete
    ) throws -> (translator: ResponseTranslator, meter: PaceMeter) {
        var run = TranslationRun(try BackendSample.request(streams: streams))
        var meter = PaceMeter()
        func measure(_ second: Int) {
            let now = UInt64(second) * 1_000_000_000
            run.translator.stampCalls(at: now, heldSince: meter.heldSince)
            meter.note(run.translator.reading, at: now)
        }
        for (second, event) in events.enumerated() {
            run.feed(Array(event.utf8), ending: nil)
            measure(second)
        }
        if let ending {
            run.feed([], ending: ending)
            measure(events.count)
        }
        return (run.translator, meter)
    }

    @Test func opensAndEndsWithThePieceThatDecidedIt() throws {
        let pieces = [
            "Look.\n", "<tool", "_call>\n{\"name\": ", "\"now\", \"arg", "uments\": {}", "}\n</tool_call>", "\n",
        ]
        let events = [BackendSample.role] + pieces.map { BackendSample.text($0) }
        var (translator, meter) = try run(events + [BackendSample.chunk("{}", finish: "stop"), BackendSample.done])
        let report = try #require(translator.takeCalls().first)
        // Its marker was held from second 2 on; the line feed before that is nothing to wait for. The arguments began
        // at 5, the object ended at 6.
        #expect(report.timing == CallTiming(openedSeconds: 5, closedSeconds: 6, delaySeconds: 3))
        #expect(report.finding?.isInReasoning == false && report.finding?.isSure == true)
        #expect(meter.pace.chunksIn == 9)
        // Role, text, the call's head, its arguments, the finish reason.
        #expect(meter.pace.chunksOut == 5)
    }

    /// Until it is reported, an open call is told of as such.
    @Test func anOpenCallIsToldOf() throws {
        var (translator, _) = try run(
            [BackendSample.role, BackendSample.text("<tool_call>\n{\"name\": \"now\", \"arguments\": {\"x\"")],
            ending: nil)
        #expect(translator.takeCalls().isEmpty)
        let open = try #require(translator.takeProgress().openCalls.first)
        #expect(open.timing == CallTiming(openedSeconds: 1))
        #expect(open.finding?.others.contains("qwen3-coder-xml") == true)
    }

    @Test func aCallThatBreaksOffHasNoEnd() throws {
        var (translator, _) = try run(
            [BackendSample.role, BackendSample.text("<tool_call>\n{\"name\": \"now\", \"arguments\": {\"x\"")],
            ending: .failed(.brokeOff))
        let report = try #require(translator.takeCalls().first)
        #expect(report.timing?.closedSeconds == nil && report.timing?.openedSeconds == 1)
    }

    /// The backend's own calls end where the next one begins, or with the answer.
    @Test func nativeCalls() throws {
        func native(_ index: Int) -> String {
            BackendSample.chunk(
                #"{"tool_calls":[{"index":\#(index),"id":"c\#(index)","type":"function","function":{"name":"now","arguments":"{}"}}]}"#
            )
        }
        var (translator, _) = try run(
            [
                BackendSample.role, native(0), native(1), BackendSample.chunk("{}", finish: "tool_calls"),
                BackendSample.done,
            ])
        let reports = translator.takeCalls()
        #expect(
            reports.map(\.timing) == [
                CallTiming(openedSeconds: 1, closedSeconds: 2), CallTiming(openedSeconds: 2, closedSeconds: 3),
            ])
        #expect(reports.allSatisfy { $0.finding == nil })
    }

    @Test func aCallInOpenReasoningIsMarked() throws {
        var (translator, _) = try run([BackendSample.stream(["<think>I need it.\n", Self.call])])
        #expect(try #require(translator.takeCalls().first).finding?.isInReasoning == true)
    }

    /// What goes through unchanged is counted as one event each; a client that waits for the whole gets none.
    @Test func eventsInAndOut() throws {
        let answer =
            [BackendSample.role, BackendSample.text("Hello"), BackendSample.text(" there")]
            + [BackendSample.chunk("{}", finish: "stop"), BackendSample.done]
        let streamed = try run(answer)
        #expect(streamed.meter.pace.chunksIn == 4 && streamed.meter.pace.chunksOut == 4)
        let whole = try run(answer, streams: false)
        #expect(whole.meter.pace.chunksIn == 4 && whole.meter.pace.chunksOut == nil)
    }

    /// As many events as the client really gets, whatever is in them.
    @Test(arguments: 0..<100) func eventsOutAreThoseThatTheClientReads(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let text = ["Look. ", Self.call, "\n\n", "<tool_call> is a tag", Self.call, " ok"].shuffled(using: &random)
            .joined()
        var deltas: [String] = []
        var rest = text[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...9, using: &random)
            deltas.append(String(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        let answer = BackendSample.stream(deltas)
        let (_, meter) = try run([answer])
        let output = TranslationRun.output(of: answer, request: try BackendSample.request())
        let events = String(decoding: output, as: UTF8.self).split(separator: "\n\n").count { $0 != "data: [DONE]" }
        #expect(meter.pace.chunksOut == events)
        #expect(meter.pace.chunksIn == deltas.count + 2)
    }

    /// Where calls begin and end in the raw text does not depend on how the text came.
    @Test(arguments: 0..<100) func spansDoNotDependOnTheCuts(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 500)
        let texts = [
            "Look.", " ", Self.call, "\n", "<function=now>\n</function>", "é東", "TOOL_CALL: {\"name\": \"now\"}\n",
        ]
        let text = (0..<6).map { _ in texts.randomElement(using: &random) ?? "" }.joined()
        func spans(_ deltas: [String]) throws -> [Range<Int>] {
            var (translator, _) = try run(deltas.map { BackendSample.text($0) } + [BackendSample.done])
            var transcript = Transcript()
            for delta in translator.takeProgress().transcript { transcript.append(delta) }
            var spans: [Range<Int>] = []
            for part in transcript.parts {
                if case .call = part.kind { spans.append(part.span) }
            }
            return spans
        }
        let expected = try spans([text])
        let characters = Array(text.unicodeScalars)
        let cut = Int.random(in: 0...characters.count, using: &random)
        let parts = [characters[..<cut], characters[cut...]].map { String(String.UnicodeScalarView($0)) }
        #expect(try spans(parts) == expected)
        #expect(try spans(characters.map { String($0) }) == expected)
    }
}
