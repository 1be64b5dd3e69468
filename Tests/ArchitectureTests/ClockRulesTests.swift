import Foundation
import Testing

/// The clock on the wall can be set at any moment, forward and back. It is for telling the time; whatever waits, limits or
/// measures goes by the monotonic one.
struct ClockRulesTests {
    /// Where the time of day is told: in what is shown, logged or answered.
    private static let tellers: Set<String> = [
        "DemoBackend/HTTP/DemoHandler.swift", "Monitoring/Hub/MonitorHub.swift", "Monitoring/Hub/WallClock.swift",
        "Monitoring/Replay/ReplayPlayer.swift", "ProxyEngine/Attach/AttachedProxies.swift",
        "ProxyEngine/Transport/Engine.swift", "ProxyEngine/Transport/Exchange+Bridging.swift",
        "ProxyEngine/Transport/Exchange+Holding.swift", "ProxyEngine/Transport/Exchange+NewSession.swift",
        "ProxyEngine/Transport/Exchange+Reporting.swift", "TUI/Terminal/ScreenLoop.swift",
        "llama-stream-top/Running/AttachRun.swift", "llama-stream-top/Running/HeadlessOutput.swift",
        "llama-stream-top/Running/LocalTime.swift", "llama-stream-top/Running/LogSink.swift",
        "llama-stream-top/Running/ProxyParts.swift",
    ]
    private static let readings = [
        "Date()", "Date.now", "WallClock.now", "time(nil)", "gettimeofday", "CLOCK_REALTIME", "timeIntervalSinceNow",
        "DispatchWallTime", "wallDeadline",
    ]

    @Test func onlyTellersReadTheClockOnTheWall() throws {
        for file in ImportRulesTests.sources() {
            let text = try String(contentsOf: ImportRulesTests.root.appending(path: file), encoding: .utf8)
            let reading = Self.readings.first { text.contains($0) }
            if Self.tellers.contains(file) {
                #expect(reading != nil, "\(file) tells no time any more")
            } else {
                #expect(reading == nil, "\(file) reads the clock on the wall: \(reading ?? "")")
            }
        }
    }
}
