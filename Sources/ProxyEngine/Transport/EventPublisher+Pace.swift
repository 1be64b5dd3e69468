package import Monitoring
import NIOCore
import NIOPosix

extension EventPublisher.Pace {
    /// Long enough to make batches, and too short to be seen.
    private static let interval = Duration.milliseconds(50)

    /// As a proxy publishes. An event loop wakes up by itself when the time has come: no other thread is woken before.
    package static let batches = Self { action in
        if let loop = MultiThreadedEventLoopGroup.currentEventLoop {
            loop.scheduleTask(in: TimeAmount(interval), action)
        } else {
            Task {
                try? await Task.sleep(for: interval)
                action()
            }
        }
    }
}
