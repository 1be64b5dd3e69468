import ServiceLifecycle

extension TrafficLogWriter: Service {
    /// Waits for the shutdown and writes what is left. Services are shut down in the reverse order of their start: this
    /// one belongs before the proxy, whose last requests end during its own shutdown.
    package func run() async {
        try? await gracefulShutdown()
        await flush()
    }
}
