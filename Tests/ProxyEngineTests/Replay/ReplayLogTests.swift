import Testing

@testable import Monitoring
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
        let long = String(repeating: "wörter ", count: 140_000)
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
        #expect(text.contains("calls                 8, 0 with arguments that do not fit"))
        #expect(text.contains("  hermes-json         6, 1 repaired"))
        var filtered = ReplaySummary(filter: try RequestFilter("calls>1"))
        for text in RecordedSample.texts { filtered.add(try RecordedSample.request(RecordedSample.line(text))) }
        #expect(filtered.lines[0] == "requests              1")
    }

    /// The nearest rank, as on the screen: of two the first is the median.
    @Test func percentilesAreThoseOfTheScreen() throws {
        var summary = ReplaySummary()
        var samples = RecentSamples(capacity: 100)
        for seconds in [1.0, 2.0] {
            var request = String(decoding: RecordedSample.line("hello"), as: UTF8.self)
            request = request.replacing(#""seconds":3.0,"#, with: #""seconds":\#(seconds),"#)
            summary.add(try RecordedSample.request(Array(request.utf8)))
            samples.add(seconds)
        }
        #expect(samples.percentile(0.5) == 1)
        let line = try #require(summary.lines.first { $0.hasPrefix("whole answer") })
        #expect(line.hasSuffix("p50 1.0s  p90 2.0s  p95 2.0s  p99 2.0s  max 2.0s"))
    }

    /// A backend that does not tell what it had cached says nothing about the share.
    @Test func theCachedShareIsOfThosePromptsOfWhichItIsKnown() throws {
        var summary = ReplaySummary()
        for isKnown in [true, false] {
            var request = String(decoding: RecordedSample.line("hello"), as: UTF8.self)
            if !isKnown { request = request.replacing(#""cached_tokens":60"#, with: #""cached_tokens":null"#) }
            summary.add(try RecordedSample.request(Array(request.utf8)))
        }
        let text = summary.lines.joined(separator: "\n")
        #expect(text.contains("prompt 200 (60 cached, 60 % of the 100 of which it is known), output 40"))
    }

    /// What only the conversation as a whole tells can be filtered for.
    @Test(arguments: [("loop", 1), ("problem", 1), ("session:s1", 2)])
    func filtersKnowTheConversation(_ filter: String, _ expected: Int) throws {
        var summary = ReplaySummary(filter: try RequestFilter(filter))
        for rounds in 1...2 {
            let call = #"{"id":"c","type":"function","function":{"name":"ls","arguments":"{}"}}"#
            let round =
                #"{"role":"assistant","tool_calls":[\#(call)]},{"role":"tool","tool_call_id":"c","content":"a.txt"}"#
            let messages = [#"{"role":"user","content":"where is it?"}"#] + [String](repeating: round, count: rounds)
            var events = RecordedSample.events("Just text.", number: UInt64(rounds))
            guard case .request(var event) = events[0], case .received(var received) = event.step else {
                Issue.record("a request does not begin with its arrival")
                return
            }
            received.body = Array(#"{"messages":[\#(messages.joined(separator: ","))]}"#.utf8)
            event.step = .received(received)
            events[0] = .request(event)
            summary.add(try RecordedSample.request(RecordedSample.line(events)))
        }
        #expect(summary.finished == expected)
    }
}
