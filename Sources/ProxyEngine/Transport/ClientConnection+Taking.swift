import Monitoring
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whether the client takes what it is sent. Counted from when bytes wait and none is taken, also after the answer's end:
/// what waits takes memory as long as it does.
extension ClientConnection {
    /// One timer for all that is sent: it goes on as long as something is answered or waits.
    func lookLater() {
        guard !isLookDue, let context else { return }
        isLookDue = true
        let interval = TimeAmount.nanoseconds(Int64(clamping: WriteWatch.interval(limit: writeLimit)))
        context.eventLoop.assumeIsolated().scheduleTask(in: interval) { [weak self] in self?.look() }
    }

    /// Bytes that have been handed over and that the system has not taken yet.
    var bytesWaiting: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    private var writeLimit: UInt64 {
        Moment.nanoseconds(inSeconds: shared.engine.configuration.clientWriteTimeoutSeconds)
    }

    private func look() {
        isLookDue = false
        guard context != nil else { return }
        let waiting = bytesWaiting
        if writeWatch.isStuck(waiting: waiting, limit: writeLimit, at: shared.now) { return giveUp() }
        if waiting > 0 || exchange != nil || ownAnswer != nil { lookLater() }
    }

    /// Ends the connection at once.
    func reset() {
        exchange = nil
        ownAnswer = nil
        guard let context else { return }
        guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        socket.setSoLinger(resetAtOnce).assumeIsolated().whenComplete { [weak self] _ in
            self?.context?.close(promise: nil)
        }
    }

    /// The client will not take it. Closed with a reset: else the system would go on trying to deliver what it holds.
    private func giveUp() {
        let error = ProxyError.nothingTaken(limitSeconds: shared.engine.configuration.clientWriteTimeoutSeconds)
        if let exchange {
            exchange.clientTookNothing(error)
        } else {
            // What it was to get has been counted as answered, or was an answer of our own.
            shared.engine.publisher.publish(.notice(Notice(.warning, "\(address): \(error.message)")))
        }
        ownAnswer?.clientGone()
        reset()
    }
}

/// A socket that is closed with this is reset, and what it still holds is thrown away.
private let resetAtOnce = linger(l_onoff: 1, l_linger: 0)
