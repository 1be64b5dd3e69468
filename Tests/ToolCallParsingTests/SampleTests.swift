import Testing
import ToolCallParsing

/// Every sample, whole and in all manner of cuts.
struct SampleTests {
    static let all = HermesJSONSamples.all + ToolCallLineSamples.all + Qwen3CoderXMLSamples.all + ReasoningSamples.all

    private func options(_ sample: ParserSample) -> ParserOptions {
        ParserOptions(startsInReasoning: sample.startsInReasoning)
    }

    private func trace(_ sample: ParserSample, cuts: [Int] = []) -> ParsedTrace {
        ParsedTrace(Array(sample.text.utf8), cuts: cuts, options: options(sample))
    }

    @Test(arguments: all) func givesItsMessage(_ sample: ParserSample) throws {
        let trace = trace(sample)
        #expect(trace.content == sample.content)
        #expect(trace.reasoning == sample.reasoning)
        #expect(trace.calls.map(\.name) == sample.calls.map(\.name), "\(trace)")
        for (call, wanted) in zip(trace.calls, sample.calls) {
            #expect(
                try call.arguments == wanted.arguments
                    || (try? JSONValue(parsing: call.arguments)) == JSONValue(parsing: wanted.arguments))
        }
        #expect(trace.repairs == sample.repairs)
        #expect(trace.nearMisses == sample.nearMisses)
    }

    @Test(arguments: all) func spansCoverTheText(_ sample: ParserSample) {
        var position = 0
        let trace = trace(sample)
        for span in trace.coverage {
            #expect(span.lowerBound == position, "\(trace)")
            position = span.upperBound
        }
        #expect(position == sample.text.utf8.count, "\(trace)")
    }

    @Test(arguments: all) func byteByByteGivesTheSame(_ sample: ParserSample) {
        #expect(trace(sample, cuts: Array(1..<max(2, sample.text.utf8.count))) == trace(sample))
    }

    @Test(arguments: all) func everyCutInTwoGivesTheSame(_ sample: ParserSample) {
        let whole = trace(sample)
        for cut in 1..<max(2, sample.text.utf8.count) {
            let parts = trace(sample, cuts: [cut])
            if parts != whole {
                Issue.record("cut at \(cut):\n\(parts)\n-- whole:\n\(whole)")
                return
            }
        }
    }

    @Test(arguments: all) func randomCutsGiveTheSame(_ sample: ParserSample) {
        var generator = SeededGenerator(seed: UInt64(sample.text.utf8.count))
        let whole = trace(sample)
        for _ in 0..<200 {
            let cuts = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                Int.random(in: 0...sample.text.utf8.count, using: &generator)
            }
            if trace(sample, cuts: cuts) != whole {
                Issue.record("cuts \(cuts.sorted()):\n\(trace(sample, cuts: cuts))\n-- whole:\n\(whole)")
                return
            }
        }
    }

    @Test(arguments: all) func withoutToolsAllButReasoningIsContent(_ sample: ParserSample) {
        let text = Array(sample.text.utf8)
        let trace = ParsedTrace(text, tools: [], options: ParserOptions(separatesReasoning: false))
        #expect(trace.content == sample.text)
        #expect(trace.calls.isEmpty)
    }
}
