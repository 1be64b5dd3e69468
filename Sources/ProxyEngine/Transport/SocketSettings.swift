import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How much of a stream may be on its way inside the machine, and how much of it is read at a time.
enum SocketSettings {
    /// After each read others have their turn, and what was read is passed on before more is: a slow client costs one
    /// read's worth, and not as many as happen to be there.
    static let readsInARow: UInt = 1

    /// Bytes that wait for a client before its backend is not read any more, and from which on it is again.
    static let waitingBytes = ChannelOptions.Types.WriteBufferWaterMark(low: 8 << 10, high: 16 << 10)

    /// For what backends say: a token's event is a few hundred bytes.
    static var answerBuffers: any RecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 4096, maximum: 16 << 10)
    }

    /// Bytes that the system takes for a client before it has begun to send them. It would take megabytes, of which nobody
    /// knows whether anybody wants them: they would be recorded as delivered, and a client that reads nothing found out late.
    /// What is on its way is not limited by this, so a fast client far away loses nothing. Linux: tcp(7), TCP_NOTSENT_LOWAT.
    private static let unsentBytes = 16 << 10

    /// Where there is no such thing, as for unix sockets, the system's own limits hold.
    static func limitUnsentBytes(of channel: any Channel) {
        try? channel.syncOptions?.setOption(.tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)), value: unsentBytes)
    }

    /// Seconds of silence after which the system asks whether the other side is still there, seconds between two questions,
    /// and how many of them may stay without an answer. Who has shut its sending side, read what there was and left says
    /// nothing more, nor does a machine that was unplugged; where no heartbeats are sent, only this finds it out. tcp(7).
    private static let keepAlive = (idle: 30, interval: 15, count: 4)

    static func askWhetherAlive(_ channel: any Channel) {
        #if canImport(Darwin)
            let idle = TCP_KEEPALIVE
        #else
            let idle = TCP_KEEPIDLE
        #endif
        guard let options = channel.syncOptions else { return }
        // Unix sockets know none of these, and need none.
        try? options.setOption(.socketOption(.so_keepalive), value: 1)
        try? options.setOption(.tcpOption(.init(rawValue: idle)), value: keepAlive.idle)
        try? options.setOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: keepAlive.interval)
        try? options.setOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: keepAlive.count)
    }
}
