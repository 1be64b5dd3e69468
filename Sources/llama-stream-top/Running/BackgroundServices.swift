import DemoBackend
import Monitoring
import NIOPosix
import ProxyEngine
import ServiceLifecycle

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Looks whether the configuration file has changed, and orders that it be read again.
struct FileWatchService: Service {
    private static let interval = Duration.seconds(2)

    let path: String
    let proxy: ProxyService

    private struct Signature: Equatable {
        var modified: Date?
        var size: Int?
        var number: Int?
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known = signature()
            while (try? await Task.sleep(for: Self.interval, tolerance: .milliseconds(500))) != nil {
                let now = signature()
                // While an editor replaces it the file may be gone for a moment.
                guard now != known, now.size != nil else { continue }
                known = now
                _ = await proxy.perform(.reload)
            }
        }
    }

    private func signature() -> Signature {
        let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
        return Signature(
            modified: attributes[.modificationDate] as? Date, size: attributes[.size] as? Int,
            number: attributes[.systemFileNumber] as? Int)
    }
}

/// Tells of requests from which nothing comes, as long as lines are written.
struct QuietWatchService: Service {
    private static let interval = Duration.seconds(2)

    let hub: MonitorHub
    let output: HeadlessOutput

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval, tolerance: .seconds(1))) != nil {
                guard await output.isWriting else { return await Self.forever() }
                await output.take(hub.quietNews())
            }
        }
    }

    /// A service that returns ends the program.
    private static func forever() async {
        while (try? await Task.sleep(for: .seconds(3600), tolerance: .seconds(600))) != nil {}
    }
}

/// Starts the demo's clients once the proxy serves.
struct DemoTrafficService: Service {
    private let ports: AsyncStream<Int>
    private let settings: DemoSettings
    private let apiKey: String?

    init(_ plan: BackendPlan, ports: AsyncStream<Int>) {
        self.ports = ports
        settings = plan.demoSettings
        apiKey = plan.configuration.apiKeys.first
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            for await port in ports {
                let group = MultiThreadedEventLoopGroup.singleton
                try await DemoTraffic(group: group, port: port, apiKey: apiKey, settings: settings).run()
            }
        }
    }
}
