import Testing

@testable import ProxyEngine

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

    /// Many runs over a long text that nearly fits: time stays a product, not a power.
    @Test func manyRuns() {
        let glob = String(repeating: "*a", count: 200) + "b"
        #expect(!pattern(glob).matches(String(repeating: "a", count: 512)))
    }
}
