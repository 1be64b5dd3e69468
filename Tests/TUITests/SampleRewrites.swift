import Monitoring
import TUI

/// Answers in all conditions for the rewrite tab, of the request 187, which runs.
enum SampleRewrites {
    private static let reasoning = "I should look at both files before I answer."

    private static func callText(_ path: String) -> String {
        "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\": \"\(path)\", \"limit\": 40}}\n</tool_call>\n"
    }

    /// With that request selected.
    static var view: ViewState {
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(187)
        return view
    }

    /// Reasoning that was not closed, a call in it, another tool that nobody declared, and a call that is being written.
    static func running() -> MonitorSnapshot {
        var snapshot = SampleSnapshots.busy()
        guard let index = snapshot.requests.firstIndex(where: { $0.id == RequestID(187) }) else { return snapshot }
        let finding = CallFinding(others: ["qwen3-coder"], isSure: true, isInReasoning: true)
        let first = ToolCallReport(
            index: 0, id: "call_0187_0", name: "read_file", dialect: "hermes-json",
            arguments: "{\"path\": \"Package.swift\", \"limit\": 40}")
        let second = ToolCallReport(
            index: 1, id: "call_0187_1", name: "open_file", dialect: "hermes-json", arguments: "{}",
            repairs: ["empty-arguments"], isValid: false, problem: "no tool open_file was declared")
        snapshot.requests[index].calls = [first, second]
        for (call, opened) in [(0, 2.5), (1, 4.0)] {
            snapshot.requests[index].calls[call].finding = finding
            snapshot.requests[index].calls[call].timing = CallTiming(
                openedSeconds: opened, closedSeconds: opened + 1.2, delaySeconds: 0.02)
        }
        snapshot.requests[index].firstVisibleSeconds = 0.4
        snapshot.detail = detail(finding)
        return snapshot
    }

    private static func detail(_ finding: CallFinding) -> RequestDetail {
        var raw = "<think>" + reasoning
        var parts: [TranscriptPart] = [
            .init(.removed, span: 0..<7), .init(.reasoning, text: reasoning, span: 7..<raw.utf8.count),
        ]
        func call(_ index: Int, _ name: String, _ text: String, _ arguments: String) {
            let start = raw.utf8.count
            raw += text
            parts.append(
                .init(
                    .call(index: index, id: "call_0187_\(index)", name: name, dialect: "hermes-json"),
                    span: start..<start + 21))
            parts.append(.init(.arguments(index: index), text: arguments, span: start + 21..<raw.utf8.count))
        }
        call(0, "read_file", callText("Package.swift"), "{\"path\": \"Package.swift\", \"limit\": 40}")
        call(1, "open_file", "<tool_call>\n{\"name\": \"open_file\"}\n</tool_call>\n", "{}")
        parts.append(.init(.repair("empty-arguments"), span: raw.utf8.count..<raw.utf8.count))
        call(
            2, "read_file",
            "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"limit\": \"40\", \"path\": \"Sour",
            "{\"limit\": \"40\", \"path\": \"Sour")
        var transcript = Transcript()
        transcript.append(TranscriptDelta(raw: Array(raw.utf8), parts: parts))
        var detail = RequestDetail(id: RequestID(187), transcripts: [0: transcript])
        detail.openCalls = [
            OpenCall(index: 2, timing: CallTiming(openedSeconds: 7.9, delaySeconds: 0.02), finding: finding)
        ]
        detail.repeats = [CallRepeat(index: 0, requests: [RequestID(184)], times: 2)]
        return SamplePrompts.detail(detail)
    }
}
