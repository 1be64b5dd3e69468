import Testing

@testable import ToolCallParsing

struct NestedTagsBodyTests {
    /// `~` stands for the token in front of tags.
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var json: String
        var end = BodyReading.End.ended
        var testDescription: String { text }

        init(_ text: String, _ json: String, _ end: BodyReading.End = .ended) {
            self.text = text
            self.json = json
            self.end = end
        }
    }

    private static let driver: BodyDriver<NestedTagsBody> = {
        let schema = try? JSONValue(
            parsing: """
                {"$defs": {"Point": {"type": "object", "properties": {"x": {"type": "integer"}, "label": {"type": "string"},
                  "next": {"$ref": "#/$defs/Point"}}}},
                 "properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "metric": {"type": "boolean"},
                  "note": {"type": ["string", "null"]}, "mixed": {"type": ["string", "integer"]},
                  "tags": {"type": "array", "items": {"type": "string"}}, "point": {"$ref": "#/$defs/Point"},
                  "rows": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
                  "config": {"type": "object"}, "maybe": {"anyOf": [{"$ref": "#/$defs/Point"}, {"type": "null"}]},
                  "any": {}}}
                """)
        return BodyDriver(
            make: { NestedTagsBody() }, tools: [ToolDeclaration(name: "f", parameters: schema)],
            closers: ["]<]minimax[>[</tool_call>", "</tool_call>"])
    }()

    private static let cases: [Case] = [
        Case("~<city>Oslo~</city>~<days>2~</days>~</invoke>", #"{"city":"Oslo","days":2}"#),
        Case("~</invoke>", "{}"),
        Case("\n~ <city> a \n b ~ </city>\n~</invoke>", #"{"city":" a \n b "}"#),
        Case("~<city>a < b ] c <city> ]< </city>~</city>~</invoke>", #"{"city":"a < b ] c <city> ]< </city>"}"#),
        Case("~<city>~</city>~</invoke>", #"{"city":""}"#),
        Case("~<city>5~</city>~<days>x~</days>~</invoke>", #"{"city":"5","days":"x"}"#),
        Case("~<metric>True~</metric>~</invoke>", #"{"metric":true}"#),
        Case("~<note>null~</note>~</invoke>", #"{"note":null}"#),
        Case("~<note>~</note>~</invoke>", #"{"note":null}"#),
        Case("~<note>nullify~</note>~</invoke>", #"{"note":"nullify"}"#),
        Case("~<mixed>42~</mixed>~</invoke>", #"{"mixed":"42"}"#),
        Case("~<tags>~<item>a~</item>~<item>1~</item>~</tags>~</invoke>", #"{"tags":["a","1"]}"#),
        Case("~<tags>~</tags>~<config>~</config>~</invoke>", #"{"tags":[],"config":{}}"#),
        Case(
            "~<point>\n~<x>1~</x>\n~<next>~<x>2~</x>~<label>7~</label>~</next>~</point>~</invoke>",
            #"{"point":{"x":1,"next":{"x":2,"label":"7"}}}"#),
        Case(
            "~<rows>~<item>~<item>1~</item>~<item>2.5~</item>~</item>~<item>~</item>~</rows>~</invoke>",
            #"{"rows":[[1,2.5],[]]}"#),
        Case("~<maybe>null~</maybe>~</invoke>", #"{"maybe":null}"#),
        Case("~<maybe>~<x>1~</x>~</maybe>~</invoke>", #"{"maybe":{"x":1}}"#),
        Case(
            "~<any>~<item>true~</item>~<item>5~</item>~</any>~<config>~<a>null~</a>~<b>1.5~</b>~</config>~</invoke>",
            #"{"any":[true,"5"],"config":{"a":null,"b":"1.5"}}"#),
        Case("~<city>a~</city>~<city>b~</city>~</invoke>", #"{"city":"a"}"#),
        Case("~<city>Oslo~<days>2~</days>~</invoke>", #"{"city":"Oslo","days":2}"#),
        // No text holds the token: the call is damaged.
        Case("~<city>a~<b>c~</b>~</city>~</invoke>", #"{"city":"a"}"#, .failed),
        Case("~<point>~<label>a~</point>~</invoke>", #"{"point":{"label":"a"}}"#),
        Case("~<point>~<label>a~</invoke>", #"{"point":{"label":"a"}}"#, .failed),
        Case("~<city>a~</tool_call>", #"{"city":"a"}"#),
        Case("~<city>a~</city>~<invoke name=\"g\">", #"{"city":"a"}"#),
        Case("~<city>a~</city></invoke>", #"{"city":"a"}"#),
        Case("~<city>a~</city> then text", #"{"city":"a"}"#),
        Case("~<city>Os", #"{"city":"Os"}"#, .closed),
        Case("~<tags>~<item>a~</it", #"{"tags":["a"]}"#, .closed),
        Case("~<point>~<x>1", #"{"point":{"x":1}}"#, .closed),
    ]

    private static func bytes(_ text: String) -> [UInt8] {
        Array(text.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "]<]minimax[>[").utf8)
    }

    @Test(arguments: cases) func readsHoweverTheTextIsCut(_ sample: Case) {
        let (reading, deviation) = Self.driver.readAllWays(Self.bytes(" ~<invoke name=\"f\">" + sample.text))
        #expect(reading.name == "f")
        #expect(reading.json == String(decoding: Self.bytes(sample.json), as: UTF8.self))
        #expect(reading.end == sample.end)
        #expect(deviation == nil)
    }

    @Test(arguments: ["~<city>a", "text", "~", "~</invoke>", "~<invoke>", "~<invoke name=\"\">", "~<invoke name=\"f"])
    func refusesWhatIsNoCall(_ text: String) {
        let (reading, deviation) = Self.driver.readAllWays(Self.bytes(text))
        #expect(reading.end == .rejected)
        #expect(deviation == nil)
    }

    @Test func leavesWhatFollowsTheCall() {
        let text = Self.bytes("~<invoke name=\"f\">~</invoke>")
        #expect(Self.driver.read(text + Array(" and more".utf8), cuts: []).taken == text.count)
    }

    @Test func readsAnythingWithoutTrapping() {
        let words = [
            "~", "<city>", "</city>", "<tags>", "</tags>", "<item>", "</item>", "<point>", "<next>", "<x>", "</x>",
            "</invoke>", "1", " ", "]<]mini", "<", ">", "\"", "\\", "\n", "null", "</tool_call>", "é",
        ]
        var generator = SeededGenerator(seed: 7)
        for seed in 0..<300 {
            let body = (0..<Int.random(in: 1...14, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }
            let text = Self.bytes("~<invoke name=\"f\">" + body.joined())
            let (reading, deviation) = Self.driver.readAllWays(text, seed: UInt64(seed + 1))
            #expect(reading.arguments?.objectValue != nil, "\(body.joined()) -> \(reading.json)")
            #expect(deviation == nil, "\(body.joined())")
        }
    }
}
