import Testing

@testable import ToolCallParsing

struct SchemaCoercerTests {
    private static let schema = #"""
        {"type": "object", "properties": {
            "n": {"type": "integer"}, "x": {"type": "number"}, "b": {"type": "boolean"}, "s": {"type": "string"},
            "u": {"type": ["string", "integer"]}, "z": {}, "l": {"type": "array", "items": {"type": "integer"}},
            "o": {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": {"type": "boolean"}},
            "r": {"$ref": "#/$defs/mode"}, "q": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
         "$defs": {"mode": {"type": "object", "properties": {"k": {"type": "integer"}, "again": {"$ref": "#/$defs/mode"}}}}}
        """#

    private func coerced(_ json: String, cuts: [Int] = []) throws -> (text: String, count: Int) {
        var coercer = SchemaCoercer(schema: try JSONValue(parsing: Self.schema))
        var output: [UInt8] = []
        let bytes = Array(json.utf8)
        var start = 0
        for end in cuts.sorted() + [bytes.count] {
            coercer.pass(Array(bytes[start..<end]), into: &output)
            start = end
        }
        return (String(decoding: output, as: UTF8.self), coercer.count)
    }

    @Test(arguments: [
        (#"{"n": "5"}"#, #"{"n": 5}"#), (#"{"n": " 5 "}"#, #"{"n": 5}"#), (#"{"x":"-2.5e3"}"#, #"{"x":-2.5e3}"#),
        (#"{"b":"True"}"#, #"{"b":true}"#), (#"{"n":"5.0"}"#, #"{"n":5}"#),
        (#"{"l": ["1", 2, "3"]}"#, #"{"l": [1, 2, 3]}"#),
        (#"{"l": "[1, 2]"}"#, #"{"l": [1, 2]}"#),
        (#"{"o": {"n": "1", "other": "false"}}"#, #"{"o": {"n": 1, "other": false}}"#),
        (#"{"r": {"again": {"k": "7"}}}"#, #"{"r": {"again": {"k": 7}}}"#), (#"{"q": "null"}"#, #"{"q": null}"#),
        (#"{"o": "{\"n\": 1}"}"#, #"{"o": {"n": 1}}"#),
    ])
    func givesTheType(_ sample: (String, String)) throws {
        let found = try coerced(sample.0)
        #expect(found.text == sample.1 && found.count > 0)
        for cut in 0...sample.0.utf8.count { #expect(try coerced(sample.0, cuts: [cut]) == found) }
    }

    /// What leaves a doubt, or is none of the types, stays to the byte.
    @Test(arguments: [
        #"{"s": "5"}"#, #"{"u": "5"}"#, #"{"z": "5"}"#, #"{"unknown": "5"}"#, #"{"n": "five"}"#, #"{"n": "5.5"}"#,
        #"{"b": "yes", "n": "\u0035x"}"#, #"{"l": ["a\\"]}"#, #"{"o": {"n": [ "1" ]}}"#, #"{"n": 5, "x": 1.0}"#, "{}",
        #"["1"]"#,
        #"{"s": "a \"n\": \"5\""}"#,
    ])
    func leavesTheRest(_ text: String) throws {
        let found = try coerced(text)
        #expect(found.text == text && found.count == 0)
        for cut in 0...text.utf8.count { #expect(try coerced(text, cuts: [cut]) == found) }
    }

    /// While a call streams, in any cut, and only where it is asked for.
    @Test(arguments: [true, false]) func inCalls(_ isWanted: Bool) throws {
        var options = ParserOptions()
        options.coercesToSchema = isWanted
        let tools = [ToolDeclaration(name: "f", parameters: try JSONValue(parsing: Self.schema))]
        let text = #"<tool_call>{"name": "f", "arguments": {"n": "5", "s": "6", "x": 'a'}}</tool_call>"#
        let whole = ParsedTrace(Array(text.utf8), tools: tools, options: options)
        #expect(
            whole.calls.map(\.arguments) == [
                isWanted ? #"{"n": 5, "s": "6", "x": "a"}"# : #"{"n": "5", "s": "6", "x": "a"}"#
            ])
        #expect(whole.repairs.contains(.schemaType) == isWanted)
        for cut in 0...text.utf8.count {
            let trace = ParsedTrace(Array(text.utf8), cuts: [cut], tools: tools, options: options)
            #expect(trace == whole)
        }
    }
}
