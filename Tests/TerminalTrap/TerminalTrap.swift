import Monitoring
import TUI

/// The monitor with a defect behind two of its keys, to see what a trap leaves of the terminal: `p` ends in a
/// `fatalError`, `+` beyond the end of an array. For tests only; no part of the program.
@main
enum TerminalTrap {
    static func main() throws {
        let source = Source()
        _ = try TerminalApplication(source: source, engine: source)?.run()
    }
}

private struct Source: SnapshotSource, EngineControlling {
    func snapshot(open: RequestID?, comparedWith other: RequestID?) -> MonitorSnapshot {
        let settings = LiveSettings(chunkSize: 50, maxConcurrent: 1, streamMode: StreamMode.auto.rawValue)
        return MonitorSnapshot(now: 1, startedAt: 0, listening: "nowhere", settings: settings)
    }

    func changes() -> AsyncStream<Void> { AsyncStream { _ in } }

    func perform(_ command: ControlCommand) async -> ControlResult {
        guard case .setChunkSize(let size) = command else { fatalError("a defect on purpose") }
        let sizes = [size]
        return .done("\(sizes[size])")
    }
}
