import Testing

@testable import WireFormats

struct SpliceTests {
    private func apply(_ splices: [(Range<Int>, String)]) -> String {
        var output: [UInt8] = []
        Array("0123456789".utf8).withUnsafeBytes { bytes in
            splices.map { Splice(range: $0, text: Array($1.utf8)) }.append(bytes, to: &output)
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// In whatever order they are given; insertions before replacements at the same place.
    @Test func replaces() {
        #expect(apply([]) == "0123456789")
        #expect(apply([(8..<10, "x"), (0..<2, ""), (4..<4, "y")]) == "23y4567x")
        #expect(apply([(1..<3, "b"), (1..<1, "a")]) == "0ab3456789")
        #expect(apply([(0..<10, "")]).isEmpty)
    }
}
