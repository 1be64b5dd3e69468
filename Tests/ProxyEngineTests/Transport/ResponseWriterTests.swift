import NIOCore
import Testing

@testable import ProxyEngine

struct ResponseWriterTests {
    private func write(_ length: ResponseWriter.BodyLength, old: Bool = false, _ parts: [String]) -> (String, Bool) {
        var writer = ResponseWriter(allocator: ByteBufferAllocator())
        writer.head(
            status: 200, fields: [(name: "A", value: "b")], length: length, isOldClient: old, keepsAlive: true)
        for part in parts { Array(part.utf8).withUnsafeBytes { writer.body($0) } }
        let isWhole = writer.end()
        return (String(buffer: writer.buffer), isWhole)
    }

    @Test func framesByLength() {
        #expect(write(.known(3), ["ab", "c"]) == ("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 3\r\n\r\nabc", true))
    }

    /// Surplus bytes would be read as the next answer; missing ones mean that the answer is broken.
    @Test func keepsToTheDeclaredLength() {
        #expect(write(.known(2), ["abc"]).0.hasSuffix("\r\n\r\nab"))
        #expect(write(.known(4), ["abc"]).1 == false)
    }

    @Test(arguments: [1, 9, 10, 15, 16, 255, 256, 4095, 65536, 1_048_575])
    func framesByChunks(size: Int) {
        let (text, isWhole) = write(.unknown, [String(repeating: "x", count: size)])
        let hex = String(size, radix: 16)
        #expect(text.contains("Transfer-Encoding: chunked\r\n\r\n\(hex)\r\nx"))
        #expect(text.hasSuffix("x\r\n0\r\n\r\n"))
        #expect(isWhole)
    }

    /// HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
    @Test func framesByCloseForOldClients() {
        let (text, isWhole) = write(.unknown, old: true, ["abc"])
        #expect(text == "HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\nabc")
        #expect(isWhole)
    }

    @Test func sendsNoBodyWhereThereIsNone() {
        #expect(write(.none(declared: 5), ["abc"]).0 == "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\n")
    }

    /// What waits in the channel for a slow client takes about as much memory as it has bytes, whatever was written before.
    @Test(arguments: [1, 100, 1000, 30_000, 200_000])
    func piecesThatWaitAreSmall(size: Int) {
        var writer = ResponseWriter(allocator: ByteBufferAllocator())
        writer.head(status: 200, fields: [], length: .unknown, isOldClient: false, keepsAlive: true)
        var waiting: [ByteBuffer] = []
        for count in [1, 100_000] + [Int](repeating: size, count: 20) {
            [UInt8](repeating: 0x78, count: count).withUnsafeBytes { writer.body($0) }
            waiting.append(writer.buffer)
            writer.clear()
        }
        for piece in waiting { #expect(piece.capacity <= max(1024, 2 * piece.readableBytes)) }
        #expect(writer.buffer.capacity <= 1024)
    }

    /// A stream that is taken as it comes needs no new memory for each piece; an exceptional one is not kept.
    @Test func memoryIsUsedAgain() {
        var writer = ResponseWriter(allocator: ByteBufferAllocator())
        writer.head(status: 200, fields: [], length: .unknown, isOldClient: false, keepsAlive: true)
        var places: Set<UInt> = []
        for _ in 0..<20 {
            [UInt8](repeating: 0x78, count: 20_000).withUnsafeBytes { writer.body($0) }
            writer.buffer.withUnsafeReadableBytes { _ = places.insert(UInt(bitPattern: $0.baseAddress)) }
            writer.clear()
        }
        #expect(places.count <= 2)
        [UInt8](repeating: 0x78, count: 1 << 20).withUnsafeBytes { writer.body($0) }
        writer.clear()
        #expect(writer.buffer.capacity <= 1024)
    }
}
