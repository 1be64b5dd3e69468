import Monitoring
import Synchronization
import TestSupport
import Testing

@testable import ProxyEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct TrafficLogWriterTests {
    private final class Reports: Sendable {
        private let events = Mutex<[EngineEvent]>([])
        var all: [EngineEvent] { events.withLock { $0 } }
        var notices: [String] {
            all.compactMap { event in
                guard case .notice(let notice) = event else { return nil }
                return notice.text
            }
        }
        var lost: Int {
            all.reduce(0) { last, event in
                guard case .logEntriesLost(let count) = event else { return last }
                return count
            }
        }
        func append(_ event: EngineEvent) { events.withLock { $0.append(event) } }
    }
    private let folder: TemporaryFolder
    private let reports = Reports()

    init() throws { folder = try TemporaryFolder() }

    private func writer(path: String, bufferBytes: Int = 1 << 20) -> TrafficLogWriter {
        let configuration = TrafficLogConfiguration(path: path)
        return TrafficLogWriter(configuration, bufferBytes: bufferBytes) { [reports] in reports.append($0) }
    }

    private func request(_ number: UInt64, body: String = "{}") -> [EngineEvent] {
        let script = RequestScript(number)
        return [
            script.received(body: body), script.event(.sent(backend: "main"), after: 0.1),
            script.event(.finished(RequestOutcome(status: 200)), after: 1),
        ]
    }

    @Test func writesOneLineForEachRequestThatEnded() async {
        let writer = writer(path: "\(folder.path)/log")
        for number in 1...50 as ClosedRange<UInt64> { writer.offer(request(number)) }
        writer.offer([RequestScript(51).received()])
        await writer.flush()
        let lines = folder.lines(of: "log") ?? []
        #expect(lines.count == 50)
        #expect(lines.first?.contains(#""number":1,"#) == true)
        #expect(lines.last?.contains(#""number":50,"#) == true)
        #expect(reports.all.isEmpty)
    }

    /// Events of one request may come in many batches.
    @Test func collectsARequestOverBatches() async {
        let writer = writer(path: "\(folder.path)/log")
        for event in request(1) { writer.offer([event]) }
        await writer.flush()
        #expect(folder.lines(of: "log")?.count == 1)
    }

    /// A full disk costs entries. It is told once, counted, and the log goes on when there is room again.
    @Test func aFailingDiskCostsEntriesAndIsToldOnce() async throws {
        let path = "\(folder.path)/log"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let writer = writer(path: path)
        for number in 1...3 as ClosedRange<UInt64> {
            writer.offer(request(number))
            await writer.flush()
        }
        #expect(reports.lost == 3)
        #expect(reports.notices.count == 1)
        #expect(reports.notices.first?.contains(path) == true)

        try FileManager.default.removeItem(atPath: path)
        writer.offer(request(4))
        await writer.flush()
        #expect(folder.lines(of: "log")?.count == 1)
        #expect(reports.lost == 3)
        #expect(reports.notices.count == 2)
        #expect(reports.notices.last == "the traffic log is written again; 3 entries were lost so far")
    }

    #if os(Linux)
        @Test func aFullDiskIsToldByItsName() async {
            let writer = writer(path: "/dev/full")
            writer.offer(request(1) + request(2))
            await writer.flush()
            #expect(reports.lost == 2)
            #expect(
                reports.notices == [
                    "the traffic log cannot be written: /dev/full: No space left on device; entries are lost"
                ])
        }
    #endif

    /// What waits for a slow disk is bounded; the rest is lost and counted. A single large entry is still taken.
    @Test func theBufferIsBounded() async {
        let writer = writer(path: "\(folder.path)/log", bufferBytes: 100_000)
        let body = "\"" + String(repeating: "x", count: 60_000) + "\""
        // One batch: all of them end before the writer can take the first.
        writer.offer((1...5 as ClosedRange<UInt64>).flatMap { request($0, body: body) })
        await writer.flush()
        #expect(folder.lines(of: "log")?.count == 1)
        #expect(reports.lost == 4)
        #expect(reports.notices == ["the traffic log cannot keep up: the disk is slow; entries are lost"])
        writer.offer(request(6, body: "\"" + String(repeating: "x", count: 300_000) + "\""))
        await writer.flush()
        #expect(folder.lines(of: "log")?.count == 2)
    }
}
