package import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Scripted clients that work through the proxy, so that there is something to see.
package struct DemoTraffic: Service {
    private static let maximumTurns = 7

    private let client: DemoClient
    private let settings: DemoSettings

    /// - Parameters:
    ///   - port: the proxy's.
    ///   - apiKey: a key that the proxy wants, if it wants one.
    package init(group: any EventLoopGroup, port: Int, apiKey: String?, settings: DemoSettings) {
        client = DemoClient(group: group, port: port, apiKey: apiKey)
        self.settings = settings
    }

    /// Works until it is cancelled or the service is shut down.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { tasks in
                for (number, agent) in DemoAgent.all.enumerated() {
                    tasks.addTask { await work(as: agent, number: number) }
                }
            }
        }
    }

    private func work(as agent: DemoAgent, number: Int) async {
        var random = DemoRandom(seed: settings.seed, stream: number &+ 500)
        var task = 0
        guard await pause(Double(number) * 1.3) else { return }
        while !Task.isCancelled {
            await perform(agent.tasks[task % agent.tasks.count], as: agent, task: task)
            task += 1
            guard await pause(agent.rest * Double.random(in: 0.6...1.4, using: &random)) else { return }
        }
    }

    /// One task: asks, carries out the calls, and asks again until there are none. Returns the answers that were had.
    @discardableResult
    func perform(_ task: String, as agent: DemoAgent, task number: Int) async -> Int {
        var answers = 0
        var messages = agent.opening(task: task)
        for turn in 0..<Self.maximumTurns where !Task.isCancelled {
            // People press Escape: some answers are left in the middle.
            let leavesAfter = number % 4 == 3 && turn == 1 ? 2500 : nil
            let body = agent.request(messages)
            let answer = try? await client.send(
                .POST, "/v1/chat/completions", agent: agent.userAgent, body: body, leavesAfter: leavesAfter)
            if leavesAfter != nil { return answers }
            guard let answer, answer.status == 200 else {
                // One more try, as the usual client libraries do it.
                guard await pause(2) else { return answers }
                continue
            }
            answers += 1
            let message = DemoMessage(body: answer.body)
            if message.calls.isEmpty { return answers }
            messages.append(message.value)
            messages += message.calls.map { DemoAgent.result(of: $0, turn: turn) }
            guard await pause(0.4) else { return answers }
        }
        return answers
    }

    /// Waits; `false` where the work is over.
    private func pause(_ seconds: Double) async -> Bool {
        do {
            try await Task.sleep(for: .seconds(seconds / settings.speed))
            return true
        } catch {
            return false
        }
    }
}
