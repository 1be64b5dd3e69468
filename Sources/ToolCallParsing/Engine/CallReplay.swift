/// A call read once more, as far as it was handed out: what that was, and which part of its text it was made of.
struct CallReplay {
    /// The arguments that were handed out, as JSON.
    private(set) var given: [UInt8] = []
    /// Where the text begins, in the call's, of which nothing has been handed out.
    private(set) var rest = 0

    private let written: [UInt8]
    private let base: Int
    private let isFinal: Bool
    private let count: Int
    private let context: BodyContext

    private struct Reading {
        var body: any CallBody
        var output = ArgumentText()
        var index = 0
        /// How much of the text it has been shown.
        var shown = 0
        var isNamed = false
        var isOver = false
    }

    /// Steps become smaller near the place that is looked for: a reader takes all that it is shown, and what it does not
    /// hand out yet is to be left aside.
    private static let steps = [1 << 14, 1 << 8, 1]
    /// Bytes of a value that is given all at once which are looked for before the step that gave it.
    private static let maximumCollected = 64

    /// `written`: the call's text, at `base` in the message; `count`: bytes of its arguments that were handed out;
    /// `body`: a new reader of it.
    init(
        _ written: [UInt8], at base: Int, isFinal: Bool, upTo count: Int, by body: any CallBody, _ context: BodyContext
    ) {
        self.written = written
        self.base = base
        self.isFinal = isFinal
        self.count = count
        self.context = context
        var reading = Reading(body: body)
        for step in Self.steps.dropLast() {
            while true {
                var next = reading
                show(step, to: &next)
                if hasReached(next) || next.shown == written.count { break }
                reading = next
            }
        }
        var (index, length) = (0, 0)
        while !hasReached(reading), reading.shown < written.count {
            (index, length) = (reading.index, reading.output.bytes.count)
            show(1, to: &reading)
        }
        given = Array(reading.output.bytes.prefix(count))
        rest = end(of: given.dropFirst(length), in: index..<reading.index)
    }

    private func hasReached(_ reading: Reading) -> Bool {
        reading.isOver || reading.isNamed && reading.output.bytes.count >= count
    }

    private func show(_ step: Int, to reading: inout Reading) {
        reading.shown = min(reading.shown + step, written.count)
        let shown = reading.shown
        written.withUnsafeBytes { bytes in
            let text = RawText(
                bytes: UnsafeRawBufferPointer(rebasing: bytes[..<shown]), base: base,
                isFinal: isFinal && shown == bytes.count)
            while !hasReached(reading) {
                switch reading.body.consume(text, &reading.index, context, into: &reading.output) {
                case .named: reading.isNamed = true
                case .identified, .argumentsEnded: continue
                case .needsMore: return
                case .ended, .failed: reading.isOver = true
                }
            }
        }
    }

    /// Where `piece` ends in the part of the text that it was made of: as much of it as stands there may have waited for what
    /// follows. The part's end where it is written otherwise.
    private func end(of piece: ArraySlice<UInt8>, in part: Range<Int>) -> Int {
        let piece = piece.map(Self.folded)
        for length in stride(from: min(piece.count, max(part.count, Self.maximumCollected)), to: 0, by: -1) {
            let isHere = { (place: Int) in
                written[place..<place + length].lazy.map(Self.folded).elementsEqual(piece.suffix(length))
            }
            let starts = part.lowerBound..<max(part.lowerBound, part.upperBound - length + 1)
            if let place = starts.first(where: isHere) { return place + length }
            // The reader may have collected it before; a byte by itself stands anywhere.
            let before = max(0, part.lowerBound - piece.count)..<part.lowerBound
            let fits = { (place: Int) in place + length <= part.upperBound && isHere(place) }
            if length > 1, let place = before.last(where: fits) { return place + length }
        }
        return part.upperBound
    }

    /// Quotes and literals may be spelled in another way.
    private static func folded(_ byte: UInt8) -> UInt8 {
        byte == UInt8(ascii: "'") ? UInt8(ascii: "\"") : byte.lowercased
    }
}
