import TestSupport
import Testing

@testable import Monitoring

struct WireLogTests {
    private func record(_ pieces: [(String, WireSide, UInt32)]) -> WireLog {
        var recorder = WireRecorder()
        for (text, side, time) in pieces {
            Array(text.utf8).withUnsafeBytes { recorder.append($0, side, milliseconds: time) }
        }
        var log = WireLog()
        if let delta = recorder.take() { log.append(delta) }
        return log
    }

    private func pieces(_ pieces: WirePieces) -> [String] {
        var offset = 0
        return pieces.marks.map { mark in
            defer { offset += mark.count }
            return "\(mark.side) " + String(decoding: pieces.bytes[offset..<offset + mark.count], as: UTF8.self)
        }
    }

    /// What goes on as it came is kept once.
    @Test func unchangedBytesAreKeptOnce() {
        let log = record([
            ("one", .fromBackend, 1), ("one", .toClient, 1), ("two", .fromBackend, 2), ("TWO", .toClient, 2),
            ("thr", .fromBackend, 3), ("ee", .fromBackend, 3), ("three", .toClient, 4),
        ])
        #expect(pieces(log.head) == ["through one", "fromBackend two", "toClient TWO", "through three"])
    }

    @Test func nothingIsNoDelta() {
        var recorder = WireRecorder()
        [UInt8]().withUnsafeBytes { recorder.append($0, .toClient, milliseconds: 1) }
        let delta = recorder.take()
        #expect(delta == nil)
    }

    /// Between two events no more is kept than has room; how much was not is known.
    @Test func recorderIsBounded() throws {
        var recorder = WireRecorder()
        let bytes = [UInt8](repeating: 0x61, count: 50_000)
        for _ in 0..<4 { bytes.withUnsafeBytes { recorder.append($0, .fromBackend, milliseconds: 0) } }
        let taken = recorder.take()
        let delta = try #require(taken)
        #expect(delta.pieces.bytes.count == WireRecorder.capacity)
        #expect((1...2 * WireRecorder.maximumTailBytes).contains(delta.rest.bytes.count), "the end is kept as well")
        #expect(delta.pieces.bytes.count + delta.skipped + delta.rest.bytes.count == 200_000)
        let rest = recorder.take()
        #expect(rest == nil)
    }

    /// However much passes: the beginning, the end, and the number of bytes between are right.
    @Test func keepsBeginningAndEnd() {
        var random = SeededGenerator(seed: 4)
        for round in 0..<20 {
            // Also more between two events than is kept of it.
            let longest = round.isMultiple(of: 2) ? 900 : 30_000
            var log = WireLog()
            var all: [UInt8] = []
            for number in 0..<Int.random(in: 1...(270_000 / longest), using: &random) {
                var recorder = WireRecorder()
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let piece = (0..<Int.random(in: 0...longest, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }
                    all += piece
                    piece.withUnsafeBytes { recorder.append($0, .fromBackend, milliseconds: UInt32(number)) }
                }
                if let delta = recorder.take() { log.append(delta) }
            }
            #expect(log.head.bytes.count + log.skipped + log.tail.bytes.count == all.count)
            #expect(log.head.bytes.elementsEqual(all.prefix(log.head.bytes.count)))
            #expect(log.tail.bytes.elementsEqual(all.suffix(log.tail.bytes.count)))
            #expect(log.head.bytes.count <= WireLog.maximumHeadBytes)
            #expect(log.tail.bytes.count <= 3 * WireLog.maximumTailBytes)
            #expect(log.head.marks.reduce(0) { $0 + $1.count } == log.head.bytes.count)
            #expect(log.tail.marks.reduce(0) { $0 + $1.count } == log.tail.bytes.count)
        }
    }

    /// After a hole nothing before it is called the end.
    @Test func holesAreCounted() {
        var log = WireLog()
        var delta = WireDelta()
        Array("begin".utf8).withUnsafeBytes { delta.pieces.append($0, .fromBackend, milliseconds: 1) }
        delta.skipped = 100
        log.append(delta)
        log.append(delta)
        #expect(pieces(log.head) == ["fromBackend begin"])
        #expect(log.tail.isEmpty)
        #expect(log.skipped == 205)
    }

    @Test func comesBackFromJSON() throws {
        let log = record([("data: é\n", .fromBackend, 1), ("\u{1B}[2J", .toClient, 1500)])
        var detail = RequestDetail(id: RequestID(rawValue: 1))
        detail.wire = log
        var broken = WireDelta()
        ([0xFF, 0x0A] as [UInt8]).withUnsafeBytes { broken.pieces.append($0, .through, milliseconds: 3000) }
        detail.wire?.append(broken)
        var snapshot = MonitorState().snapshot(at: 0)
        snapshot.detail = detail
        #expect(try SnapshotJSON.decode(SnapshotJSON.encode(snapshot)) == snapshot)
    }
}
