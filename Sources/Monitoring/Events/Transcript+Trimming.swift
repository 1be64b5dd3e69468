/// What is left out of a transcript that has become too long: of the longest parts the middle, of reasoning before anything
/// else, of calls last.
extension Transcript {
    /// It may grow beyond its bounds by this share, so that not each piece that comes moves all that is there.
    private static let slack = 1.25
    /// Bytes that are kept of a part, half of them from its end: less and less until all fits.
    private static let mostKept = maximumRawBytes / 4
    private static let leastKept = 1 << 10

    private func fits(within share: Double) -> Bool {
        Double(raw.count) <= share * Double(Self.maximumRawBytes)
            && Double(partBytes) <= share * Double(Self.maximumPartBytes)
            && Double(parts.count) <= share * Double(Self.maximumParts)
    }

    mutating func trim() {
        guard !fits(within: Self.slack) else { return }
        for rank in TrimmingRank.allCases {
            var kept = Self.mostKept
            while kept >= Self.leastKept, !fits(within: 1) {
                shorten(to: kept, rank)
                kept /= 2
            }
        }
        if parts.count > Self.maximumParts { dropMiddleParts() }
        // What nobody has said anything about yet, or what there is too much of in too many pieces.
        if raw.count > Self.maximumRawBytes {
            let half = Self.maximumRawBytes / 2
            let range = boundary(half)..<boundary(raw.count - half)
            let index = parts.firstIndex { $0.span.lowerBound >= range.lowerBound } ?? parts.count
            parts.insert(
                TranscriptPart(.gap(bytes: range.count, call: nil), span: range.lowerBound..<range.lowerBound),
                at: index)
            remove([range])
        }
        partBytes = parts.reduce(0) { $0 + $1.text.utf8.count }
    }

    private mutating func shorten(to kept: Int, _ rank: TrimmingRank) {
        var result: [TranscriptPart] = []
        result.reserveCapacity(parts.count + 8)
        var removed: [Range<Int>] = []
        for part in parts {
            guard part.kind.rank == rank, let cut = PartCut(part, kept: kept, after: result.last, raw: raw) else {
                result.append(part)
                continue
            }
            if cut.joinsGap { result.removeLast() }
            result += cut.parts
            if !cut.removed.isEmpty { removed.append(cut.removed) }
        }
        parts = result
        partBytes = parts.reduce(0) { $0 + $1.text.utf8.count }
        remove(removed)
    }

    private mutating func dropMiddleParts() {
        let half = Self.maximumParts / 2
        let gone = parts[half..<parts.count - half]
        guard let first = gone.first, let start = gone.map(\.span.lowerBound).min(),
            let end = gone.map(\.span.upperBound).max()
        else { return }
        let bytes = max(end - start, gone.reduce(0) { $0 + $1.text.utf8.count })
        let gap = TranscriptPart(.gap(bytes: bytes, call: nil), span: first.span.lowerBound..<first.span.lowerBound)
        parts.replaceSubrange(half..<parts.count - half, with: [gap])
        if start < end { remove([start..<end]) }
    }

    /// The first byte of the character at a place of the raw text.
    private func boundary(_ place: Int) -> Int {
        var place = place
        while place > 0, place < raw.count, raw[place] & 0xC0 == 0x80 { place -= 1 }
        return place
    }

    // MARK: Places

    /// Takes ranges out of the raw text, and moves what comes after them.
    private mutating func remove(_ ranges: [Range<Int>]) {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, last.upperBound >= range.lowerBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        guard !merged.isEmpty else { return }
        let move = PlaceMap(removed: merged)
        var kept: [UInt8] = []
        var position = 0
        for range in merged {
            kept += raw[position..<range.lowerBound]
            position = range.upperBound
        }
        kept += raw[position...]
        raw = kept
        for index in parts.indices {
            let span = parts[index].span
            parts[index].span = move(span.lowerBound)..<max(move(span.lowerBound), move(span.upperBound))
        }
        moveGaps(merged, move)
    }

