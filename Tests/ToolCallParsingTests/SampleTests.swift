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
        let text = Array(sample.text.utf8)
        let parser = ModelOutputParser(tools: ParserSample.tools, options: options(sample))
        let whole = ParsedTrace(text, parser: parser)
        for cut in 1..<max(2, text.count) {
            let parts = ParsedTrace(text, cuts: [cut], parser: parser)
            if parts != whole {
                Issue.record("cut at \(cut):\n\(parts)\n-- whole:\n\(whole)")
                return
            }
        }
    }

    @Test(arguments: all) func randomCutsGiveTheSame(_ sample: ParserSample) {
        let text = Array(sample.text.utf8)
        let parser = ModelOutputParser(tools: ParserSample.tools, options: options(sample))
        var generator = SeededGenerator(seed: UInt64(text.count))
        let whole = ParsedTrace(text, parser: parser)
        for _ in 0..<200 {
            let cuts = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                Int.random(in: 0...text.count, using: &generator)
            }
            let parts = ParsedTrace(text, cuts: cuts, parser: parser)
            if parts != whole {
                Issue.record("cuts \(cuts.sorted()):\n\(parts)\n-- whole:\n\(whole)")
                return
            }
        }
    }

    private static let withoutTools = ModelOutputParser(options: ParserOptions(separatesReasoning: false))

    @Test(arguments: all) func withoutToolsAllButReasoningIsContent(_ sample: ParserSample) {
        let trace = ParsedTrace(Array(sample.text.utf8), parser: Self.withoutTools)
        #expect(trace.content == sample.text)
        #expect(trace.calls.isEmpty)
    }
}
