import NIOCore
import NIOEmbedded
import Testing

@testable import ProxyEngine

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

struct AcceptPauseTests {
    private final class Count {
        var value = 0
    }

    /// What was last set; asked, the embedded channel says `true` whatever was set.
    private static func reads(_ channel: EmbeddedChannel) -> Bool? {
        channel.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool
    }

    /// Without descriptors nobody looks for connections for a moment; then one tries again, for as long as it takes.
    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM]) func looksAwayForAMoment(code: CInt) throws {
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(loop: loop)
        let count = Count()
        try channel.pipeline.syncOperations.addHandler(AcceptPause { count.value += 1 })
        for round in 1...3 {
            channel.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "accept"))
            #expect(count.value == round)
            #expect(Self.reads(channel) == false)
            loop.advanceTime(by: .milliseconds(99))
            #expect(Self.reads(channel) == false)
            loop.advanceTime(by: .milliseconds(1))
            #expect(Self.reads(channel) == true)
        }
        try channel.throwIfErrorCaught()
    }

    /// A client that has left before it was accepted is nothing to wait for.
    @Test func otherErrorsGoOn() throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(AcceptPause {})
        channel.pipeline.fireErrorCaught(IOError(errnoCode: ECONNABORTED, reason: "accept"))
        #expect(try channel.syncOptions?.getOption(.autoRead) == true)
        #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
    }
}
