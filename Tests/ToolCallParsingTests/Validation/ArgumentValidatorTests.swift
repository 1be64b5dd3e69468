import Testing

@testable import ToolCallParsing

/// What is told of values that are not what their schema asks for.
struct ArgumentValidatorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var schema: String
        var value: String
        var problems: [String]
        var testDescription: String { "\(value) by \(schema)" }

        init(_ schema: String, _ value: String, _ problems: String...) {
            self.schema = schema
            self.value = value
            self.problems = problems
        }
    }

    private static let types: [Case] = [
        Case(#"{"type":"string"}"#, #""a""#), Case(#"{"type":"string"}"#, "1", "expected string, got 1"),
        Case(#"{"type":"integer"}"#, "5"), Case(#"{"type":"integer"}"#, "5.0"), Case(#"{"type":"integer"}"#, "1e3"),
        Case(#"{"type":"integer"}"#, "5.5", "expected integer, got 5.5"), Case(#"{"type":"number"}"#, "5"),
        Case(#"{"type":"boolean"}"#, #""true""#, #"expected boolean, got "true""#),
        Case(#"{"type":["string","null"]}"#, "null"),
        Case(#"{"type":["string","null"]}"#, "[]", "expected string or null, got []"),
        Case(#"{"type":"string","nullable":true}"#, "null"), Case(#"{"type":"str"}"#, #""a""#),
        Case(#"{"type":"int32"}"#, "1"), Case(#"{"type":"of no meaning"}"#, "1"), Case("{}", "1"), Case("true", "1"),
        Case("false", "1", "not allowed"), Case(#"{"type":7}"#, "1"),
    ]
    private static let choices: [Case] = [
        Case(#"{"enum":["a","b"]}"#, #""a""#),
        Case(#"{"enum":["a","b"]}"#, #""c""#, #"expected one of "a", "b", got "c""#),
        Case(#"{"enum":[1]}"#, "1.0"), Case(#"{"const":{"a":1,"b":2}}"#, #"{"b":2,"a":1}"#),
        Case(#"{"const":1}"#, "2", "expected 1, got 2"),
        Case(#"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#, "1"),
        Case(#"{"anyOf":[{"type":"string"},{"type":"integer","minimum":3}]}"#, "1", "at least 3, got 1"),
        Case(#"{"anyOf":[{"type":"string"},{"type":"object"}]}"#, "1", "fits none of 2 schemas: 1"),
        Case(#"{"oneOf":[{"minimum":1},{"minimum":2}]}"#, "3", "fits 2 of the schemas of which it may fit one"),
        Case(#"{"oneOf":[{"type":"string"},{"type":"null"}]}"#, "null"),
        Case(#"{"allOf":[{"minimum":1},{"maximum":3}]}"#, "4", "at most 3, got 4"),
        Case(#"{"not":{"type":"string"}}"#, #""a""#, "is what the schema rules out"),
        Case(#"{"not":{"type":"string"}}"#, "1"),
    ]
    private static let objects: [Case] = [
        Case(#"{"required":["a","b"]}"#, #"{"a":1}"#, "/b: required, but missing"),
        Case(#"{"properties":{"a":{"type":"integer"}}}"#, #"{"a":"two"}"#, #"/a: expected integer, got "two""#),
        Case(
            #"{"properties":{"a":{"properties":{"b":{"type":"null"}}}}}"#, #"{"a":{"b":1}}"#,
            "/a/b: expected null, got 1"),
        Case(
            #"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1,"b":2}"#,
            "/b: not a parameter of the tool"),
        Case(#"{"additionalProperties":{"type":"string"}}"#, #"{"b":2}"#, "/b: expected string, got 2"),
        Case(
            #"{"patternProperties":{"^x_":{"type":"string"}},"additionalProperties":false}"#, #"{"x_a":1}"#,
            "/x_a: expected string, got 1"),
        Case(#"{"patternProperties":{"^x_":{}},"additionalProperties":false}"#, #"{"x_a":1}"#),
        Case(#"{"minProperties":2}"#, #"{"a":1}"#, "at least 2 members, got 1"),
        Case(#"{"maxProperties":1}"#, #"{"a":1,"b":1}"#, "at most 1 member, got 2"),
        Case(#"{"properties":{"a/b~":{"type":"string"}}}"#, #"{"a/b~":1}"#, "/a~1b~0: expected string, got 1"),
    ]
    private static let arrays: [Case] = [
        Case(#"{"items":{"type":"string"}}"#, #"["a",1]"#, "/1: expected string, got 1"),
        Case(
            #"{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}"#, #"["a","b"]"#,
            #"/1: expected integer, got "b""#),
        Case(#"{"items":[{"type":"string"}],"additionalItems":false}"#, #"["a",1]"#, "/1: not allowed"),
        Case(#"{"minItems":1}"#, "[]", "at least 1 element, got 0"),
        Case(#"{"maxItems":1}"#, "[1,2]", "at most 1 element, got 2"),
        Case(#"{"uniqueItems":true}"#, "[1,2,1]", "holds the same element twice"),
        Case(#"{"uniqueItems":true}"#, "[1,2]"),
    ]
    private static let scalars: [Case] = [
        Case(#"{"minLength":2}"#, #""é""#, "at least 2 characters, got 1"), Case(#"{"maxLength":1}"#, #""🌦""#),
        Case(#"{"maxLength":1}"#, #""ab""#, "at most 1 character, got 2"),
        Case(#"{"pattern":"^a+$"}"#, #""aa""#),
        Case(#"{"pattern":"^a+$"}"#, #""ab""#, #"does not match ^a+$: "ab""#),
        Case(#"{"pattern":"(("}"#, #""ab""#), Case(#"{"pattern":"(a|a)*$"}"#, #""aaaaaaaaaaaaaaaaaaaaaaaaab""#),
        Case(#"{"pattern":"^(a|a)*$"}"#, #""ab""#, #"does not match ^(a|a)*$: "ab""#),
        Case(#"{"minimum":1}"#, "0", "at least 1, got 0"), Case(#"{"maximum":1}"#, "1"),
        Case(#"{"exclusiveMinimum":1}"#, "1", "more than 1, got 1"),
        Case(#"{"exclusiveMaximum":1}"#, "1", "less than 1, got 1"),
        Case(#"{"minimum":1,"exclusiveMinimum":true}"#, "1", "more than 1, got 1"),
        Case(#"{"maximum":1,"exclusiveMaximum":true}"#, "1", "less than 1, got 1"),
        Case(#"{"multipleOf":0.1}"#, "0.3"), Case(#"{"multipleOf":2}"#, "3", "a multiple of 2, got 3"),
    ]
    private static let references: [Case] = [
        Case(
            ##"{"$defs":{"a":{"type":"string"}},"properties":{"x":{"$ref":"#/$defs/a"}}}"##, #"{"x":1}"#,
            "/x: expected string, got 1"),
        Case(
            ##"{"definitions":{"a~b/c":{"type":"null"}},"$ref":"#/definitions/a~0b~1c"}"##, "1",
            "expected null, got 1"),
        Case(##"{"$ref":"#"}"##, "1"), Case(##"{"$ref":"#/nowhere"}"##, "1"),
        Case(##"{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}"##, "1"),
        Case(
            ##"{"properties":{"next":{"$ref":"#"},"v":{"type":"integer"}}}"##, #"{"next":{"next":{"v":"x"}}}"#,
            #"/next/next/v: expected integer, got "x""#),
    ]

    @Test(arguments: types + choices + objects + arrays + scalars + references)
    func tells(_ example: Case) throws {
        let validator = ArgumentValidator(schema: try JSONValue(parsing: example.schema))
        let problems = validator.problems(in: try JSONValue(parsing: example.value))
        if example.schema.contains(##"[{"$ref":"#"},"##) { return }  // Bounded is all it has to be.
        #expect(problems.map(\.description) == example.problems)
    }

    private func findings(_ schema: String, _ value: String) throws -> (problems: [String], unchecked: [String]) {
        let validator = ArgumentValidator(schema: try JSONValue(parsing: schema))
        let findings = validator.findings(in: try JSONValue(parsing: value))
        return (findings.problems.map(\.description), findings.unchecked.map(\.description))
    }

    /// A pattern of 124 bytes that a matcher which goes back would be busy with for good.
    @Test func aPatternThatMultipliesIsChecked() throws {
        let pattern = "^" + String(repeating: "a?", count: 60) + "b$"
        let text = "\"" + String(repeating: "a", count: 40) + "\""
        let found = try findings(#"{"type":"string","pattern":"\#(pattern)"}"#, text)
        #expect(found.problems == ["does not match \(pattern): \(text)"])
        #expect(found.unchecked.isEmpty)
    }

    /// What cannot be checked is told, and nothing that depends on it is called right or wrong.
    @Test(arguments: [
        (#"{"pattern":"a(?=b)"}"#, #""c""#, ["its pattern has a lookahead"]),
        (#"{"properties":{"a":{"pattern":"(a)\\1"}}}"#, #"{"a":"x"}"#, ["/a: its pattern has a reference back"]),
        (
            #"{"patternProperties":{"(?=x)":{}},"additionalProperties":false}"#, #"{"a":1}"#,
            ["/a: its pattern has a lookahead"]
        ),
        (#"{"anyOf":[{"pattern":"(?=b)"},{"type":"null"}]}"#, #""c""#, ["one of several schemas could not be checked"]),
        (#"{"anyOf":[{"pattern":"(?=b)"},{"type":"string"}]}"#, #""c""#, []),
        (
            #"{"oneOf":[{"pattern":"(?=b)"},{"type":"string"}]}"#, #""c""#,
            ["one of several schemas could not be checked"]
        ),
        (#"{"not":{"pattern":"(?=b)"}}"#, #""c""#, ["one of several schemas could not be checked"]),
        (#"{"not":{"pattern":"(?=b)","minLength":5}}"#, #""c""#, []),
    ])
    func tellsWhatWasNotChecked(_ schema: String, _ value: String, _ unchecked: [String]) throws {
        let found = try findings(schema, value)
        #expect(found.problems.isEmpty)
        #expect(found.unchecked == unchecked)
    }

    @Test func whatTakesTooLongIsToldOnce() throws {
        let text = String(repeating: "a", count: ArgumentValidator.maximumSteps)
        let found = try findings(#"{"items":{"pattern":"^a*$"}}"#, #"["\#(text)","a","b"]"#)
        #expect(found.problems.isEmpty)
        #expect(found.unchecked == ["/0: the check would take too long"])
    }

    /// Whatever multiplies in a schema, in the arguments or between both: so much is looked at, and then it is told.
    @Test(arguments: Multiplying.allCases) func whatMultipliesIsBounded(_ kind: Multiplying) throws {
        let (schema, value) = kind.sample(3000)
        var steps = ArgumentValidator.maximumStepsOfAnswer
        let found = ArgumentValidator(schema: schema).findings(in: value, steps: &steps)
        #expect(found.unchecked.contains { $0.reason == "the check would take too long" })
        #expect(ArgumentValidator.maximumStepsOfAnswer - steps <= ArgumentValidator.maximumSteps)
        let few = kind.sample(3)
        #expect(ArgumentValidator(schema: few.schema).findings(in: few.value).unchecked.isEmpty)
    }

    enum Multiplying: String, CaseIterable, Sendable {
        case patterns, branches, references, keywords, choices

        func sample(_ count: Int) -> (schema: JSONValue, value: JSONValue) {
            func object(_ members: [(String, JSONValue)]) -> JSONValue {
                .object(members.map { JSONMember(key: $0.0, value: $0.1) })
            }
            let many = (0..<count).map { "k\($0)" }
            let values = JSONValue.array(many.map { .string($0) })
            switch self {
            case .patterns:
                let patterns = object(many.map { ("^" + $0 + ".*x$", object([])) })
                return (object([("patternProperties", patterns)]), object(many.map { ($0, .null) }))
            case .branches:
                // The last one is it, each time.
                let branches = JSONValue.array(many.map { object([("const", .string($0))]) })
                let last = JSONValue.string("k\(count - 1)")
                return (object([("items", object([("anyOf", branches)]))]), .array(many.map { _ in last }))
            case .references:
                let definitions = object(many.map { ($0, object([("type", .string("string"))])) })
                let all = JSONValue.array(many.map { object([("$ref", .string("#/$defs/" + $0))]) })
                return (object([("$defs", definitions), ("items", object([("allOf", all)]))]), values)
            case .keywords: return (object([("items", object(many.map { ($0, .null) }))]), values)
            case .choices:
                let choices = JSONValue.array(many.map { .string("other" + $0) } + [.string("k0"), .string("k1")])
                return (
                    object([("items", object([("enum", .array(choices.arrayValue ?? []))]))]),
                    .array(many.map { _ in .string("k1") })
                )
            }
        }
    }

    /// As many parameters as some servers of tools declare, and more: each is checked.
    @Test func thousandsOfParametersAreChecked() throws {
        let names = (0..<20_000).map { "p\($0)" }
        let properties = names.map {
            JSONMember(key: $0, value: .object([JSONMember(key: "type", value: .string("string"))]))
        }
        let schema = JSONValue.object([
            JSONMember(key: "properties", value: .object(properties)),
            JSONMember(key: "required", value: .array(names.map { .string($0) })),
        ])
        var members = names.map { JSONMember(key: $0, value: .string("v")) }
        #expect(ArgumentValidator(schema: schema).findings(in: .object(members)) == SchemaFindings())
        members[19_999].value = .null
        members.remove(at: 7)
        #expect(
            ArgumentValidator(schema: schema).problems(in: .object(members)).map(\.description) == [
                "/p7: required, but missing", "/p19999: expected string, got null",
            ])
    }

    /// All calls of an answer share what there is.
    @Test func nothingIsCheckedWithoutSteps() throws {
        var steps = 3
        let validator = ArgumentValidator(schema: try JSONValue(parsing: #"{"items":{"type":"string"}}"#))
        let found = validator.findings(in: try JSONValue(parsing: #"["a","b","c","d"]"#), steps: &steps)
        #expect(found.problems.isEmpty && steps == 0)
        #expect(found.unchecked.map(\.reason) == ["the check would take too long"])
    }

    @Test func tellsAFewOfMany() throws {
        let validator = ArgumentValidator(schema: try JSONValue(parsing: #"{"items":{"type":"string"}}"#))
        let value = JSONValue.array((0..<100).map { .number("\($0)") })
        #expect(validator.problems(in: value).count == ArgumentValidator.maximumProblems)
    }

    /// A schema that is made from a value accepts it, and refuses it once a value in it has changed its type.
    @Test(arguments: 0..<200) func acceptsWhatItWasMadeFrom(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let value = Self.value(&generator, depth: 0)
        let validator = ArgumentValidator(schema: Self.schema(of: value))
        #expect(validator.problems(in: value).isEmpty)
        #expect(!validator.problems(in: .object([JSONMember(key: "a", value: value)])).isEmpty)
    }

    private static func value(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth < 3 ? 7 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .number("\(Int.random(in: -9...9, using: &generator))")
        case 3: .number("\(Int.random(in: 0...9, using: &generator)).5")
        case 4: .string(["", "a", "é/~"].randomElement(using: &generator) ?? "")
        case 5: .array((0..<3).map { _ in value(&generator, depth: depth + 1) })
        default: .object((0..<3).map { JSONMember(key: "k/\($0)", value: value(&generator, depth: depth + 1)) })
        }
    }

    private static func schema(of value: JSONValue) -> JSONValue {
        func object(_ members: (String, JSONValue)...) -> JSONValue {
            .object(members.map { JSONMember(key: $0.0, value: $0.1) })
        }
        switch value {
        case .null: return object(("type", .string("null")))
        case .bool: return object(("type", .string("boolean")), ("enum", .array([value])))
        case .number(let literal):
            return object(("type", .string(literal.contains(".") ? "number" : "integer")), ("const", value))
        case .string(let text):
            return object(("type", .string("string")), ("minLength", .number("\(text.unicodeScalars.count)")))
        case .array(let elements):
            return object(("type", .string("array")), ("prefixItems", .array(elements.map(schema))))
        case .object(let members):
            return object(
                ("type", .string("object")), ("required", .array(members.map { .string($0.key) })),
                ("additionalProperties", .bool(false)),
                ("properties", .object(members.map { JSONMember(key: $0.key, value: schema(of: $0.value)) })))
        }
    }
}
