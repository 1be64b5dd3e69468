import ToolCallParsing

enum HermesJSONSamples {
    private static let weather = #"{"city":"Oslo"}"#

    static let all: [ParserSample] = [
        ParserSample(
            name: "text, then a call",
            text:
                "Checking.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}}\n</tool_call>",
            content: "Checking.", calls: [("get_weather", weather)]),
        ParserSample(
            name: "two blocks, the last one not closed",
            text: """
                <tool_call>
                {"name": "now", "arguments": {}}
                </tool_call>
                <tool_call>
                {"name": "add", "arguments": {"a": 1, "b": 2.5}}
                """,
            calls: [("now", "{}"), ("add", #"{"a":1,"b":2.5}"#)]),
        ParserSample(
            name: "arguments before the name, the closer inside a string",
            text: #"<tool_call>{"arguments": {"query": "</tool_call> tag"}, "name": "search"}</tool_call>"#,
            calls: [("search", #"{"query":"</tool_call> tag"}"#)]),
        ParserSample(
            name: "tags in prose", text: "Wrap the call in <tool_call> tags, then wait.",
            content: "Wrap the call in <tool_call> tags, then wait."),
        ParserSample(
            name: "blocks without a line between, and one after the closer",
            text: #"<tool_call>{"name":"now","arguments":{}}</tool_call><tool_call>{"name":"now"}</tool_call>"#,
            calls: [("now", "{}"), ("now", "{}")], repairs: [.emptyArguments]),
        ParserSample(
            name: "id and type, wrapped in function",
            text: #"<tool_call>{"type":"function","function":{"name":"search","arguments":{"query":"x"}}}</tool_call>"#,
            calls: [("search", #"{"query":"x"}"#)]),
        ParserSample(
            name: "several objects in one block",
            text:
                #"<tool_call>{"name":"now","arguments":{}}\#n{"name":"search","arguments":{"query":"a"}}</tool_call>"#,
            calls: [("now", "{}"), ("search", #"{"query":"a"}"#)]),
        ParserSample(
            name: "an array in one block",
            text:
                #"<tool_call>[{"name":"now","arguments":{}}, {"name":"search","arguments":{"query":"a"}}]</tool_call>"#,
            calls: [("now", "{}"), ("search", #"{"query":"a"}"#)]),
        ParserSample(
            name: "arguments as a string of JSON",
            text: #"<tool_call>{"name":"search","arguments":"{\"query\": \"a \\\"b\\\" é\"}"}</tool_call>"#,
            calls: [("search", #"{"query":"a \"b\" é"}"#)], repairs: [.doubleEncoded]),
        ParserSample(
            name: "null arguments", text: #"<tool_call>{"name":"now","arguments":null}</tool_call>"#,
            calls: [("now", "{}")], repairs: [.emptyArguments]),
        ParserSample(
            name: "no arguments at all", text: #"<tool_call>{"name":"now"}</tool_call>"#,
            calls: [("now", "{}")], repairs: [.emptyArguments]),
        ParserSample(
            name: "arguments beside the name", text: #"<tool_call>{"name":"search","query":"x","limit":3}</tool_call>"#,
            calls: [("search", #"{"query":"x","limit":3}"#)], repairs: [.flatArguments]),
        ParserSample(
            name: "the opener twice",
            text: "<tool_call>\n<tool_call>\n{\"name\":\"now\",\"arguments\":{}}\n</tool_call>\n</tool_call>",
            calls: [("now", "{}")], repairs: [.endMarker]),
        ParserSample(
            name: "surplus braces", text: #"<tool_call>{"name":"now","arguments":{}}}}</tool_call>"#,
            calls: [("now", "{}")], repairs: [.surplusCloser, .surplusCloser]),
        ParserSample(
            name: "a brace is missing before the closer",
            text: "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"\n</tool_call>",
            calls: [("get_weather", weather)], repairs: [.unclosed]),
        ParserSample(
            name: "cut in a string", text: #"<tool_call>{"name": "get_weather", "arguments": {"city": "Os"#,
            calls: [("get_weather", #"{"city": "Os"#)], repairs: [.cutOff]),
        ParserSample(
            name: "cut before the name", text: "Hm.\n<tool_call>\n{\"na", content: "Hm.\n<tool_call>\n{\"na",
            nearMisses: [.incomplete]),
        ParserSample(
            name: "an undeclared name in prose",
            text: #"So: <tool_call>{"name": "delete_all", "arguments": {}}</tool_call>"#,
            content: #"So: <tool_call>{"name": "delete_all", "arguments": {}}</tool_call>"#,
            nearMisses: [.undeclaredName]),
        ParserSample(
            name: "a decorated name", text: #"<tool_call>{"name": "functions.now()", "arguments": {}}</tool_call>"#,
            calls: [("now", "{}")], repairs: [.name]),
        ParserSample(
            name: "an object that is no call", text: #"<tool_call>{"city": "Oslo"}</tool_call>"#,
            content: #"<tool_call>{"city": "Oslo"}</tool_call>"#, nearMisses: [.notACall]),
        ParserSample(
            name: "text between and after calls",
            text:
                "A\n<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>\nB <tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call> C",
            content: "A\nB C", calls: [("now", "{}"), ("now", "{}")]),
        ParserSample(
            name: "a made-up result is dropped",
            text:
                "<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>\n<tool_response>\n12:00\n</tool_response>\nIt is noon.",
            content: "It is noon.", calls: [("now", "{}")]),
        ParserSample(
            name: "inside a fence",
            text: "Like so:\n```\n<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>\n```\n",
            content: "Like so:\n```\n<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>\n```\n"),
        ParserSample(
            name: "inside inline code", text: "Write `<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>`.",
            content: "Write `<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>`."),
        ParserSample(
            name: "HTML and comparison", text: "if (a < b && c > d) { <tool id=\"x\"></tool> }",
            content: "if (a < b && c > d) { <tool id=\"x\"></tool> }"),
        ParserSample(
            name: "another tag around the same body",
            text: "<tools>\n{\"name\": \"now\", \"arguments\": {}}\n</tools>", calls: [("now", "{}")]),
        ParserSample(
            name: "another tag in prose", text: "The <tools> list and <json> too.",
            content: "The <tools> list and <json> too."),
        ParserSample(
            name: "another dialect's closer", text: #"<tool_call>{"name":"now","arguments":{}}</function_call>"#,
            calls: [("now", "{}")]),
        ParserSample(
            name: "a literal that ends the turn",
            text: "<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call><|im_end|>", calls: [("now", "{}")]),
        ParserSample(name: "a literal that ends a turn of text", text: "Done.<|im_end|>", content: "Done."),
        ParserSample(
            name: "such a literal in the middle", text: "The <|im_end|> token.", content: "The <|im_end|> token."),
        ParserSample(
            name: "raw line feeds and tabs in a string",
            text:
                "<tool_call>{\"name\":\"write_file\",\"arguments\":{\"path\":\"a\",\"content\":\"x\n\ty\"}}</tool_call>",
            calls: [("write_file", #"{"path":"a","content":"x\n\ty"}"#)],
            repairs: [.controlCharacter, .controlCharacter]),
        ParserSample(
            name: "single quotes and Python words",
            text:
                "<tool_call>{'name': 'get_weather', 'arguments': {'city': 'L\\'Aquila \"x\"', 'metric': True, 'days': None}}</tool_call>",
            calls: [("get_weather", #"{"city":"L'Aquila \"x\"","metric":true,"days":null}"#)],
            repairs: [
                .singleQuotes, .singleQuotes, .singleQuotes, .singleQuotes, .invalidEscape, .singleQuotes, .literal,
                .singleQuotes, .literal,
            ]),
        ParserSample(
            name: "unquoted keys, trailing commas, comments",
            text: "<tool_call>{\"name\":\"search\",\"arguments\":{query: \"x\", /* all */ limit: 3,}}</tool_call>",
            calls: [("search", #"{"query":"x","limit":3}"#)],
            repairs: [.unquotedKey, .comment, .unquotedKey, .trailingComma]),
        ParserSample(
            name: "quotes inside a string",
            text:
                "<tool_call>{\"name\":\"write_file\",\"arguments\":{\"path\":\"a\",\"content\":\"print(\"hi, you\")\"}}</tool_call>",
            calls: [("write_file", #"{"path":"a","content":"print(\"hi, you\")"}"#)],
            repairs: [.unescapedQuote, .unescapedQuote]),
        ParserSample(
            name: "a missing comma",
            text: "<tool_call>{\"name\":\"search\",\"arguments\":{\"query\":\"x\"\n \"limit\":3}}</tool_call>",
            calls: [("search", #"{"query":"x","limit":3}"#)], repairs: [.missingComma]),
        ParserSample(
            name: "doubled braces", text: #"<tool_call>{"name":"search","arguments":{{"query":"x"}}}</tool_call>"#,
            calls: [("search", #"{"query":"x"}"#)], repairs: [.doubledBraces]),
        ParserSample(
            name: "invalid escapes",
            text: #"<tool_call>{"name":"search","arguments":{"query":"a\*b \_ \'c\' \u12"}}</tool_call>"#,
            calls: [("search", #"{"query":"a\\*b \\_ 'c' \\u12"}"#)],
            repairs: [.invalidEscape, .invalidEscape, .invalidEscape, .invalidEscape, .invalidEscape]),
        ParserSample(
            name: "white space written out",
            text: #"<tool_call>{"name":"search",\n "arguments":{\n"query":"x"\n}}</tool_call>"#,
            calls: [("search", #"{"query":"x"}"#)],
            repairs: [.escapedWhitespace, .escapedWhitespace, .escapedWhitespace]),
        ParserSample(
            name: "a leaked quote token",
            text: "<tool_call>{\"name\":\"search\",\"arguments\":{\"query\":<|\"|>a \"b\"<|\"|>}}</tool_call>",
            calls: [("search", #"{"query":"a \"b\""}"#)], repairs: [.quoteToken]),
        ParserSample(
            name: "not UTF-8 text only: emoji and combining marks",
            text:
                "Ja 👩‍👩‍👧 e\u{301}<tool_call>{\"name\":\"search\",\"arguments\":{\"query\":\"Zürich 東京 🌦 \\ud83d\\ude00\"}}</tool_call>",
            content: "Ja 👩‍👩‍👧 e\u{301}", calls: [("search", #"{"query":"Zürich 東京 🌦 😀"}"#)]),
    ]
}