    private mutating func moveGaps(_ removed: [Range<Int>], _ move: PlaceMap) {
        var bytes: [Int: Int] = [:]
        for range in removed { bytes[move(range.lowerBound), default: 0] += range.count }
        for gap in gaps { bytes[move(gap.at), default: 0] += gap.bytes }
        gaps = bytes.sorted { $0.key < $1.key }.map { Gap(at: $0.key, bytes: $0.value) }
    }

    /// Where a byte of the whole raw text stands in what is kept of it.
    func kept(_ place: Int) -> Int {
        var left = 0
        for gap in gaps {
            let start = gap.at + left
            if place <= start { break }
            if place < start + gap.bytes { return gap.at }
            left += gap.bytes
        }
        return place - left
    }

    /// Which byte of the whole raw text stands at a place of what is kept of it.
    package func original(_ place: Int) -> Int {
        gaps.reduce(place) { $1.at <= place ? $0 + $1.bytes : $0 }
    }
}

/// What is given up first.
private enum TrimmingRank: CaseIterable {
    case reasoning, text, call
}

extension TranscriptPart.Kind {
    fileprivate var rank: TrimmingRank? {
        switch self {
        case .reasoning: .reasoning
        case .content, .notice, .removed: .text
        case .call, .arguments: .call
        case .repair, .nearMiss, .gap: nil
        }
    }
}

/// Where places of a text stand once ranges have been taken out of it.
private struct PlaceMap {
    /// In order, none overlapping another.
    var removed: [Range<Int>]

    func callAsFunction(_ place: Int) -> Int {
        var left = 0
        for range in removed {
            if place <= range.lowerBound { break }
            if place < range.upperBound { return range.lowerBound - left }
            left += range.count
        }
        return place - left
    }
}

/// A part without its middle.
private struct PartCut {
    /// What stands in its place.
    private(set) var parts: [TranscriptPart] = []
    /// Of the raw text.
    private(set) var removed = 0..<0
    /// What is left out joins what is left out before it.
    private(set) var joinsGap = false

    /// `nil`: it is no longer than `kept` bytes.
    init?(_ part: TranscriptPart, kept: Int, after former: TranscriptPart?, raw: [UInt8]) {
        let text = Array(part.text.utf8)
        let span = part.span.clamped(to: 0..<raw.count)
        guard max(text.count, span.count) > kept else { return nil }
        var bytesBefore = 0
        if let former, case .gap(let bytes, _) = former.kind { (joinsGap, bytesBefore) = (true, bytes) }
        let head = joinsGap ? 0 : kept / 2
        let tail = kept - head
        let inText = Self.middle(text[...], head, tail)
        let inRaw = Self.middle(raw[span], head, tail)
        removed = inRaw
        var (first, last) = (part, part)
        first.text = String(decoding: text[..<inText.lowerBound], as: UTF8.self)
        first.span = span.lowerBound..<inRaw.lowerBound
        last.text = String(decoding: text[inText.upperBound...], as: UTF8.self)
        last.span = inRaw.upperBound..<max(span.upperBound, inRaw.upperBound)
        var call: Int?
        switch part.kind {
        case .call(let index, _, _, _):
            call = index
            last.kind = .arguments(index: index)
        case .arguments(let index): call = index
        default: break
        }
        let bytes = bytesBefore + max(inText.count, inRaw.count)
        let gap = TranscriptPart(.gap(bytes: bytes, call: call), span: inRaw.lowerBound..<inRaw.lowerBound)
        parts = joinsGap ? [gap, last] : [first, gap, last]
    }

    /// What lies between the first and the last bytes, at the borders of characters; empty where there is no more.
    private static func middle(_ bytes: ArraySlice<UInt8>, _ head: Int, _ tail: Int) -> Range<Int> {
        guard bytes.count > head + tail else { return bytes.endIndex..<bytes.endIndex }
        var (start, end) = (bytes.startIndex + head, bytes.endIndex - tail)
        while start > bytes.startIndex, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        while end > start, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return start..<end
    }
}
