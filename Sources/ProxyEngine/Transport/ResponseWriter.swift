import NIOCore
import NIOHTTP1

/// Writes HTTP/1 responses into one buffer that is used again and again: a stream's chunk costs no allocation.
struct ResponseWriter {
    /// How a body is delimited.
    enum Framing: Equatable {
        case none
        case length(remaining: Int)
        case chunked
        case untilClose
    }

    /// What is known of a body before it is sent.
    enum BodyLength: Equatable {
        /// There is none; `declared` goes into the head all the same (HEAD, 304).
        case none(declared: Int?)
        case known(Int)
        case unknown
    }

    /// Memory that is kept for the next piece; a larger one has been an exception.
    private static let keptCapacity = 32 << 10
    private static let freshCapacity = 512
    /// Room for the marks of a chunk.
    private static let chunkOverhead = 16

    private(set) var buffer: ByteBuffer
    private(set) var framing = Framing.none

    init(allocator: ByteBufferAllocator) { buffer = allocator.buffer(capacity: 1024) }

    /// Appends the head. `isOldClient`: HTTP/1.0, which knows no chunks.
    mutating func head(
        status: Int, fields: [HeaderForwarding.Field], length: BodyLength, isOldClient: Bool, keepsAlive: Bool
    ) {
        let reason = HTTPResponseStatus(statusCode: status).reasonPhrase
        buffer.writeString("HTTP/1.1 \(status) \(reason)\r\n")
        for field in fields {
            buffer.writeString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
            buffer.writeStaticString("\r\n")
        }
        switch length {
        case .none(let declared):
            framing = .none
            if let declared { buffer.writeString("Content-Length: \(declared)\r\n") }
        case .known(let count):
            framing = .length(remaining: count)
            buffer.writeString("Content-Length: \(count)\r\n")
        case .unknown where isOldClient: framing = .untilClose
        case .unknown:
            framing = .chunked
            buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
        }
        if !keepsAlive || framing == .untilClose {
            buffer.writeStaticString("Connection: close\r\n")
        } else if isOldClient {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
        buffer.writeStaticString("\r\n")
    }

    /// Appends part of the body. Bytes beyond the declared length are dropped: they would be read as the next response.
    mutating func body(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        switch framing {
        case .none: return
        case .untilClose: buffer.writeBytes(bytes)
        case .length(let remaining):
            let count = min(remaining, bytes.count)
            buffer.writeBytes(bytes[..<count])
            framing = .length(remaining: remaining - count)
        case .chunked:
            buffer.reserveCapacity(minimumWritableBytes: bytes.count + Self.chunkOverhead)
            chunkSize(bytes.count)
            buffer.writeBytes(bytes)
            buffer.writeStaticString("\r\n")
        }
    }

    /// Ends the body. `false`: less came than was declared, the connection must be cut.
    mutating func end() -> Bool {
        defer { framing = .none }
        switch framing {
        case .none, .untilClose, .length(remaining: 0): return true
        case .length: return false
        case .chunked:
            buffer.writeStaticString("0\r\n\r\n")
            return true
        }
    }

    mutating func interim100() { buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n") }

    /// Forgets what was handed to the channel. Keeps the memory if the channel has let go of it; while pieces wait there for
    /// a slow client, each has only the memory that it needs.
    mutating func clear() {
        if buffer.capacity > Self.keptCapacity {
            buffer = ByteBuffer()
        } else {
            buffer.clear(minimumCapacity: Self.freshCapacity)
        }
    }

    private mutating func chunkSize(_ count: Int) {
        var digits = UInt64(count)
        var text: UInt64 = 0
        var length = 0
        repeat {
            let digit = UInt8(truncatingIfNeeded: digits & 15)
            let character = digit < 10 ? 0x30 + digit : 0x57 + digit
            text = text << 8 | UInt64(character)
            digits >>= 4
            length += 1
        } while digits > 0 && length < 8
        // The lowest digit was put in first, so little-endian order writes them right way round.
        for _ in 0..<length {
            buffer.writeInteger(UInt8(truncatingIfNeeded: text))
            text >>= 8
        }
        buffer.writeStaticString("\r\n")
    }
}
