import Testing

@testable import ProxyEngine

struct GlobTests {
    @Test(arguments: [
        ("", ""), ("*", ""), ("*", "a"), ("a", "A"), ("?", "é"), ("a*c", "abbc"), ("*b*", "abc"), ("a*b*c", "a-b-b-c"),
        ("**", "x"), ("qwen3-*-instruct", "Qwen3-30B-A3B-Instruct"), ("*ab", "aab"), ("*.gguf", "models/x.gguf"),
    ])
    func matches(_ sample: (String, String)) { #expect(Glob.matches(sample.0, sample.1)) }

    @Test(arguments: [("", "a"), ("a", ""), ("?", ""), ("?", "ab"), ("a*c", "ab"), ("*b", "ba"), ("a", "b")])
    func doesNotMatch(_ sample: (String, String)) { #expect(!Glob.matches(sample.0, sample.1)) }

    /// Many stars cost no more than pattern times name.
    @Test func isNotExponential() {
        #expect(!Glob.matches(String(repeating: "*a", count: 200) + "b", String(repeating: "a", count: 2000)))
    }
}
