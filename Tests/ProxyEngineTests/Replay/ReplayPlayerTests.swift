import Synchronization
import Testing

@testable import Monitoring
@testable import ProxyEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ReplayPlayerTests {
    /// A clock that is moved by hand.
    final class ManualClock: Sendable {
        private let time = Mutex(0.0)
        var now: Double { time.withLock { $0 } }
        func advance(_ seconds: Double) { time.withLock { $0 += seconds } }
    }

    private static func player(
        _ begins: [Double], speed: ReplaySpeed = .times(1), keepsGaps: Bool = false, _ clock: ManualClock
    ) throws -> (ReplayPlayer, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let bytes = begins.enumerated().flatMap { number, seconds in
            RecordedSample.line("hello", number: UInt64(number + 1), at: RecordedSample.start + seconds)
        }
        try Data(bytes).write(to: URL(filePath: "\(folder.path)/log"))
        let log = try ReplayLog(paths: ["\(folder.path)/log"])
        return (ReplayPlayer(log, speed: speed, keepsGaps: keepsGaps) { clock.now }, folder)
    }

    private func look(_ player: ReplayPlayer) async -> (phases: [String], replay: ReplayReport?) {
        await player.play()
        let snapshot = await player.snapshot(open: nil)
        return (snapshot.requests.map(\.phase.rawValue), snapshot.replay)
    }

    @Test func playsAtItsSpeed() async throws {
        let clock = ManualClock()
        let (player, _) = try Self.player([0, 4], speed: .times(2), clock)
        #expect(await look(player).phases == ["queued"])
        clock.advance(0.75)
        #expect(await look(player).phases == ["decode"])
        clock.advance(1)
        #expect(await look(player).phases == ["done"])
        clock.advance(0.5)
        let (phases, replay) = await look(player)
        #expect(phases == ["prefill", "done"])
        #expect(replay?.position == 4.5)
        #expect(replay?.length == 7)
        #expect(replay?.begun == 2)
    }

    /// More happened at once than is played at once: the clock waits for the rows, and nothing is older than it ever was.
    @Test func aBurstHoldsTheClock() async throws {
        let clock = ManualClock()
        let (player, _) = try Self.player((0..<600).map { Double($0) / 1000 }, speed: .times(20), clock)
        _ = await look(player)
        clock.advance(10)
        var rounds = 0
        var oldest = 0.0
        while await player.snapshot(open: nil).totals.done < 600, rounds < 10_000 {
            await player.play()
            let snapshot = await player.snapshot(open: nil)
            oldest = max(oldest, snapshot.requests.map { $0.age(at: snapshot.now) }.max() ?? 0)
            clock.advance(0.001)
            rounds += 1
        }
        #expect(rounds > 1 && rounds < 10_000)
        // Each took three seconds.
        #expect(oldest <= 3.1)
    }

    @Test func pausesStepsAndGoesOn() async throws {
        let clock = ManualClock()
        let (player, _) = try Self.player([0, 1, 50], clock)
        #expect(await player.perform(.togglePause) == .done("paused"))
        clock.advance(100)
        #expect(await look(player).replay?.position == 0)
        _ = await player.perform(.step)
        #expect(await look(player).phases == ["decode", "done"])
        _ = await player.perform(.step)
        #expect(await look(player).phases == ["done", "done"])
        _ = await player.perform(.step)
        let (phases, replay) = await look(player)
        #expect(phases == ["done", "done", "done"])
        #expect(replay?.isPaused == true)
        #expect(replay?.isOver == true)
        #expect(await player.perform(.step) == .done("no request is left"))
        #expect(await player.perform(.faster) == .done("speed 2x"))
        #expect(await player.perform(.slower) == .done("speed 1x"))
    }

    /// What came after the moment is gone again, and comes again.
    @Test func stepsBack() async throws {
        let clock = ManualClock()
        let (player, _) = try Self.player([0, 1, 50], clock)
        for _ in 0..<3 { _ = await player.perform(.step) }
        #expect(await look(player).phases == ["done", "done", "done"])
        let end = await look(player).replay?.position ?? 0
        #expect(await player.perform(.stepBack) == .done("back at the end of the last request"))
        clock.advance(100)
        #expect(await look(player).phases == ["done", "done"])
        #expect(await look(player).replay?.isPaused == true)
        _ = await player.perform(.stepBack)
        #expect(await look(player).phases == ["decode", "done"])
        #expect(await player.perform(.stepBack) == .done("at the start"))
        #expect(await look(player).replay?.position == 0)
        for _ in 0..<3 { _ = await player.perform(.step) }
        let again = await look(player)
        #expect(again.phases == ["done", "done", "done"] && again.replay?.position == end)
        _ = await player.perform(.restart)
        #expect(await look(player).replay?.begun == 1)
        _ = await player.perform(.togglePause)
        clock.advance(0.5)
        #expect(await look(player).replay?.position == 0.5)
    }

    /// An hour in which nothing happened is not waited for, unless somebody wants that.
    @Test func leavesOutGaps() async throws {
        let clock = ManualClock()
        let (player, _) = try Self.player([0, 3600], clock)
        _ = await look(player)
        clock.advance(3.5)
        #expect(await look(player).replay?.position == 3595)
        clock.advance(5)
        #expect(await look(player).phases.count == 2)
        let slow = ManualClock()
        let (patient, _) = try Self.player([0, 3600], keepsGaps: true, slow)
        _ = await look(patient)
        slow.advance(3.5)
        #expect(await look(patient).replay?.position == 3.5)
    }

    @Test func atOnceIsAtOnce() async throws {
        let (player, _) = try Self.player([0, 10, 86_400], speed: .maximum, ManualClock())
        for _ in 0..<20 { await player.play() }
        let (phases, replay) = await look(player)
        #expect(phases == ["done", "done", "done"])
        #expect(replay?.isOver == true)
    }

    @Test func nothingInARecordingCanBeChanged() async throws {
        let (player, _) = try Self.player([0], ManualClock())
        guard case .refused = await player.perform(.pause) else {
            Issue.record("an order was carried out")
            return
        }
    }

    /// The second key may come while the first one's moment is still being played up to.
    @Test func stepsBackTwiceAtOnce() async throws {
        let (player, _) = try Self.player((0..<400).map { Double($0) * 10 }, speed: .maximum, ManualClock())
        while await player.play() {}
        async let first = player.perform(.stepBack)
        async let second = player.perform(.stepBack)
        _ = await (first, second)
        #expect(await look(player).replay?.position == 397 * 10 + 3)
        #expect(await look(player).phases == [String](repeating: "done", count: 398))
    }
}
