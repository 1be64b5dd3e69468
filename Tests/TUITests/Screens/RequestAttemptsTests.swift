import Monitoring
import Testing

@testable import TUI

/// What became of a question that was asked more than once.
struct RequestAttemptsTests {
    /// #0181 failed, #0184 asked the same and answered at the second backend.
    private static func asked() throws -> MonitorSnapshot {
        var snapshot = SampleSnapshots.busy()
        let row = try #require(snapshot.requests.firstIndex { $0.id == RequestID(184) })
        snapshot.requests[row].asksAgain = RequestID(181)
        snapshot.requests[row].tries = 3
        snapshot.requests[row].backend = "shed"
        snapshot.requests[row].sentSeconds = 0.4
        snapshot.requests[row].failedAttempts = [
            FailedAttempt(
                backend: "llama-server", reason: "it answered with status 503", sentSeconds: 0.1, endedSeconds: 0.35)
        ]
        return snapshot
    }

    private func user(_ snapshot: MonitorSnapshot, at id: UInt64) -> ScreenDriver {
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(id)
        let user = ScreenDriver(snapshot, view: view)
        user.size = Size(width: 100, height: 40)
        return user
    }

    /// Whichever of them is open, the whole history is told.
    @Test(arguments: [UInt64(181), 184])
    func aLineForEach(id: UInt64) throws {
        let user = user(try Self.asked(), at: id)
        user.press(.enter)
        user.press("1")
        let lines = user.look().lines
        let first = try #require(lines.firstIndex { $0.contains("asked") && $0.contains("1  #0181") })
        #expect(lines[first].contains("error 502 backend_unreachable"))
        #expect(lines[first + 1].contains("2  #0184"))
        #expect(lines[first + 1].contains("llama-server  turned away: it answered with status 503, 0.2s"))
        #expect(lines[first + 2].contains("3  #0184"))
        #expect(lines[first + 2].contains("shed          done, 11.5s"))
    }

    @Test func nothingIsSaidOfWhatWasAskedOnce() {
        let user = user(SampleSnapshots.busy(), at: 184)
        user.press(.enter)
        user.press("1")
        #expect(!user.text.contains("asked   "))
    }

    /// The list has the number where no problem has its letter.
    @Test func theListSaysWhichTry() throws {
        var snapshot = try Self.asked()
        let user = user(snapshot, at: 185)
        #expect(user.look().lines.contains { $0.contains(" 3 #0184") })
        let row = try #require(snapshot.requests.firstIndex { $0.id == RequestID(184) })
        snapshot.requests[row].tries = 12
        user.receive(snapshot)
        #expect(user.look().lines.contains { $0.contains(" + #0184") })
        snapshot.requests[row].nearMisses = 1
        user.receive(snapshot)
        #expect(user.look().lines.contains { $0.contains(" ? #0184") })
    }

    /// A snapshot from elsewhere may name requests in a circle.
    @Test func circlesEnd() throws {
        var snapshot = try Self.asked()
        let row = try #require(snapshot.requests.firstIndex { $0.id == RequestID(181) })
        snapshot.requests[row].asksAgain = RequestID(184)
        let user = user(snapshot, at: 181)
        user.press(.enter)
        user.press("1")
        #expect(user.text.contains("1  #0181"))
    }
}
