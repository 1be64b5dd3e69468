import Testing

@testable import ToolCallParsing

/// Random patterns against what they mean: the places at which a match that begins at a place may end, by the definition of
/// each sign. Nothing of it is shared with the matcher.
struct PatternPropertyTests {
    indirect enum Sample {
        case scalar(Character)
        case set([Character], isInverted: Bool)
        case any, start, end, boundary, noBoundary
        case sequence([Sample])
        case choice([Sample])
        case repeated(Sample, Int, Int?)

        /// As it is written.
        var text: String {
            switch self {
            case .scalar(let scalar): "\(scalar)"
            case .set(let members, let isInverted): "[\(isInverted ? "^" : "")\(String(members))]"
            case .any: "."
            case .start: "^"
            case .end: "$"
            case .boundary: "\\b"
            case .noBoundary: "\\B"
            case .sequence(let parts): parts.map(\.text).joined()
            case .choice(let branches): "(" + branches.map(\.text).joined(separator: "|") + ")"
            case .repeated(let inner, let least, let most): "(?:\(inner.text))" + Self.count(least, most)
            }
        }

        private static func count(_ least: Int, _ most: Int?) -> String {
            switch (least, most) {
            case (0, nil): "*"
            case (1, nil): "+"
            case (0, 1): "?"
            case (_, nil): "{\(least),}"
            case (_, .some(let most)): least == most ? "{\(least)}" : "{\(least),\(most)}"
            }
        }

        /// Where a match from `start` may end.
        func ends(_ text: [Character], from start: Int) -> Set<Int> {
            func one(_ accepts: (Character) -> Bool) -> Set<Int> {
                start < text.count && accepts(text[start]) ? [start + 1] : []
            }
            func isWord(_ index: Int) -> Bool { text.indices.contains(index) && "ab_".contains(text[index]) }
            switch self {
            case .scalar(let scalar): return one { $0 == scalar }
            case .set(let members, let isInverted): return one { members.contains($0) != isInverted }
            case .any: return one { $0 != "\n" }
            case .start: return start == 0 ? [start] : []
            case .end: return start == text.count ? [start] : []
            case .boundary: return isWord(start - 1) != isWord(start) ? [start] : []
            case .noBoundary: return isWord(start - 1) == isWord(start) ? [start] : []
            case .sequence(let parts):
                return parts.reduce([start]) { places, part in
                    places.reduce(into: []) { $0.formUnion(part.ends(text, from: $1)) }
                }
            case .choice(let branches): return branches.reduce(into: []) { $0.formUnion($1.ends(text, from: start)) }
            case .repeated(let inner, let least, let most):
                func again(_ places: Set<Int>) -> Set<Int> {
                    places.reduce(into: []) { $0.formUnion(inner.ends(text, from: $1)) }
                }
                var places: Set<Int> = [start]
                for _ in 0..<least { places = again(places) }
                var all = places
                // What is matched more often than the text is long is matched without a scalar.
                for _ in 0..<min((most ?? .max) - least, text.count + 1) {
                    places = again(places)
                    all.formUnion(places)
                }
                return all
            }
        }

        func matches(_ text: [Character]) -> Bool { (0...text.count).contains { !ends(text, from: $0).isEmpty } }
    }

    private static let alphabet: [Character] = ["a", "b", "-", "_", "é", "\n"]

    private static func sample(_ generator: inout SeededGenerator, depth: Int) -> Sample {
        func scalar() -> Character { alphabet.dropLast().randomElement(using: &generator) ?? "a" }
        switch Int.random(in: 0..<(depth > 0 ? 13 : 8), using: &generator) {
        case 0...2: return .scalar(scalar())
        case 3:
            let members = Set((0..<Int.random(in: 1...3, using: &generator)).map { _ in scalar() })
            // A hyphen between others would be a range.
            return .set(
                members.filter { $0 != "-" }.sorted() + (members.contains("-") ? ["-"] : []),
                isInverted: .random(using: &generator))
        case 4: return .any
        case 5: return .start
        case 6: return .end
        case 7: return Bool.random(using: &generator) ? .boundary : .noBoundary
        case 8...9:
            return .sequence(
                (0..<Int.random(in: 0...3, using: &generator)).map { _ in sample(&generator, depth: depth - 1) })
        case 10:
            return .choice(
                (0..<Int.random(in: 1...3, using: &generator)).map { _ in sample(&generator, depth: depth - 1) })
        default:
            let least = Int.random(in: 0...3, using: &generator)
            let most = Bool.random(using: &generator) ? nil : least + Int.random(in: 0...2, using: &generator)
            return .repeated(sample(&generator, depth: depth - 1), least, most)
        }
    }

    @Test(arguments: 0..<40) func meansWhatItsSignsMean(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var found = (matching: 0, others: 0)
        for _ in 0..<50 {
            let sample = Self.sample(&generator, depth: 4)
            let program = try PatternProgram(sample.text)
            for _ in 0..<8 {
                let text = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    Self.alphabet.randomElement(using: &generator) ?? "a"
                }
                let expected = sample.matches(text)
                var steps = 1_000_000
                #expect(
                    program.matches(String(text), steps: &steps) == expected,
                    "\(sample.text.debugDescription) in \(String(text).debugDescription)")
                if expected { found.matching += 1 } else { found.others += 1 }
            }
        }
        // Both answers were asked for.
        #expect(found.matching > 20 && found.others > 20)
    }
}
