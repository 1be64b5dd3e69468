import Testing

@testable import ToolCallParsing

/// Regular expressions of schemas: what they match, what is refused, and that no text makes them slow.
struct PatternProgramTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var matching: [String]
        var others: [String]
        var testDescription: String { pattern }

        init(_ pattern: String, _ matching: [String], not others: [String] = []) {
            self.pattern = pattern
            self.matching = matching
            self.others = others
        }
    }

    private static let signs: [Case] = [
        Case("", ["", "a"]), Case("b", ["b", "abc"], not: ["", "a", "B"]), Case("ab|cd", ["ab", "xcdx"], not: ["ac"]),
        Case("^a", ["a", "ab"], not: ["ba", "\na"]), Case("a$", ["a", "ba"], not: ["ab", "a\n"]),
        Case("^$", [""], not: ["a", "\n"]), Case("^ab|cd$", ["abx", "xcd"], not: ["xab", "cdx"]),
        Case("^(ab|cd)$", ["ab", "cd"], not: ["abx", "xcd"]),
        Case("^.$", ["a", "é", "🌦"], not: ["", "ab", "\n", "\r"]),
        Case("^a.c$", ["abc", "a c"], not: ["a\u{2028}c", "a\u{2029}c", "ac"]),
        Case("^a?b$", ["b", "ab"], not: ["aab"]), Case("^a*b$", ["b", "aaab"], not: ["ac"]),
        Case("^a+b$", ["ab", "aab"], not: ["b"]), Case("^a*?b$", ["b", "ab"]), Case("^a+?$", ["a", "aa"], not: [""]),
        Case("^a??$", ["", "a"], not: ["aa"]), Case("^a{2}$", ["aa"], not: ["a", "aaa"]),
        Case("^a{2,}$", ["aa", "aaaa"], not: ["a"]), Case("^a{1,3}$", ["a", "aa", "aaa"], not: ["", "aaaa"]),
        Case("^a{0}$", [""], not: ["a"]), Case("^a{0,1}$", ["", "a"], not: ["aa"]),
        Case("^(ab){2}?$", ["abab"], not: ["ab"]), Case("^a{0,}$", ["", "aaa"], not: ["b"]),
        Case("^(?:ab)+$", ["ab", "abab"], not: ["aba"]), Case("^(?<year>\\d{4})$", ["2024"], not: ["24"]),
        Case("^(a|)$", ["", "a"], not: ["b"]), Case("^(|a)+$", ["", "aa"], not: ["b"]),
        Case("^(a*)*$", ["", "aa"], not: ["b"]),
        Case("^(a*)+b$", ["b", "aab"], not: ["aac"]), Case("^(^)*(?:\\b)+a$", ["a"], not: ["-a"]),
        Case("^(^a)$", ["a"], not: ["ba"]),
        Case("a^b", [], not: ["ab", "a\nb"]),
        Case("a$b", [], not: ["ab", "a\nb"]), Case("()", ["", "a"]), Case("^(){3}a{1}$", ["a"], not: ["aa"]),
        Case("^(a{2}){2}$", ["aaaa"], not: ["aaa", "aaaaa"]),
        Case("^(a|ab)(c|bcd)$", ["abc", "abcd", "ac"], not: ["ab"]),
    ]
    private static let classes: [Case] = [
        Case("^[abc]$", ["a", "c"], not: ["d", "", "ab"]), Case("^[a-c]$", ["a", "b", "c"], not: ["d", "-", "A"]),
        Case("^[^a-c]$", ["d", "\n", "é", "-"], not: ["a", "c", ""]), Case("^[-a]$", ["-", "a"], not: ["b"]),
        Case("^[a-]$", ["-", "a"], not: ["b"]), Case("^[a\\-z]$", ["-", "a", "z"], not: ["b"]),
        Case("^[]$", [], not: ["", "a", "]"]), Case("^[^]$", ["a", "\n"], not: ["", "ab"]),
        Case("^[.*+?^$()|{}]$", ["."], not: ["a"]),
        Case("^[a^]$", ["^", "a"], not: ["b"]), Case("^[\\]]$", ["]"], not: ["\\"]),
        Case("^[\\\\]$", ["\\"], not: ["]"]),
        Case("^[[]$", ["["], not: ["a"]), Case("^[\\w-]+$", ["a_b-9"], not: ["a b", "é"]),
        Case("^[\\d-x]+$", ["5-x"], not: ["y", "."]), Case("^[a-\\d]+$", ["a-5"], not: ["b"]),
        Case("^[\\b]$", ["\u{8}"], not: ["b"]),
        Case("^[\\D]$", ["a"], not: ["5"]), Case("^[^\\D]$", ["5"], not: ["a"]),
        Case("^[\\s\\S]$", ["a", "\n"], not: [""]),
        Case("^[à-ü]$", ["é"], not: ["e", "ÿ"]), Case("^[🌀-🌿]$", ["🌦"], not: ["🚀"]),
        Case("^[a-cb-eg]$", ["a", "d", "e", "g"], not: ["f"]),
        Case("^[0-9A-Fa-f]{2}$", ["0f", "Ab"], not: ["0g", "@a", "`a"]),
        Case("^[?-@]$", ["?", "@"], not: [">", "A"]),
    ]
    private static let escapes: [Case] = [
        Case("^\\d$", ["0", "9"], not: ["/", ":", "a", "٣"]), Case("^\\D$", ["/", ":", "٣"], not: ["0", "9"]),
        Case("^\\w$", ["a", "Z", "0", "_"], not: ["-", "é", "@", "[", "`", "{"]),
        Case("^\\W$", ["-", "é"], not: ["a", "_"]),
        Case(
            "^\\s$", [" ", "\t", "\n", "\u{B}", "\u{C}", "\r", "\u{A0}", "\u{FEFF}", "\u{2003}", "\u{3000}"],
            not: ["a", "\u{200B}", "\u{85}"]),
        Case("^\\S$", ["a", "\u{200B}"], not: [" ", "\u{2028}"]), Case("^\\t\\n\\r\\f\\v\\0$", ["\t\n\r\u{C}\u{B}\0"]),
        Case("^\\x41\\u00e9$", ["Aé"], not: ["Ae"]), Case("^\\u{1F326}$", ["🌦"]),
        Case("^\\ud83c\\udf26$", ["🌦"], not: ["🚀"]),
        Case("^\\cJ$", ["\n"], not: ["J"]), Case("^a\\.b$", ["a.b"], not: ["axb"]),
        Case("^\\/\\-\\@\\:\\_\\ $", ["/-@:_ "]),
        Case("^\\^\\$\\\\\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|$", ["^$\\*+?()[]{}|"]),
        Case("\\bcat\\b", ["cat", "a cat!", "-cat-"], not: ["cats", "scat", "_cat"]),
        Case("\\Bcat", ["scat"], not: ["cat", "-cat"]),
        Case("^\\p{L}+$", ["aé中"], not: ["a1", ""]), Case("^\\p{Lu}$", ["A", "É"], not: ["a"]),
        Case("^\\P{L}$", ["1", " "], not: ["a"]), Case("^[\\p{Letter}\\p{Nd}_]+$", ["aé٣_"], not: ["a-b"]),
        Case("^[^\\p{L}]$", ["1"], not: ["é"]), Case("^\\p{gc=Decimal_Number}$", ["٣"], not: ["½"]),
        Case("^\\p{LC}$", ["a", "A"], not: ["中"]), Case("^\\p{Emoji}$", ["🌦"], not: ["a"]),
        Case("^\\p{Alphabetic}\\p{White_Space}\\p{ASCII}\\p{Any}$", ["é a中"], not: ["é é中"]),
        Case("^{a}]}$", ["{a}]}"]), Case("^a{$", ["a{"]), Case("^{{name}}$", ["{{name}}"]),
    ]
    /// Patterns that schemas really have.
    private static let common: [Case] = [
        Case("^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$", ["a.b@c.example"], not: ["a@b", "a b@c.de", "@c.de"]),
        Case(
            "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:\\d{2})?)?$",
            ["2024-05-06", "2024-05-06T07:08:09.1Z", "2024-05-06T07:08+02:00"], not: ["2024-5-6", "2024-05-06T"]),
        Case(
            "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", ["123e4567-e89b-12d3-a456-426614174000"],
            not: ["123e4567-e89b-12d3-a456-42661417400"]),
        Case("^https?://", ["http://a", "https://a"], not: ["ftp://a", "xhttp://a"]),
        Case("^(\\d{1,3}\\.){3}\\d{1,3}$", ["127.0.0.1"], not: ["127.0.0", "1277.0.0.1"]),
        Case("^[A-Za-z_][A-Za-z0-9_]{0,63}$", ["_a9", "a"], not: ["9a", "", "a-b"]),
        Case("^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", ["#fff", "#00FF00"], not: ["#ffff"]),
        Case("^/(?:[^/\\0]+/?)*$", ["/", "/a/b"], not: ["a", "//", "/a//b"]),
        Case("^(0|[1-9]\\d*)(\\.\\d+)?$", ["0", "10.5"], not: ["01", ".5"]),
    ]

    @Test(arguments: signs + classes + escapes + common) func matches(_ example: Case) throws {
        let program = try PatternProgram(example.pattern)
        for text in example.matching { #expect(matches(program, text) == true, "\(text.debugDescription)") }
        for text in example.others { #expect(matches(program, text) == false, "\(text.debugDescription)") }
    }

    private func matches(_ program: PatternProgram, _ text: String) -> Bool? {
        var steps = ArgumentValidator.maximumSteps
        return program.matches(text, steps: &steps)
    }

    /// What is not looked for, and what is said of it.
    @Test(arguments: [
        ("a(?=b)", "its pattern has a lookahead"), ("(?!b)a", "its pattern has a lookahead"),
        ("(?<=b)a", "its pattern has a lookbehind"), ("(?<!b)a", "its pattern has a lookbehind"),
        ("(a)\\1", "its pattern has a reference back"), ("(?<n>a)\\k<n>", "its pattern has a reference back"),
        ("(?i)a", "its pattern has flags or a group that ECMA-262 does not know"),
        ("(?P<n>a)", "its pattern has flags or a group that ECMA-262 does not know"),
        ("(?>a)", "its pattern has flags or a group that ECMA-262 does not know"),
        ("[[:alpha:]]", "its pattern has a class that ECMA-262 does not know"),
        ("a{,3}", "its pattern has a count that ECMA-262 does not know"),
        ("\\Aa", "its pattern has the escape \\A, which ECMA-262 does not know"),
        ("a\\Z", "its pattern has the escape \\Z, which ECMA-262 does not know"),
        ("\\012", "its pattern has an octal escape"),
        ("[\\1]", "its pattern has the escape \\1, which ECMA-262 does not know"),
        ("\\p{Script=Greek}", "its pattern has a property of characters that is not known here"),
        ("\\p{}", "its pattern has a property of characters that is not known here"),
        ("\\ud83d", "its pattern has half of a surrogate pair"),
        ("\\udf26", "its pattern has half of a surrogate pair"),
        ("(", "its pattern is no regular expression (a ( is not closed)"),
        (")", "its pattern is no regular expression (a ) closes nothing)"),
        ("[a", "its pattern is no regular expression (a [ is not closed)"),
        ("[b-a]", "its pattern is no regular expression (a range from more to less)"),
        ("*a", "its pattern is no regular expression (nothing to repeat)"),
        ("a**", "its pattern is no regular expression (nothing to repeat)"),
        ("a++", "its pattern is no regular expression (nothing to repeat)"),
        ("^*", "its pattern is no regular expression (nothing to repeat)"),
        ("\\b+", "its pattern is no regular expression (nothing to repeat)"),
        ("{2}", "its pattern is no regular expression (nothing to repeat)"),
        ("a{2,1}", "its pattern is no regular expression (a count from more to less)"),
        ("a{2", "its pattern is no regular expression (a count is not closed)"),
        ("a\\", "its pattern is no regular expression (it ends with a backslash)"),
        ("\\x4", "its pattern is no regular expression (an escape is cut short)"),
        ("\\u{110000}", "its pattern is no regular expression (no such character)"),
        ("\\u{}", "its pattern is no regular expression (an escape is not closed)"),
        ("\\c1", "its pattern is no regular expression (\\c without a letter)"),
        ("\\pL", "its pattern is no regular expression (a property without a name)"),
        ("a{1000001}", "its pattern is too large"), ("a{5000}", "its pattern is too large"),
        ("((a{100}){100}){100}", "its pattern is too large"),
        ("(((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}", "its pattern is too large"),
    ])
    func refuses(_ pattern: String, _ reason: String) {
        #expect(throws: PatternRefusal(reason: reason)) { try PatternProgram(pattern) }
    }

    @Test func sizesThatAreJustAllowed() throws {
        #expect(try PatternProgram("a{4998}").count == 4_999)
        #expect(throws: PatternRefusal.tooLarge) { try PatternProgram("a{4999}x") }
        let longest = String(repeating: "a", count: PatternReader.maximumLength)
        #expect(try PatternProgram(longest).count == PatternReader.maximumLength + 1)
        #expect(throws: PatternRefusal.tooLarge) { try PatternProgram(longest + "a") }
        func groups(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
        }
        #expect(try PatternProgram(groups(PatternReader.maximumDepth)).count == 2)
        #expect(throws: PatternRefusal.tooLarge) { try PatternProgram(groups(PatternReader.maximumDepth + 1)) }
    }

    /// What stops matchers that go back: each takes no more steps than the product of both lengths, and a little.
    @Test(arguments: [
        String(repeating: "a?", count: 60) + "b", "^(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*)(.*)b", "a*a*b", ".*.*=",
        "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "^(a?){60}a{60}$", "([a-zA-Z]+)*$", "(a*)*b",
        "((a{1,9}){1,9}){1,9}b",
    ])
    func isLinear(_ pattern: String) throws {
        let program = try PatternProgram("^" + pattern)
        for text in [String(repeating: "a", count: 40), String(repeating: "a", count: 400) + "!"] {
            let bound = (text.count + 1) * (3 * program.count + 3)
            var steps = bound
            #expect(program.matches(text, steps: &steps) != nil, "\(bound) steps for \(program.count) instructions")
        }
    }

    @Test func stopsWhereTheStepsEnd() throws {
        let program = try PatternProgram("^a*$")
        var steps = 1_000
        #expect(program.matches(String(repeating: "a", count: 100), steps: &steps) == true)
        #expect((1..<1_000).contains(steps))
        steps = 1_000
        #expect(program.matches(String(repeating: "a", count: 10_000), steps: &steps) == nil)
        #expect(steps == 0)
    }
}
