import ServiceLifecycle

extension MemorySampler: Service {
    /// Samples until the shutdown begins.
    package func run() async {
        await cancelWhenGracefulShutdown { await sample() }
    }
}
