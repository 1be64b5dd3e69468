import Testing

@testable import ProxyEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ReplayLogTests {
    private static func log(_ files: [[UInt8]]) throws -> (ReplayLog, TemporaryFolder) {
        let folder = try TemporaryFolder()
        var paths: [String] = []
        for (number, bytes) in files.enumerated() {
            paths.append("\(folder.path)/log.\(number)")
            try Data(bytes).write(to: URL(filePath: paths[number]))
        }
        return (try ReplayLog(paths: paths), folder)
    }

    @Test func findsRequestsAmongBrokenLines() throws {
        let good = RecordedSample.line("hello")
        let bytes =
            Array("\n  \nno JSON\n".utf8) + good + Array("{\"v\":1}\n".utf8) + good.dropLast(30) + [0x0A]
            + good.dropLast()
        let (log, _) = try Self.log([bytes])
        #expect(log.index.count == 2)
        #expect(log.brokenLines == 3)
        for entry in log.index {
            #expect(log.request(entry)?.received.requestID == "req_1")
        }
    }

    /// Lines that go over the ends of what is read at once, and longer ones.
    @Test func readsLongLines() throws {
        let long = String(repeating: "wörter ", count: 200_000)
        let bytes = (1...6).flatMap { RecordedSample.line($0 % 2 == 0 ? long : "short", number: UInt64($0)) }
        let (log, _) = try Self.log([bytes])
        #expect(log.index.count == 6)
        #expect(log.brokenLines == 0)
        #expect(log.index.map { log.request($0)?.number } == [1, 2, 3, 4, 5, 6])
        #expect(log.index[1].length > 1 << 20)
    }

    /// Rotated files may be given in any order.
    @Test func putsFilesInTheOrderOfTime() throws {
        let parts = [20, 10, 0].map { start in
            (0..<3).flatMap {
                RecordedSample.line("x", number: UInt64(start + $0), at: RecordedSample.start + Double(start + $0))
            }
        }
        let (log, _) = try Self.log(parts)
        var timeline = ReplayTimeline(log.index) { log.request($0) }
        let moments = timeline.take(upTo: .infinity).compactMap { due -> Double? in
            guard case .request(let event) = due.event, case .received(let received) = event.step else { return nil }
            return received.time - RecordedSample.start
        }
        #expect(moments == [0, 1, 2, 10, 11, 12, 20, 21, 22])
        #expect(log.name == "log.0 and 2 more")
    }

    @Test func saysWhatCannotBeRead() throws {
        #expect(throws: ReplayLog.Problem(message: "/nowhere/x: No such file or directory")) {
            try ReplayLog(paths: ["/nowhere/x"])
        }
        #expect(throws: ReplayLog.Problem.self) { try ReplayLog(paths: ["/"]) }
        let (log, _) = try Self.log([[]])
        #expect(log.index.isEmpty)
        #expect(log.brokenLines == 0)
    }

    @Test func sumsUp() throws {
        var summary = ReplaySummary()
        for (number, text) in RecordedSample.texts.enumerated() {
            summary.add(try RecordedSample.request(RecordedSample.line(text, number: UInt64(number + 1))))
        }
        summary.brokenLines = 2
        let text = summary.lines.joined(separator: "\n")
        #expect(summary.requests == 10)
        #expect(summary.finished == 10)
        #expect(text.contains("broken lines          2, which"))
        #expect(text.contains("tokens                prompt 1000 (600 cached, 60 %), output 200"))
        #expect(text.contains("first token           p50 1.0s"))
        #expect(text.contains("calls                 7, 0 with arguments that do not fit"))
        #expect(text.contains("  hermes-json         5, 1 repaired"))
        var filtered = ReplaySummary(filter: try RequestFilter("calls>1"))
        for text in RecordedSample.texts { filtered.add(try RecordedSample.request(RecordedSample.line(text))) }
        #expect(filtered.lines[0] == "requests              1")
    }
}
