import TestSupport
import Testing

@testable import Monitoring

struct FilterPatternTests {
    private func pattern(_ text: String, _ extent: FilterPattern.Extent = .whole) -> FilterPattern {
        let bytes = Array(text.utf8)
        return FilterPattern(bytes, literal: bytes.map { _ in false }, extent: extent)
    }

    /// Against the plain definition: a run is nothing, or a byte and the run again.
    @Test(arguments: 0..<8)
    func agreesWithTheDefinition(_ seed: UInt64) {
        func matches(_ glob: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
            guard let first = glob.first else { return text.isEmpty }
            if first == UInt8(ascii: "*") {
                return matches(glob.dropFirst(), text) || (!text.isEmpty && matches(glob, text.dropFirst()))
            }
            guard let byte = text.first, first == UInt8(ascii: "?") || first == byte else { return false }
            return matches(glob.dropFirst(), text.dropFirst())
        }
        var random = SeededGenerator(seed: seed)
        var hits = 0
        for _ in 0..<2_000 {
            let glob = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Array("ab*?".utf8).randomElement(using: &random) ?? 0
            }
            let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                Array("ab".utf8).randomElement(using: &random) ?? 0
            }
            let expected = matches(glob[...], text[...])
            if expected { hits += 1 }
            let (globText, plain) = (String(decoding: glob, as: UTF8.self), String(decoding: text, as: UTF8.self))
            #expect(pattern(globText).matches(plain) == expected, "\(globText) \(plain)")
            #expect(pattern(globText, .part).matches(plain) == pattern("*\(globText)*").matches(plain))
        }
        #expect(hits > 100)
    }

    /// Patterns of more than 64 places, around each border of the words that their states are kept in.
    @Test(arguments: [62, 63, 64, 65, 127, 128, 129, 1_000])
    func longPatterns(_ length: Int) {
        let letters = (0..<length).map { Array("abcdefg".utf8)[$0 % 7] }
        let text = String(decoding: letters, as: UTF8.self)
        #expect(pattern(text).matches(text.uppercased()))
        #expect(!pattern(text).matches(text + "a"))
        #expect(!pattern(text).matches(String(text.dropLast())))
        #expect(pattern(text, .part).matches("xx" + text + "yy"))
        #expect(!pattern(text, .part).matches("xx" + text.dropLast() + "xyy"))
        let gap = String(text.prefix(length / 2)) + "*" + text.suffix(length - length / 2)
        #expect(
            pattern(gap).matches(text)
                && pattern(gap).matches(text.prefix(length / 2) + "--" + text.suffix(length - length / 2)))
        #expect(!pattern(gap).matches(text.dropLast() + "?"))
        let any = String(repeating: "?", count: length)
        #expect(pattern(any).matches(text) && !pattern(any).matches(text + "a"))
    }

    /// A byte takes the same steps whatever the text holds, and the longest pattern that a filter can have sets the most.
    @Test func stepsGoByTheLengthOfThePattern() {
        #expect(pattern("a*b?").stepsPerByte == 1)
        #expect(pattern(String(repeating: "a", count: RequestFilter.maximumBytes)).stepsPerByte == 17)
    }

    /// Many runs over a long text that nearly fits.
    @Test func manyRuns() {
        let glob = String(repeating: "*a", count: 500) + "b"
        #expect(!pattern(glob).matches(String(repeating: "a", count: 100_000)))
    }
}
