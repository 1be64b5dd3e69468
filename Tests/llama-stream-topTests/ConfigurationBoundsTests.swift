import Testing

@testable import llama_stream_top

/// Nothing that is in a file keeps the program busy.
struct ConfigurationBoundsTests {
    /// Nine lines, each of which stands for ten of the one before it.
    private static func bomb(_ line: (String) -> String) -> String {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
        return "a: &a [x]\n" + zip(names, names.dropFirst()).map { "\($1): &\($1) \(line($0))\n" }.joined()
    }

    /// Ten aliases of one name.
    private static func ten(_ name: String) -> String {
        [String](repeating: "*" + name, count: 10).joined(separator: ", ")
    }

    private static let ones = [String](repeating: "1", count: 30_000).joined(separator: ",")

    /// What is refused, and a word of the reason.
    private static let faults: [(reason: String, yaml: String)] = [
        ("aliases", bomb { "[" + ten($0) + "]" }),
        ("aliases", bomb { "{? [" + ten($0) + "] : 1}" }),
        ("aliases", bomb { name in "\n" + String(repeating: "  - *" + name + "\n", count: 10) }),
        ("256 KiB", "a: " + String(repeating: "x", count: 300_000)),
        ("values", "a: [" + [ones, ones, ones, ones].joined(separator: ",") + "]"),
        ("values", "a: &a [" + ones + "]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]"),
        ("is not YAML", "a: " + String(repeating: "[", count: 100_000)),
    ]

    @Test(arguments: faults)
    func bombs(reason: String, yaml: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationFile(path: "c.yaml", yaml: yaml)
        }
        #expect(error.lines.count == 1)
        #expect(error.lines.first?.contains(reason) == true, "\(error.lines)")
    }

    /// A few aliases are a way to write something once.
    @Test func aliases() throws {
        let yaml = """
            backends:
              - {url: "http://a:1", models: &m ["qwen*", 'x *y', "*"]} # not *this, nor *that
              - {url: "http://b:1", models: *m}
            """
        #expect(AliasCount.of(yaml) == 1)
        let resolved = try ResolvedSettings(SettingSources(file: try ConfigurationFile(path: "c.yaml", yaml: yaml)))
        #expect(resolved.settings.backends.map(\.models) == [["qwen*", "x *y", "*"], ["qwen*", "x *y", "*"]])
    }

    @Test(arguments: [
        ("a: *b", 1), ("a: [*b,*c , *d]", 3), ("- *a\n- *b", 2), ("? *a\n: *b", 2), ("a: x *b", 0), ("a: b*c", 0),
        ("a: '*b'", 0), (#"a: "\"*b" "#, 0), ("a: b # *c", 0), ("{*a : *b}", 2), ("*a : 1", 1),
    ])
    func countsAliases(yaml: String, count: Int) { #expect(AliasCount.of(yaml) == count) }

    /// A file that never ends is not read to its end.
    @Test func endlessFile() throws {
        let error = try #require(throws: ConfigurationError.self) { try ConfigurationFile(path: "/dev/zero") }
        #expect(error.lines.first?.contains("256 KiB") == true)
    }
}
