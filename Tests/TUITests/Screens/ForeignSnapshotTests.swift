import Monitoring
import TestSupport
import Testing

@testable import TUI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A watched proxy may send anything that has the right shape; no picture of it may end the program.
struct ForeignSnapshotTests {
    private static let numbers = [
        "-1", "0", "-9223372036854775808", "9223372036854775807", "4611686018427387904", "1e308", "-1e308",
    ]

    /// The snapshot's JSON with some of its numbers replaced.
    private static func damaged(_ json: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        var isInText = false
        while index < json.count {
            let byte = json[index]
            let begins = (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            let isValue =
                index > 0 && [UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "[")].contains(json[index - 1])
            if byte == UInt8(ascii: "\""), json[index - 1] != UInt8(ascii: "\\") { isInText.toggle() }
            guard !isInText, begins, isValue, Int.random(in: 0..<150, using: &random) == 0 else {
                result.append(byte)
                index += 1
                continue
            }
            while index < json.count, !",]}".utf8.contains(json[index]) { index += 1 }
            result += Array((numbers.randomElement(using: &random) ?? "0").utf8)
        }
        return result
    }

    private static var rich: MonitorSnapshot {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.badArguments()
        return snapshot
    }

    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func anythingIsDrawn(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let json = Array(try SnapshotJSON.encode(Self.rich))
        var drawn = 0
        for _ in 0..<10 {
            let bytes = Self.damaged(json, &random)
            guard let snapshot = try? SnapshotJSON.decode(Data(bytes)) else { continue }
            var proxies = [
                WatchedProxy(name: ":1", url: "http://127.0.0.1:1", index: 0),
                WatchedProxy(name: ":2", url: "http://127.0.0.1:2", index: 1),
            ]
            for index in proxies.indices {
                proxies[index].link.heard(at: SampleSnapshots.now)
                _ = proxies[index].take(snapshot, at: SampleSnapshots.now)
            }
            var merged = SnapshotMerging.merged(proxies, at: SampleSnapshots.now + 10)
            merged.detail = snapshot.detail.map { proxies[0].renamed($0) }
            draw(merged)
            draw(snapshot)
            drawn += 1
        }
        #expect(drawn > 0)
    }

    /// Numbers that are each in range, and together are not.
    @Test func sumsStayInRange() throws {
        let most = 999_999_999_999_999
        var snapshot = Self.rich
        let count = 9_300
        snapshot.tools.rewritten = (0..<count).map { .init(name: "d\($0)", count: most) }
        snapshot.tools.repairs = snapshot.tools.rewritten
        snapshot.memory?.graphics = (0..<count).map { _ in
            .init(name: "card", memory: MemoryReport.Share(used: most, total: most))
        }
        snapshot.sessions[0].parts = (0..<count).map { _ in .init(role: .user, bytes: most, tokens: nil) }
        snapshot.detail?.prompt?.messageBytes = 0
        snapshot.detail?.prompt?.toolBytes = 0
        for index in snapshot.requests.indices { snapshot.requests[index].usage.prompt = most }
        let json = try SnapshotJSON.encode(snapshot)
        draw(try SnapshotJSON.decode(json))
    }

    /// Calls that stand in the text in another order than they were told.
    @Test func spansMayGoBackwards() throws {
        var snapshot = Self.rich
        let id = try #require(snapshot.detail?.id)
        var transcript = Transcript()
        let raw = Array(String(repeating: "x", count: 200).utf8)
        transcript.append(
            TranscriptDelta(
                raw: raw,
                parts: [
                    .init(.call(index: 0, id: "a", name: "f", dialect: "d"), text: "{}", span: 100..<120),
                    .init(.call(index: 1, id: "b", name: "f", dialect: "d"), text: "{}", span: 5..<10),
                ]))
        snapshot.detail = RequestDetail(id: id, transcripts: [0: transcript])
        draw(snapshot)
    }

    private func draw(_ snapshot: MonitorSnapshot) {
        let driver = ScreenDriver(snapshot)
        driver.size = Size(width: 120, height: 40)
        for key in "1234" {
            driver.press(key)
            _ = driver.look()
        }
        driver.press(":")
        driver.type("185")
        driver.press(.enter)
        driver.press(.enter)
        for key in "1234567" {
            driver.press(key)
            _ = driver.look()
        }
    }
}
