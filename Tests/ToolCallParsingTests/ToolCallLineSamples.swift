import ToolCallParsing

enum ToolCallLineSamples {
    static let all: [ParserSample] = [
        ParserSample(
            name: "a line after text",
            text: "Let me look.\nTOOL_CALL: {\"name\": \"search\", \"arguments\": {\"query\": \"swift sse\"}}\n",
            content: "Let me look.", calls: [("search", #"{"query":"swift sse"}"#)]),
        ParserSample(
            name: "two lines, the second object over several",
            text:
                "TOOL_CALL: {\"tool\": \"now\"}\nTOOL_CALL: {\"tool\": \"add\", \"parameters\": {\n  \"a\": 1, \"b\": 2}}",
            calls: [("now", "{}"), ("add", #"{"a":1,"b":2}"#)], repairs: [.emptyArguments]),
        ParserSample(
            name: "in the middle of a sentence", text: "Lines starting with TOOL_CALL: are parsed.",
            content: "Lines starting with TOOL_CALL: are parsed."),
        ParserSample(
            name: "in the middle of a sentence, with an object",
            text: "Write TOOL_CALL: {\"name\": \"now\"} on a line.",
            content: "Write TOOL_CALL: {\"name\": \"now\"} on a line."),
        ParserSample(
            name: "without the colon, indented", text: "  TOOL_CALL {\"tool_name\": \"now\", \"params\": {}}",
            calls: [("now", "{}")]),
        ParserSample(
            name: "in bold", text: "**TOOL_CALL:** {\"name\": \"now\", \"args\": {}}", calls: [("now", "{}")]),
        ParserSample(
            name: "the object on the next line",
            text: "TOOL_CALL:\n{\"name\": \"search\", \"input\": {\"query\": \"x\"}}",
            calls: [("search", #"{"query":"x"}"#)]),
        ParserSample(
            name: "an undeclared name, and more behind it",
            text: "TOOL_CALL: {\"name\": \"rm\", \"arguments\": {}} or so",
            content: "TOOL_CALL: {\"name\": \"rm\", \"arguments\": {}} or so", nearMisses: [.undeclaredName]),
        ParserSample(
            name: "in a fence", text: "Example:\n```\nTOOL_CALL: {\"name\": \"now\"}\n```",
            content: "Example:\n```\nTOOL_CALL: {\"name\": \"now\"}\n```"),
        ParserSample(
            name: "a word that begins alike", text: "TOOL_CALLS are fun.\nTOOL_CALL_LIMIT: {\"n\": 3}",
            content: "TOOL_CALLS are fun.\nTOOL_CALL_LIMIT: {\"n\": 3}"),
        ParserSample(
            name: "lower case is prose", text: "tool_call: {\"name\": \"now\"}",
            content: "tool_call: {\"name\": \"now\"}"),
        ParserSample(
            name: "text after it", text: "TOOL_CALL: {\"name\": \"now\", \"arguments\": {}}\nThat was it.",
            content: "That was it.", calls: [("now", "{}")]),
        ParserSample(
            name: "another object after it is text",
            text: "TOOL_CALL: {\"name\": \"now\", \"arguments\": {}}\n{\"a\": 1}",
            content: "{\"a\": 1}", calls: [("now", "{}")]),
        ParserSample(
            name: "cut in the arguments", text: "TOOL_CALL: {\"name\": \"search\", \"arguments\": {\"query\": \"a b",
            calls: [("search", #"{"query": "a b"#)], repairs: [.cutOff]),
        ParserSample(
            name: "an ordinary JSON answer", text: "{\"name\": \"my-app\", \"version\": \"1.0\"}",
            content: "{\"name\": \"my-app\", \"version\": \"1.0\"}"),
    ]
}
