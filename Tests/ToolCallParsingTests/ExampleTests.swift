import Testing
import ToolCallParsing

/// Every example of every dialect, whole and in all manner of cuts.
struct ExampleTests {
    private func trace(_ example: Example) -> ParsedTrace {
        ParsedTrace(Array(example.text.utf8), tools: example.tools, options: example.options)
    }

    @Test(arguments: Example.all) func givesItsMessage(_ example: Example) {
        let trace = trace(example)
        #expect(trace.content == example.content, "\(trace)")
        #expect(trace.reasoning == example.reasoning, "\(trace)")
        let calls = trace.calls.enumerated().map { index, call in
            Example.Call(
                name: call.name, arguments: (try? JSONValue(parsing: call.arguments)) ?? .string(call.arguments),
                id: example.calls.indices.contains(index) && example.calls[index].id == nil
                    ? nil : trace.identifiers[index])
        }
        #expect(calls == example.calls, "\(trace)")
        if let repairs = example.repairs { #expect(trace.repairs.map(\.rawValue) == repairs) }
        if let misses = example.nearMisses { #expect(trace.nearMisses.map(\.rawValue) == misses) }
    }

    /// A whole text shows by the closer that it began in reasoning.
    @Test(arguments: Example.all.filter(\.options.startsInReasoning)) func wholeTextsNeedNotBeTold(_ example: Example) {
        var options = example.options
        options.startsInReasoning = false
        let message = ModelOutputParser.parse(example.text, tools: example.tools, options: options)
        #expect(message.reasoning == example.reasoning)
        #expect(message.content == example.content)
    }

    @Test(arguments: Example.all) func isOfItsDialect(_ example: Example) {
        let trace = trace(example)
        #expect(trace.dialects.allSatisfy { $0 == example.dialect || example.dialect == "any" }, "\(trace.dialects)")
    }

    @Test(arguments: Dialect.all.map(\.id)) func everyDialectIsShownInManyTexts(_ id: DialectID) {
        #expect(Example.all.count { $0.dialect == id } >= 13)
    }

    @Test(arguments: Example.all) func spansCoverTheText(_ example: Example) {
        var position = 0
        let trace = trace(example)
        for span in trace.coverage {
            #expect(span.lowerBound == position, "\(trace)")
            position = span.upperBound
        }
        #expect(position == example.text.utf8.count, "\(trace)")
    }

    @Test(arguments: Example.all) func cutsDoNotMatter(_ example: Example) {
        let text = Array(example.text.utf8)
        let parser = ModelOutputParser(tools: example.tools, options: example.options)
        let whole = ParsedTrace(text, parser: parser)
        let count = text.count
        var generator = SeededGenerator(seed: UInt64(count))
        // Each place of a short one; of a long one some, since others of the dialect have its markup at other places.
        let step = max(1, count / 50)
        var cuttings = [Array(1..<max(2, count))] + stride(from: 1 + count % step, to: count, by: step).map { [$0] }
        for _ in 0..<10 {
            let number = Int.random(in: 1...9, using: &generator)
            cuttings.append((0..<number).map { _ in Int.random(in: 0...count, using: &generator) }.sorted())
        }
        for cuts in cuttings {
            let trace = ParsedTrace(text, cuts: cuts, parser: parser)
            guard trace != whole else { continue }
            Issue.record("cuts \(cuts):\n\(trace)\n-- whole:\n\(whole)")
            return
        }
    }

    private static let withoutTools = ModelOutputParser(options: ParserOptions(separatesReasoning: false))

    /// Without tools nothing is a call.
    @Test(arguments: Example.all) func withoutToolsAllIsContent(_ example: Example) {
        let trace = ParsedTrace(Array(example.text.utf8), parser: Self.withoutTools)
        #expect(trace.content == example.text)
    }
}
