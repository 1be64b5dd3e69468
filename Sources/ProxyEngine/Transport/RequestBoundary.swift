import NIOCore
import NIOHTTP1

/// What the parsers take and nobody else should.
enum ProtocolFault: Error {
    /// It only looks like HTTP.
    case otherProtocol
    case requestLine
    case chunkSize
}

/// Stands before the parser of requests and hands it one request at a time, so that each request line is seen: llhttp takes
/// those of RTSP and ICE as well and does not say so.
///
/// Where a request ends is the parser's word, told by ``begin(_:)`` and ``end()`` while it reads what it was handed.
final class RequestBoundary: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum Place {
        /// In the request line; the first bytes of its last word.
        case line(word: [UInt8], isBlank: Bool)
        /// In the fields; so much of the empty line's CRLFCRLF has come.
        case head(matched: Int)
        case body(remaining: Int)
        /// In the line that tells a chunk's size; what it says so far, and whether the digits are over.
        case chunkSize(Int, isOver: Bool)
        /// In a chunk, or in the CRLF behind it.
        case chunk(remaining: Int)
        /// Behind the last chunk.
        case trailers
        /// Beyond anything that can be told apart: the parser has found what is wrong, or will.
        case lost
        /// Behind a fault, which the parser does not know of.
        case over
    }
    private static let start = Place.line(word: [], isBlank: true)
    /// No body is that long; a parser that takes sizes of 64 bits would wait for it.
    private static let largestChunk = 1 << 48
    private static let protocolName = Array("HTTP/".utf8)

    private var place = RequestBoundary.start
    private var framing: RequestFraming?
    private var hasEnded = false
    private var fault = ProtocolFault.otherProtocol

    /// The parser has read a head. `framing`: `nil` where its body's end cannot be told.
    func begin(_ framing: RequestFraming?) {
        self.framing = framing
        hasEnded = false
    }

    /// The parser has read a request to its end.
    func end() { hasEnded = true }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .over = place { return }
        var bytes = unwrapInboundIn(data)
        while bytes.readableBytes > 0 {
            guard let count = read(bytes.readableBytesView), let slice = bytes.readSlice(length: count) else {
                place = .over
                return context.fireErrorCaught(fault)
            }
            context.fireChannelRead(wrapInboundOut(slice))
            if case .head(matched: 4) = place { headHasEnded() }
            if case .trailers = place, hasEnded { place = Self.start }
        }
    }

    /// How many of `bytes` to hand on before looking again; `nil`: what follows is a `fault`.
    private func read(_ bytes: ByteBufferView) -> Int? {
        switch place {
        case .line(let word, let isBlank): return readLine(bytes, word, isBlank)
        case .head(let matched): return readHead(bytes, matched)
        case .body(let remaining):
            let count = min(remaining, bytes.count)
            place = remaining == count ? Self.start : .body(remaining: remaining - count)
            return count
        case .chunkSize(let size, let isOver): return readChunkSize(bytes, size, isOver)
        case .chunk(let remaining):
            let count = min(remaining, bytes.count)
            place = remaining == count ? .chunkSize(0, isOver: false) : .chunk(remaining: remaining - count)
            return count
        case .trailers:
            // The last of them ends a line.
            return bytes.firstIndex(of: 0x0A).map { $0 - bytes.startIndex + 1 } ?? bytes.count
        case .lost, .over: return bytes.count
        }
    }

    /// As far as the request line goes; `nil`: it is another protocol's, or its words are not parted by single spaces.
    private func readLine(_ bytes: ByteBufferView, _ word: [UInt8], _ isBlank: Bool) -> Int? {
        var (word, isBlank) = (word, isBlank)
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x20:
                guard !word.isEmpty else {
                    fault = .requestLine
                    return nil
                }
                word = []
            case 0x0D: continue
            case 0x0A:
                guard isBlank || word == Self.protocolName else {
                    fault = .otherProtocol
                    return nil
                }
                place = isBlank ? Self.start : .head(matched: 2)
                return index + 1
            default:
                isBlank = false
                if word.count < Self.protocolName.count { word.append(byte) }
            }
        }
        place = .line(word: word, isBlank: isBlank)
        return bytes.count
    }

    /// As far as the line goes; what is not as it should be is left to the parser, which refuses it.
    private func readChunkSize(_ bytes: ByteBufferView, _ size: Int, _ isOver: Bool) -> Int? {
        var (size, isOver) = (size, isOver)
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A {
                place = size == 0 ? .trailers : .chunk(remaining: size + 2)
                return index + 1
            }
            guard !isOver, let digit = Self.hexadecimal(byte) else {
                isOver = true
                continue
            }
            size = size << 4 | digit
            guard size <= Self.largestChunk else {
                fault = .chunkSize
                return nil
            }
        }
        place = .chunkSize(size, isOver: isOver)
        return bytes.count
    }

    private static func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }

    private func readHead(_ bytes: ByteBufferView, _ matched: Int) -> Int {
        var matched = matched
        for (index, byte) in bytes.enumerated() {
            switch (byte, matched & 1) {
            case (0x0D, 0): matched += 1
            case (0x0A, 1): matched += 1
            case (0x0D, _): matched = 1
            default: matched = 0
            }
            if matched == 4 {
                place = .head(matched: 4)
                return index + 1
            }
        }
        place = .head(matched: matched)
        return bytes.count
    }

    private func headHasEnded() {
        let framing = framing
        self.framing = nil
        if hasEnded {
            place = Self.start
            return
        }
        switch framing {
        case .length(let length): place = length == 0 ? Self.start : .body(remaining: length)
        case .chunked: place = .chunkSize(0, isOver: false)
        case nil, .some(.none): place = .lost
        }
    }
}
