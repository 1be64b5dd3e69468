/// Decides what the demo model answers. Pure: the same request, number and seed give the same answer.
package struct DemoScript: Sendable {
    private let seed: Int

    package init(seed: Int) { self.seed = seed }

    /// - Parameter number: how many requests were answered before.
    package func reply(to request: DemoRequest, number: Int) -> DemoReply {
        let story = DemoStory.choose(for: request.firstUserText, tools: request.tools.map(\.name))
        let asked = DemoScenario.asked(in: request.lastUserText)
        let isAtWork = !request.tools.isEmpty && request.toolResults < story.steps.count
        let rotation = isAtWork ? DemoScenario.toolRotation : DemoScenario.textRotation
        var scenario = rotation[(number &+ seed &* 7) % rotation.count]
        // After the result of a tool the task goes on as usual, or an asked-for scenario would never end.
        if let asked, request.toolResults == 0 { scenario = asked }
        let makesCall = scenario.needsTools || isAtWork && scenario == .brokenOff
        return makesCall
            ? work(scenario, request, story, number: number) : answer(scenario, request, story, number: number)
    }

    // MARK: Without calls

    private func answer(
        _ scenario: DemoScenario, _ request: DemoRequest, _ story: DemoStory, number: Int
    ) -> DemoReply {
        if let failure = scenario.failure {
            return DemoReply(scenario: scenario, parts: [], ending: .stop, failure: failure)
        }
        let words =
            request.toolResults > 0 ? story.ending : DemoStory.chat[(number &+ seed) % DemoStory.chat.count]
        let text = scenario == .reasonedText ? "<think>\n\(DemoStory.chatThought)\n</think>\n\n\(words)" : words
        return DemoReply(
            scenario: scenario, parts: [.text(text)], ending: scenario == .brokenOff ? .brokenOff : .stop)
    }

    // MARK: With calls

    private func work(
        _ scenario: DemoScenario, _ request: DemoRequest, _ story: DemoStory, number: Int
    ) -> DemoReply {
        let step = story.steps[request.toolResults % story.steps.count]
        let first = call(step, request, number: number)
        let second = call(story.steps[(request.toolResults + 1) % story.steps.count], request, number: number + 1)
        var parts: [DemoReply.Part]
        var ending = DemoReply.Ending.stop
        switch scenario {
        case .dialect(let id): parts = [.text(write(id, step.words, [first]))]
        case .parallel: parts = [.text(write("hermes-json", step.words, [first, second]))]
        case .malformed: parts = [.text(first.malformed)]
        case .reasoning:
            parts = [.text("<think>\n\(step.thought)\n</think>\n\n" + write("qwen3-coder-xml", "", [first]))]
        case .nearMiss:
            // An object in the tags of a call, but not with the keys of one.
            let plan: DemoValue = .object([("next_step", .string(first.name)), ("reason", .string(step.thought))])
            parts = [.text(step.words + "\n<tool_call>\n\(plan.json)\n</tool_call>")]
        case .undeclared:
            let stray = DemoCall(name: "open_browser", arguments: .object([("url", .string("http://localhost:3000"))]))
            parts = [.text(write("hermes-json", step.words, [stray]))]
        case .cutOff:
            parts = [.text(step.words + "\n" + first.cutOff)]
            ending = .length
        case .brokenOff:
            parts = [.text(step.words + "\n" + first.cutOff)]
            ending = .brokenOff
        case .native, .parallelNative, .reasoningField:
            parts = native(scenario, step, first, second, number: number)
            ending = .toolCalls
        case .text, .reasonedText, .error: parts = [.text(step.words)]
        }
        return DemoReply(scenario: scenario, parts: parts, ending: ending)
    }

    private func write(_ dialect: String, _ words: String, _ calls: [DemoCall]) -> String {
        DialectWriter.named(dialect)?.answer(words, calls) ?? words
    }

    private func native(
        _ scenario: DemoScenario, _ step: DemoStory.Step, _ first: DemoCall, _ second: DemoCall, number: Int
    ) -> [DemoReply.Part] {
        var random = DemoRandom(seed: seed, stream: number)
        var calls = [first]
        if scenario == .parallelNative { calls.append(second) }
        let lead: DemoReply.Part = scenario == .reasoningField ? .reasoning(step.thought) : .text(step.words)
        return [lead]
            + calls.enumerated().map { index, call in
                .call(index: index, id: "call_" + String(random.next() | 1 << 63, radix: 36).suffix(9), call)
            }
    }

    private func call(_ step: DemoStory.Step, _ request: DemoRequest, number: Int) -> DemoCall {
        for name in step.tools {
            if let tool = request.tools.first(where: { $0.name == name }) { return DemoCall(tool, known: step.values) }
        }
        guard !request.tools.isEmpty else {
            return DemoCall(
                name: step.tools.first ?? "tool", arguments: .object(step.values.sorted { $0.key < $1.key }))
        }
        return DemoCall(request.tools[abs(number) % request.tools.count], known: step.values)
    }
}

extension DemoScenario {
    fileprivate var needsTools: Bool {
        switch self {
        case .text, .reasonedText, .error, .brokenOff: false
        default: true
        }
    }

    fileprivate var failure: DemoReply.Failure? {
        guard self == .error else { return nil }
        // What llama-server says when a generation does not fit its parser.
        return DemoReply.Failure(
            status: 500, type: "server_error",
            message: "The model produced output that does not match the expected peg-native format")
    }
}
