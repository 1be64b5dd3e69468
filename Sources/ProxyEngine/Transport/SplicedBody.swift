import NIOCore
import WireFormats

extension ByteBuffer {
    /// `body` with what is to stand in it instead: copied once, on its way to the socket.
    init(_ body: [UInt8], _ splices: [Splice]) {
        self.init()
        reserveCapacity(splices.byteCount(of: body.count))
        body.withUnsafeBytes { bytes in splices.forEachPiece(of: bytes) { writeBytes($0) } }
    }
}
