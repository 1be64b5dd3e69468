import DemoBackend
import NIOCore
import NIOPosix
import ProxyEngine

/// What the proxy forwards to: what was configured, what answers at the usual addresses, or the demo.
struct BackendPlan: Sendable {
    var configuration: EngineConfiguration
    var demo: DemoServer?
    var demoSettings = DemoSettings()
    var hasDemoTraffic = false
    /// Stays on the screen.
    var banner: String?
    /// Told once.
    var notice: String?

    /// How long a backend may take to accept a connection. Those that are asked are mostly on this machine.
    private static let patience = TimeAmount.seconds(1)

    static func choose(_ resolved: ResolvedSettings) async throws -> BackendPlan {
        let settings = resolved.settings
        if settings.usesDemo {
            return try await withDemo(
                resolved, hasTraffic: settings.hasDemoTraffic,
                banner: "DEMO: a built-in model answers. For yours: llama-stream-top --backend URL")
        }
        var plan = BackendPlan(configuration: try resolved.engineConfiguration())
        guard resolved.namesNoBackend || settings.usesDemoIfUnreachable else { return plan }
        if resolved.namesNoBackend {
            for target in ResolvedSettings.defaultTargets {
                guard try await answers(BackendAddress(target)) else { continue }
                if target != ResolvedSettings.defaultTargets[0] {
                    plan.notice = "no backend answers at \(ResolvedSettings.defaultTargets[0]), one does at \(target)"
                }
                plan.configuration = try resolved.engineConfiguration(defaultTarget: target)
                return plan
            }
        } else if try await anyAnswers(plan.configuration.backends) {
            return plan
        }
        guard settings.usesDemoIfUnreachable else { return plan }
        let asked = plan.configuration.backends.map(\.url).joined(separator: ", ")
        return try await withDemo(
            resolved, hasTraffic: true,
            banner: "DEMO: no backend answered at \(asked); a built-in model does. "
                + "Start one, or name yours: BACKEND_URL=http://HOST:PORT make run")
    }

    private static func withDemo(
        _ resolved: ResolvedSettings, hasTraffic: Bool, banner: String
    ) async throws -> BackendPlan {
        let settings = DemoSettings(seed: resolved.settings.demoSeed, speed: resolved.settings.demoSpeed)
        let demo = try await DemoServer.start(on: .singletonMultiThreadedEventLoopGroup, settings: settings)
        var configuration = try resolved.engineConfiguration()
        configuration.backends = [BackendConfiguration(name: "demo", url: demo.url, kind: .demo)]
        // What the demo says does not belong into the log of real work; a log that was asked for is written.
        if resolved.origin(of: .trafficLog) == .builtIn { configuration.trafficLog = nil }
        return BackendPlan(
            configuration: configuration, demo: demo, demoSettings: settings, hasDemoTraffic: hasTraffic,
            banner: banner)
    }

    private static func anyAnswers(_ backends: [BackendConfiguration]) async throws -> Bool {
        for backend in backends where try await answers(BackendAddress(backend.url)) { return true }
        return false
    }

    /// Whether something accepts connections there.
    private static func answers(_ address: BackendAddress) async -> Bool {
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(patience)
        let channel =
            if let path = address.socketPath {
                try? await bootstrap.connect(unixDomainSocketPath: path).get()
            } else {
                try? await bootstrap.connect(host: address.host, port: address.port).get()
            }
        guard let channel else { return false }
        try? await channel.close()
        return true
    }
}
