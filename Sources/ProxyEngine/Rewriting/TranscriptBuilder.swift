import Monitoring

/// Collects what a choice's transcript gains, as bytes; text is made of it only when someone looks.
struct TranscriptBuilder {
    private struct Piece {
        var kind: TranscriptPart.Kind
        var bytes: Range<Int>
        var span: Range<Int>
    }
    /// Room that is kept for what comes next.
    private static let keptCapacity = 16 << 10
    private static let keptPieces = 64

    private var raw: [UInt8] = []
    private var text: [UInt8] = []
    private var pieces: [Piece] = []
    /// Bytes of model text so far.
    private(set) var rawCount = 0

    var isEmpty: Bool { raw.isEmpty && pieces.isEmpty }

    mutating func appendRaw(_ bytes: UnsafeRawBufferPointer) {
        raw.append(contentsOf: bytes)
        rawCount += bytes.count
    }

    mutating func append(_ kind: TranscriptPart.Kind, _ bytes: UnsafeRawBufferPointer, span: Range<Int>) {
        let start = text.count
        text.append(contentsOf: bytes)
        if let last = pieces.last, last.kind == kind, last.bytes.upperBound == start, kind.isContinuous {
            pieces[pieces.count - 1].bytes = last.bytes.lowerBound..<text.count
            pieces[pieces.count - 1].span = last.span.lowerBound..<max(last.span.upperBound, span.upperBound)
        } else {
            pieces.append(Piece(kind: kind, bytes: start..<text.count, span: span))
        }
    }

    mutating func mark(_ kind: TranscriptPart.Kind, span: Range<Int>) {
        append(kind, UnsafeRawBufferPointer(start: nil, count: 0), span: span)
    }

    /// Takes what came since the last call.
    mutating func take(choice: Int) -> TranscriptDelta {
        let parts = pieces.map { piece in
            TranscriptPart(piece.kind, text: String(decoding: text[piece.bytes], as: UTF8.self), span: piece.span)
        }
        let delta = TranscriptDelta(choice: choice, raw: raw, parts: parts)
        // The delta has taken it over: to keep room would be to allocate it anew.
        raw = []
        text.removeAll(keepingCapacity: text.capacity <= Self.keptCapacity)
        pieces.removeAll(keepingCapacity: pieces.capacity <= Self.keptPieces)
        return delta
    }
}

extension TranscriptPart.Kind {
    /// Pieces of this kind that follow each other are one.
    fileprivate var isContinuous: Bool {
        switch self {
        case .reasoning, .content, .arguments, .removed: true
        case .notice, .call, .repair, .nearMiss, .gap: false
        }
    }
}
