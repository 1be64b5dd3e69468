import NIOCore
import NIOHTTP1
import Testing

@testable import ProxyEngine

/// No sequence of calls makes the writer put out what could be read as a second request.
struct RequestWriterTests {
    private static func head(_ fields: [(String, String)], method: HTTPMethod = .POST) -> HTTPRequestHead {
        HTTPRequestHead(version: .http1_1, method: method, uri: "/x", headers: HTTPHeaders(fields))
    }

    /// What the writer puts out for a head and the pieces of a body; `nil`: it refuses.
    private static func write(_ head: HTTPRequestHead, _ pieces: [String]) -> String? {
        var writer = RequestWriter()
        var buffer = ByteBuffer()
        do {
            try writer.head(head, into: &buffer)
            for piece in pieces {
                try writer.beginPiece(piece.utf8.count, into: &buffer)
                buffer.writeString(piece)
                writer.endPiece(piece.utf8.count, into: &buffer)
            }
            try writer.end(into: &buffer)
        } catch {
            return nil
        }
        return String(buffer: buffer)
    }

    @Test func framesByLength() {
        let text = Self.write(Self.head([("Content-Length", "3"), ("A", "b")]), ["ab", "c"])
        #expect(text == "POST /x HTTP/1.1\r\nA: b\r\nContent-Length: 3\r\n\r\nabc")
    }

    @Test func framesByChunks() {
        let body = String(repeating: "x", count: 300)
        let text = Self.write(Self.head([("Transfer-Encoding", "chunked")]), ["abc", "", body])
        #expect(
            text == "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n12c\r\n\(body)\r\n0\r\n\r\n")
    }

    /// Whatever the method is: a body that no field announces does not leave.
    @Test(arguments: [.TRACE, .GET, .HEAD, .DELETE, .OPTIONS, .POST, .RAW(value: "PURGE")] as [HTTPMethod])
    func writesNoByteWithoutItsFraming(method: HTTPMethod) {
        #expect(Self.write(Self.head([], method: method), ["GET /inner HTTP/1.1\r\n\r\n"]) == nil)
        let framed = Self.write(Self.head([("Content-Length", "2")], method: method), ["ab"])
        #expect(framed == "\(method.rawValue) /x HTTP/1.1\r\nContent-Length: 2\r\n\r\nab")
        #expect(Self.write(Self.head([], method: method), []) == "\(method.rawValue) /x HTTP/1.1\r\n\r\n")
    }

    @Test(arguments: [
        [("Content-Length", "2"), ("Content-Length", "2")],
        [("Content-Length", "2"), ("Transfer-Encoding", "chunked")],
        [("Content-Length", "9223372036854775808")], [("Content-Length", "+2")], [("Content-Length", "")],
        [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")], [("Transfer-Encoding", "gzip, chunked")],
        [("Transfer-Encoding", "")],
    ])
    func refusesWhatAnnouncesNoOneFraming(fields: [(String, String)]) {
        #expect(Self.write(Self.head(fields), ["ab"]) == nil)
        #expect(Self.write(Self.head(fields), []) == nil)
    }

    @Test(arguments: [["ab"], ["abcd"], ["abc", "d"], []]) func keepsToTheAnnouncedLength(pieces: [String]) {
        #expect(Self.write(Self.head([("Content-Length", "3")]), pieces) == nil)
    }

    @Test func refusesBytesThatEndAField() {
        #expect(Self.write(Self.head([("A", "b\r\nContent-Length: 9")]), []) == nil)
        #expect(Self.write(Self.head([("A\r\nB", "b")]), []) == nil)
        #expect(Self.write(Self.head([("A", "b\nc")]), []) == nil)
        #expect(Self.write(Self.head([("", "b")]), []) == nil)
        #expect(Self.write(Self.head([("A", "b\tc \u{E9}")]), []) != nil)
        var split = Self.head([])
        split.uri = "/x HTTP/1.1\r\nA: b\r\n\r\nGET /"
        #expect(Self.write(split, []) == nil)
        #expect(Self.write(Self.head([], method: .RAW(value: "GET /a HTTP/1.1\r\n")), []) == nil)
    }

    /// Nothing follows a fault, and parts keep their order.
    @Test func staysClosedAfterAFault() throws {
        var writer = RequestWriter()
        var buffer = ByteBuffer()
        #expect(Self.fault { try writer.end(into: &buffer) } == .order)
        #expect(Self.fault { try writer.head(Self.head([]), into: &buffer) } == .order)
        var second = RequestWriter()
        try second.head(Self.head([("Content-Length", "1")]), into: &buffer)
        #expect(Self.fault { try second.head(Self.head([]), into: &buffer) } == .order)
    }

    private static func fault(_ work: () throws -> Void) -> RequestWriter.Fault? {
        do {
            try work()
            return nil
        } catch {
            return error as? RequestWriter.Fault
        }
    }

    @Test func writesOneRequestAfterTheOther() throws {
        var writer = RequestWriter()
        var buffer = ByteBuffer()
        for _ in 0..<2 {
            try writer.head(Self.head([("Content-Length", "1")]), into: &buffer)
            try writer.beginPiece(1, into: &buffer)
            buffer.writeString("a")
            try writer.end(into: &buffer)
        }
        #expect(String(buffer: buffer) == String(repeating: "POST /x HTTP/1.1\r\nContent-Length: 1\r\n\r\na", count: 2))
    }
}
