import Testing

@testable import ToolCallParsing

struct PythonCallBodyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var json: String
        var end: BodyReading.End
        var testDescription: String { text }

        init(_ text: String, _ json: String, _ end: BodyReading.End = .ended) {
            self.text = text
            self.json = json
            self.end = end
        }
    }

    private static let driver: BodyDriver<PythonCallBody> = {
        let schema = try? JSONValue(
            parsing: """
                {"properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "metric": {"type": "boolean"}}}
                """)
        return BodyDriver(
            make: { PythonCallBody() },
            tools: [ToolDeclaration(name: "f", parameters: schema), ToolDeclaration(name: "now")])
    }()

    private static let cases: [Case] = [
        Case("f()", "{}"),
        Case(" f ( )", "{}"),
        Case(#"f(city="Oslo")"#, #"{"city":"Oslo"}"#),
        Case("f(city='Oslo', days=2)", #"{"city":"Oslo","days":2}"#),
        Case("f( city = 'Oslo' ,\n days = 2 , )", #"{"city":"Oslo","days":2}"#),
        Case("print(f(city='Oslo'))", #"{"city":"Oslo"}"#),
        Case("print( f(city='Oslo') )", #"{"city":"Oslo"}"#),
        Case(
            "f(a=True, b=False, c=None, d=true, e=false, g=null)",
            #"{"a":true,"b":false,"c":null,"d":true,"e":false,"g":null}"#),
        Case("f(from=1, class='x', lambda=None)", #"{"from":1,"class":"x","lambda":null}"#),
        Case(
            "f(a=07, b=+5, c=1_000, d=.5, e=5., g=-1.5e10, h=0xFF, i=0, j=1.e3)",
            #"{"a":7,"b":5,"c":1000,"d":0.5,"e":5.0,"g":-1.5e10,"h":255,"i":0,"j":1.0e3}"#),
        Case("f(city=0042)", #"{"city":"0042"}"#),
        Case("f(city=42, metric='True', days='5')", #"{"city":"42","metric":"True","days":"5"}"#),
        Case(#"f(a='it\'s', b="say \"x\"")"#, #"{"a":"it's","b":"say \"x\""}"#),
        Case(#"f(a='\n\t\r\\\a\b\f\v\0')"#, #"{"a":"\n\t\r\\\u0007\b\f\u000b\u0000"}"#),
        Case(#"f(a='\x41\u00e9\U0001F600\101')"#, #"{"a":"Aé😀A"}"#),
        Case(#"f(a='\ud83d\ude00 \ud83d x')"#, #"{"a":"😀 \#u{FFFD} x"}"#),
        Case(#"f(a='\d \* \xZZ \N{DASH}')"#, #"{"a":"\\d \\* \\xZZ \\N{DASH}"}"#),
        Case("f(a='one \\\ntwo')", #"{"a":"one two"}"#),
        Case(
            #"f(a=r'\d\'x', b=f"v", c=b'q', d=u'w', e=rb'\n')"#,
            #"{"a":"\\d\\'x","b":"v","c":"q","d":"w","e":"\\n"}"#),
        Case("f(a='''one\n'two' \"three\"''')", #"{"a":"one\n'two' \"three\""}"#),
        Case(#"f(a="""say "hi"""")"#, #"{"a":"say \"hi\""}"#),
        Case(
            "f(a=\"\"\"def g():\n    \"\"\"doc\"\"\"\n    pass\n\"\"\")",
            #"{"a":"def g():\n    \"\"\"doc\"\"\"\n    pass\n"}"#),
        Case("f(a='', b=\"\", c='''''')", #"{"a":"","b":"","c":""}"#),
        Case("f(a='x' 'y'\n\"z\")", #"{"a":"xyz"}"#),
        Case("f(a='x''y')", #"{"a":"xy"}"#),
        Case("f(a=('x' 'y'), b=(1), c=([1]))", #"{"a":"xy","b":1,"c":[1]}"#),
        Case("f(a='x\ny\tz')", #"{"a":"x\ny\tz"}"#),
        Case(#"f(a="He said "hello" to me", b=1)"#, #"{"a":"He said \"hello\" to me","b":1}"#),
        Case(#"f(a='it's fine', b='don't')"#, #"{"a":"it's fine","b":"don't"}"#),
        Case(#"f(a="print("hi")")"#, #"{"a":"print(\"hi\")"}"#),
        Case(#"f(a="<a class="x" id="y">t</a>")"#, #"{"a":"<a class=\"x\" id=\"y\">t</a>"}"#),
        Case(#"f(a="print("".join(x))")"#, #"{"a":"print(\"\".join(x))"}"#),
        Case("f(a=[1, 'x', [True, None], []])", #"{"a":[1,"x",[true,null],[]]}"#),
        Case("f(a=(1, 2), b=(1,), c=())", #"{"a":[1,2],"b":[1],"c":[]}"#),
        Case("f(a={'k': 1, \"l\": {'m': (1, 2)}, })", #"{"a":{"k":1,"l":{"m":[1,2]}}}"#),
        Case("f(a={k: 1, 2: 'x', 'y': {}})", #"{"a":{"k":1,"2":"x","y":{}}}"#),
        Case("f(a={1: 'x', b: 2, None: 3})", #"{"a":{"1":"x","b":2,"None":3}}"#),
        Case("f(a={1, 2}, b={'x'}, c={(1, 2), (3, 4)})", #"{"a":[1,2],"b":["x"],"c":[[1,2],[3,4]]}"#),
        Case("f(a=((1, 2), {'k': {'l'}}), b=[('x', 'y')])", #"{"a":[[1,2],{"k":["l"]}],"b":[["x","y"]]}"#),
        Case(
            #"f(a=["say "a", or b", "c"], d={"k": "x "y" z"})"#,
            #"{"a":["say \"a\", or b","c"],"d":{"k":"x \"y\" z"}}"#),
        Case("f(a=1, a=2, b=3)", #"{"a":1,"b":3}"#),
        Case("f('Oslo', 2)", #"{"city":"Oslo","days":2}"#),
        Case("f(\"Oslo, (a) x\")", #"{"city":"Oslo, (a) x"}"#),
        Case("f(a=1</tool_call>", #"{"a":1}"#),
        Case("f(a='x', b='y'</tool_call>", #"{"a":"x","b":"y"}"#),
        Case("f(a=1,, b=2)", #"{"a":1,"b":2}"#),
        Case("f(a='ünï', ключ=1)", #"{"a":"ünï","ключ":1}"#),
        Case("f(a='Os", #"{"a":"Os"}"#, .closed),
        Case("f(a=5", #"{"a":5}"#, .closed),
        Case("f(a=1, b=", #"{"a":1}"#, .closed),
        Case("f(a=1, b={'k': [1, {'l': 'm", #"{"a":1,"b":{"k":[1,{"l":"m"}]}}"#, .closed),
        Case("f(a=1, b={'k", #"{"a":1,"b":{}}"#, .closed),
        Case("f(a=1, b=('x', ", #"{"a":1,"b":["x"]}"#, .closed),
        Case("f(a=1, b=g(2))", #"{"a":1}"#, .failed),
        Case("f(a=1, 'b')", #"{"a":1}"#, .failed),
    ]

    @Test(arguments: cases) func readsHoweverTheTextIsCut(_ sample: Case) {
        let (reading, deviation) = Self.driver.readAllWays(Array(sample.text.utf8))
        #expect(reading.name == "f")
        #expect(reading.json == sample.json)
        #expect(reading.end == sample.end)
        #expect(deviation == nil)
    }

    @Test(arguments: [
        "f(x)", "f(a=x)", "f(a='a' + 'b')", "f(a='a'+'b')", "f(a=g(1))", "f(a='%d' % 5)", "f(a='a'.upper())",
        "f(a=1 + 2)", "f(a==1)", "f(*x)", "f(**x)", "f('a', 1, True, 4)", "f('a', days=1)", "g('a')", "print(1 + 1)",
        "print('x')", "now(1)", "(a=1)", "1(a=1)", "f[a]", "f a", "", "f", "f(", "f(a", "f(a=", "f(a=[x])", "f(a=1j)",
        "f(a=-)", "f(a={x})", "f(a={[1]: 2})", "search (the web)", "f(link)",
    ])
    func refusesWhatIsNoCall(_ text: String) {
        let (reading, deviation) = Self.driver.readAllWays(Array(text.utf8))
        #expect(reading.end == .rejected)
        #expect(deviation == nil)
    }

    @Test func leavesWhatFollowsTheCall() {
        for (call, rest) in [("f(a=1)", ", g()]"), ("f(a=\"x\")", ")"), ("print(f(a=1))", ")"), ("f()", "\nnow()")] {
            #expect(Self.driver.read(Array((call + rest).utf8), cuts: []).taken == call.utf8.count)
        }
    }

    @Test(arguments: [
        ("a.b(x=1)", false, "a.b"), ("a.call(x=1)", false, "a.call"), ("brave_search.call(x=1)", true, "brave_search"),
        ("a.b(x=1)", true, "a.b"), ("get-time(x=1)", false, "get-time"), ("call(x=1)", true, "call"),
    ])
    func tellsTheName(_ text: String, _ drops: Bool, _ name: String) {
        let driver = BodyDriver(make: { PythonCallBody(dropsCallSuffix: drops) })
        #expect(driver.readAllWays(Array(text.utf8)).reading.name == name)
    }

    @Test func streamsStrings() {
        var body = PythonCallBody()
        var output = ArgumentText()
        var index = 0
        let text = Array(("f(a='" + String(repeating: "x", count: 100)).utf8)
        let context = BodyContext(closers: [], tools: ToolCatalog([]))
        text.withUnsafeBytes { buffer in
            let raw = RawText(bytes: buffer, base: 0, isFinal: false)
            #expect(body.consume(raw, &index, context, into: &output) == .named)
            #expect(output.bytes.isEmpty)
            #expect(body.consume(raw, &index, context, into: &output) == .needsMore)
        }
        #expect(index == text.count)
        #expect(output.bytes.count == 106)
    }

    @Test func boundsNestingAndNumbers() {
        let deep = "f(a=1, b=" + String(repeating: "[", count: 200)
        let (reading, _) = Self.driver.readAllWays(Array(deep.utf8))
        #expect(reading.end == .failed)
        #expect(reading.arguments != nil)
        let long = "f(a=1, b=" + String(repeating: "1", count: 5000) + ")"
        #expect(Self.driver.read(Array(long.utf8), cuts: []).json == #"{"a":1}"#)
        let name = String(repeating: "n", count: 300) + "(a=1)"
        #expect(Self.driver.read(Array(name.utf8), cuts: []).end == .rejected)
    }

    @Test func readsBackGeneratedCalls() {
        var generator = PythonWriter(seed: 11)
        for seed in 0..<250 {
            let members = (0..<generator.below(4)).map { JSONMember(key: "k\($0)", value: generator.value(depth: 0)) }
            let written = members.map { "\($0.key)=\(generator.repr($0.value))" }.joined(separator: ", ")
            let (reading, deviation) = Self.driver.readAllWays(Array("f(\(written))".utf8), seed: UInt64(seed + 1))
            #expect(reading.arguments == .object(members), "f(\(written))")
            #expect(reading.end == .ended)
            #expect(deviation == nil, "f(\(written))")
        }
    }

    @Test func readsAnythingWithoutTrapping() {
        let pieces = [
            "'", "\"", "'''", "\"\"\"", "(", ")", "[", "]", "{", "}", ",", ":", "=", "a", "b=", "1", "0", "-", ".",
            "\\",
            "\\x4", "\\ud83d", "\\ude00", "\\n", "\n", " ", "r", "f'", "True", "é", "+", "</tool_call>", "#", "_",
            "k: ",
        ]
        var generator = SeededGenerator(seed: 5)
        for seed in 0..<1500 {
            var text = Bool.random(using: &generator) ? "f(a=" : "f(a=1, b="
            for _ in 0..<Int.random(in: 1...16, using: &generator) {
                text += pieces.randomElement(using: &generator) ?? ""
            }
            let (reading, deviation) = Self.driver.readAllWays(Array(text.utf8), seed: UInt64(seed + 1))
            #expect(reading.end == .rejected || reading.arguments?.objectValue != nil, "\(text) -> \(reading.json)")
            #expect(deviation == nil, "\(text) \(deviation ?? [])")
        }
    }
}

/// Random values, written as Python would.
private struct PythonWriter {
    var generator: SeededGenerator
    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

    mutating func value(depth: Int) -> JSONValue {
        switch below(depth > 3 ? 5 : 7) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2: return .number(String(below(100_000) - 50_000))
        case 3, 4: return .string(text())
        case 5: return .array((0..<below(4)).map { _ in value(depth: depth + 1) })
        default:
            return .object((0..<below(4)).map { JSONMember(key: "\($0)" + text(), value: value(depth: depth + 1)) })
        }
    }

    mutating func text() -> String {
        let pieces = [
            "a", "word ", "'", "\"", "\\", "\n", "\t", "é", "😀", ", ", ") ", "]", "{", ": ", "=", "k=", "\u{1}", "#",
        ]
        return (0..<below(8)).map { _ in pieces[below(pieces.count)] }.joined()
    }

    mutating func repr(_ value: JSONValue) -> String {
        switch value {
        case .null: return "None"
        case .bool(let flag): return flag ? "True" : "False"
        case .number(let literal): return literal
        case .string(let text): return repr(text)
        case .array(let elements):
            let inside = elements.map { repr($0) }.joined(separator: ", ")
            return below(2) == 0 ? "[\(inside)]" : elements.count == 1 ? "(\(inside),)" : "(\(inside))"
        case .object(let members):
            return "{" + members.map { "\(repr($0.key)): \(repr($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private func repr(_ text: String) -> String {
        let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var written = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": written += "\\" + String(scalar)
            case "\n": written += "\\n"
            case "\t": written += "\\t"
            case _ where scalar.value < 0x20: written += "\\x0" + String(scalar.value, radix: 16)
            default: written.unicodeScalars.append(scalar)
            }
        }
        return written + String(quote)
    }
}
