import NIOCore
import Testing

@testable import ProxyEngine

struct UpstreamPoolTests {
    /// The old ones are closed, the young ones kept.
    @Test func idleConnectionsEndInTime() {
        let begin = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
        let limit = UpstreamPool.maximumIdleTime
        let nanosecond = TimeAmount.nanoseconds(1)
        #expect(!UpstreamPool.isOver(begin, at: begin))
        #expect(!UpstreamPool.isOver(begin, at: begin + limit - nanosecond))
        #expect(UpstreamPool.isOver(begin, at: begin + limit))
        #expect(UpstreamPool.isOver(begin, at: begin + limit + nanosecond))
        // Servers behind load balancers close after a minute.
        #expect(UpstreamPool.isOver(begin, at: begin + TimeAmount.seconds(59)))
        #expect(!UpstreamPool.isOver(begin, at: begin + TimeAmount.seconds(30)))
    }
}
