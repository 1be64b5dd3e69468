import NIOCore
import NIOHTTP1

/// Writes HTTP/1.1 requests. A body's byte leaves only inside a framing that the request's own head has announced, and never
/// more or fewer of them than it said: anything else would be read as the next request of somebody else.
///
/// After a ``Fault`` nothing more may be written on the connection.
struct RequestWriter {
    /// Why the rest is not written.
    enum Fault: Error, Equatable {
        /// The head announces no one framing.
        case framing
        /// A byte in the method, the target or a field would end it.
        case head
        /// There is more of the body than was announced.
        case surplus
        /// The body ended before it was due.
        case missing
        /// The parts do not come in the order head, body, end.
        case order
    }

    private enum Body: Equatable {
        /// Between requests.
        case unannounced
        case length(remaining: Int)
        case chunked
    }
    private var body = Body.unannounced
    private var isFaulty = false

    /// Appends the head. What frames the body is taken from its fields and written once, at their end.
    mutating func head(_ head: HTTPRequestHead, into buffer: inout ByteBuffer) throws(Fault) {
        guard body == .unannounced, !isFaulty else { throw fault(.order) }
        guard let framing = RequestFraming(head.headers) else { throw fault(.framing) }
        guard Self.isToken(head.method.rawValue), Self.isTarget(head.uri) else { throw fault(.head) }
        for field in head.headers where !Self.isToken(field.name) || !Self.isValue(field.value) {
            throw fault(.head)
        }
        buffer.writeString(head.method.rawValue)
        buffer.writeStaticString(" ")
        buffer.writeString(head.uri)
        buffer.writeStaticString(" HTTP/1.1\r\n")
        for field in head.headers where !Self.isFraming(field.name) { Self.write((field.name, field.value), &buffer) }
        if let field = framing.field { Self.write(field, &buffer) }
        buffer.writeStaticString("\r\n")
        switch framing {
        case .none: body = .length(remaining: 0)
        case .length(let length): body = .length(remaining: length)
        case .chunked: body = .chunked
        }
    }

    /// Announces `count` more bytes of the body: what goes before them. The bytes themselves follow, then ``endPiece(into:)``.
    mutating func beginPiece(_ count: Int, into buffer: inout ByteBuffer) throws(Fault) {
        switch body {
        case .unannounced: throw fault(count == 0 ? .order : .surplus)
        case .length(let remaining):
            guard count <= remaining else { throw fault(.surplus) }
            body = .length(remaining: remaining - count)
        case .chunked:
            // An empty chunk would be the last one.
            if count > 0 { buffer.writeString(String(count, radix: 16) + "\r\n") }
        }
    }

    /// What goes behind a piece of `count` bytes.
    func endPiece(_ count: Int, into buffer: inout ByteBuffer) {
        if body == .chunked, count > 0 { buffer.writeStaticString("\r\n") }
    }

    /// Ends the request. The next one may follow.
    mutating func end(into buffer: inout ByteBuffer) throws(Fault) {
        switch body {
        case .unannounced: throw fault(.order)
        case .length(remaining: 0): break
        case .length: throw fault(.missing)
        case .chunked: buffer.writeStaticString("0\r\n\r\n")
        }
        body = .unannounced
    }

    private mutating func fault(_ fault: Fault) -> Fault {
        isFaulty = true
        body = .unannounced
        return fault
    }

    // MARK: Fields

    private static func write(_ field: HeaderForwarding.Field, _ buffer: inout ByteBuffer) {
        buffer.writeString(field.name)
        buffer.writeStaticString(": ")
        buffer.writeString(field.value)
        buffer.writeStaticString("\r\n")
    }

    private static func isFraming(_ name: String) -> Bool {
        name.isField("content-length") || name.isField("transfer-encoding")
    }

    /// `token` of RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static func isTarget(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }
}
