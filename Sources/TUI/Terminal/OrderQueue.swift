/// Carries out what keys have ordered one after the other, in the order in which it came.
final class OrderQueue: Sendable {
    private let orders: AsyncStream<@Sendable () async -> Void>.Continuation

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: (@Sendable () async -> Void).self)
        orders = continuation
        Task { for await order in stream { await order() } }
    }

    deinit { orders.finish() }

    func add(_ order: @escaping @Sendable () async -> Void) { orders.yield(order) }
}
