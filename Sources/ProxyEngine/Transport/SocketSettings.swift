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
    static let waitingBytes = ChannelOptions.Types.WriteBufferWaterMark(low: 16 << 10, high: 32 << 10)

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
}
