/// Whether the letters of a pattern stand in a text in their order, and how well: at the beginnings of words and beside
/// each other they count for more.
struct FuzzyMatch: Equatable {
    /// More is better.
    var score: Int
    /// Where the letters stand, in bytes of the text.
    var places: [Int]

    /// `nil`: not all letters are there. ASCII letters are compared without case.
    init?(_ pattern: String, in text: String) {
        let pattern = Self.folded(pattern).filter { $0 != 0x20 }
        let text = Self.folded(text)
        guard !pattern.isEmpty, pattern.count <= text.count else { return nil }
        var best: FuzzyMatch?
        // From each place where the first letter begins a word, and from the first one at all.
        var hasFirst = false
        for start in text.indices where text[start] == pattern[0] && (!hasFirst || Self.isWordStart(start, text)) {
            hasFirst = true
            if let found = Self.match(pattern, text, from: start), found.score > best?.score ?? .min { best = found }
        }
        guard let best else { return nil }
        self = best
    }

    private init(score: Int, places: [Int]) {
        self.score = score
        self.places = places
    }

    /// `start`: where the first letter stands.
    private static func match(_ pattern: [UInt8], _ text: [UInt8], from start: Int) -> FuzzyMatch? {
        var places: [Int] = []
        var score = start == 0 ? 12 : 0
        var index = start
        for letter in pattern {
            // A letter that begins a word is taken before one in the middle of the current one.
            let isNext = index < text.count && text[index] == letter
            let place =
                isNext
                ? index
                : text.indices[index...].first { text[$0] == letter && isWordStart($0, text) }
                    ?? text.indices[index...].first { text[$0] == letter }
            guard let place else { return nil }
            if isWordStart(place, text) { score += 8 }
            if place == places.last.map({ $0 + 1 }) {
                score += 5
            } else if !places.isEmpty {
                score -= min(3, place - index)
            }
            places.append(place)
            index = place + 1
        }
        // Of two that fit alike the shorter one is meant.
        return FuzzyMatch(score: score * 4 - text.count / 4, places: places)
    }

    private static func isWordStart(_ index: Int, _ text: [UInt8]) -> Bool {
        index == 0 || " -_#/:.".utf8.contains(text[index - 1])
    }

    private static func folded(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
