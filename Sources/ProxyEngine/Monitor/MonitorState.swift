/// The monitor's memory: a reducer without clock and I/O.
package struct MonitorState: Sendable {
    package init() {}
    package mutating func apply(_ event: EngineEvent) {}
    package func snapshot(at now: Double, open: RequestID?) -> MonitorSnapshot {
        MonitorSnapshot(
            now: now, startedAt: 0, listening: "",
            settings: LiveSettings(chunkSize: 50, maxConcurrent: 3, streamMode: "auto"))
    }
}
