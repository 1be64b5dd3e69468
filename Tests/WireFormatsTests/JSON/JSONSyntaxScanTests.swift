import TestSupport
import Testing
import ToolCallParsing

@testable import WireFormats

struct JSONSyntaxScanTests {
    private func error(_ text: String) -> JSONSyntaxError? {
        Array(text.utf8).withUnsafeBytes { JSONSyntaxScan.firstError(in: $0) }
    }

    @Test(arguments: [
        "null", " true ", "false", "0", "-0", "10", "0.5", "-1.5e+10", "1E-2", "\"\"", #""\"\\\/\b\f\n\r\t\u00e9""#,
        "[]", "{}", " [ ] ", "[1,[2,{}],\"x\"]", #"{"a":{"b":[1,2]},"c":null}"#, "\"Zürich 🌦\"", "\t{\r\n}\n",
    ])
    func accepts(_ text: String) { #expect(error(text) == nil) }

    @Test(
        arguments: zip(
            [
                "", "{", "[1", "{\"a\"", "{\"a\":", "\"abc", "[1,]", "{\"a\":1,}", "{a:1}", "01", "-", "1.", "1e", "+1",
                "nul",
                "\"\\x\"", "\"\\u12g4\"", "\"\u{01}\"", "1 2", "{} {}", "]", "[1}", "\u{FEFF}1", "'a'", "[1 2]",
            ],
            [0, 1, 2, 4, 5, 4, 3, 7, 1, 2, 1, 2, 2, 0, 0, 2, 5, 1, 2, 3, 0, 2, 0, 0, 3]))
    func refusesWithThePlace(_ text: String, _ offset: Int) { #expect(error(text)?.offset == offset) }

    @Test func refusesDepth() {
        let depth = JSONSyntaxScan.maximumDepth
        func nested(_ count: Int) -> String {
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(error(nested(depth)) == nil)
        #expect(error(nested(depth + 2))?.reason == .tooDeep)
        #expect(error(String(repeating: "[", count: 1_000_000))?.reason == .tooDeep)
    }

    /// The same verdict as the reader that builds values.
    @Test(arguments: 0..<300) func agreesWithTheReader(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var bytes = Array(#"{"a":[1,-2.5e3,true,null,"x\n\u00e9"],"b":{"c":"é","d":{}}}"#.utf8)
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(bytes.randomElement(using: &generator) ?? 0, at: place)
            default: bytes[place] = UInt8.random(in: 0x20..<0x7F, using: &generator)
            }
        }
        let isRead = (try? JSONValue(parsing: bytes)) != nil
        #expect(
            (bytes.withUnsafeBytes { JSONSyntaxScan.firstError(in: $0) } == nil) == isRead,
            "\(String(decoding: bytes, as: UTF8.self))")
    }
}
