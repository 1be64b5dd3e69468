import ToolCallParsing

enum ReasoningSamples {
    private static let call = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>"

    static let all: [ParserSample] = [
        ParserSample(
            name: "reasoning, then text", text: "<think>\nThe user asks.\n</think>\n\nIt is sunny.",
            content: "It is sunny.",
            reasoning: "The user asks."),
        ParserSample(
            name: "reasoning, then a call", text: "<think>use tool</think>\n" + call, reasoning: "use tool",
            calls: [("now", "{}")]),
        ParserSample(name: "empty reasoning", text: "<think>\n\n</think>\n\nHi", content: "Hi"),
        ParserSample(
            name: "a call in closed reasoning is none", text: "<think>maybe \(call) or not</think>\nNo.",
            content: "No.",
            reasoning: "maybe \(call) or not"),
        ParserSample(
            name: "a call in reasoning that never closes", text: "<think>I need the time.\n" + call,
            reasoning: "I need the time.", calls: [("now", "{}")]),
        ParserSample(
            name: "two calls in reasoning that never closes", text: "<think>go " + call + "\n" + call, reasoning: "go",
            calls: [("now", "{}"), ("now", "{}")]),
        ParserSample(
            name: "reasoning that never closes", text: "<think>and so on", reasoning: "and so on"),
        ParserSample(
            name: "opened by the prompt", text: "I need it</think>" + call, reasoning: "I need it",
            calls: [("now", "{}")],
            startsInReasoning: true),
        ParserSample(
            name: "opened by the prompt, and nobody told", text: "I need it</think>\n\n" + call, content: "I need it",
            calls: [("now", "{}")]),
        ParserSample(
            name: "a section without an opener", text: "I need it.\n[BEGIN FINAL RESPONSE]\n" + call,
            reasoning: "I need it.", calls: [("now", "{}")], startsInReasoning: true),
        ParserSample(
            name: "the words that end such a section, at the start", text: "[BEGIN FINAL RESPONSE]\nHi.", content: "Hi."
        ),
        ParserSample(
            name: "the same words in prose", text: "It writes [BEGIN FINAL RESPONSE] first.",
            content: "It writes [BEGIN FINAL RESPONSE] first."),
        ParserSample(
            name: "two sections", text: "<think>a</think>\nB\n<think>c</think>\nD", content: "BD", reasoning: "ac"),
        ParserSample(
            name: "the tag in prose", text: "The <think> tag opens, the </think> tag closes.",
            content: "The <think> tag opens, the </think> tag closes."),
        ParserSample(
            name: "the tag in a fence", text: "```\n<think>\nx\n</think>\n```",
            content: "```\n<think>\nx\n</think>\n```"),
        ParserSample(
            name: "another spelling", text: "[THINK]hm[/THINK]Yes.", content: "Yes.", reasoning: "hm"),
        ParserSample(
            name: "a closer of another spelling stays", text: "<think>a [/THINK] b</think>c", content: "c",
            reasoning: "a [/THINK] b"),
        ParserSample(
            name: "quoted syntax in reasoning", text: "<think>`\(call)` is how</think>ok", content: "ok",
            reasoning: "`\(call)` is how"),
    ]
}
