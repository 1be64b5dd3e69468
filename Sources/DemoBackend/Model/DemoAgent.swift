/// A scripted client: what it calls itself, which tools it offers and what its users ask.
struct DemoAgent: Sendable {
    var name: String
    var userAgent: String
    var model = DemoModel.name
    var streams = true
    var system: String
    var tools: [DemoValue]
    var tasks: [String]
    /// Seconds between the end of a task and the next one.
    var rest: Double

    static let all: [DemoAgent] = [
        DemoAgent(
            name: "aider", userAgent: "aider/0.86.1", system: String(repeating: rules, count: 18),
            tools: [tool("read_file", ["path": "string", "limit": "integer"]), tool("bash", ["command": "string"])],
            tasks: ["The orders page is slow. Find out why.", "Why does the import take four minutes?"], rest: 7),
        DemoAgent(
            name: "pi", userAgent: "pi/0.42.4", system: String(repeating: rules, count: 9),
            tools: [
                tool("read", ["path": "string", "offset": "integer", "limit": "integer"]),
                tool("bash", ["command": "string", "timeout": "integer"]),
                tool("edit", ["path": "string", "oldText": "string", "newText": "string"]),
                tool("write", ["path": "string", "content": "string"]),
            ],
            tasks: ["The parser test fails. Fix it.", "Please make the scanner's tests green."], rest: 4),
        DemoAgent(
            name: "opencode", userAgent: "opencode/1.0.55", system: String(repeating: rules, count: 30),
            tools: [
                tool("read", ["filePath": "string", "offset": "integer", "limit": "integer"]),
                tool("grep", ["pattern": "string", "path": "string"]),
                tool("bash", ["command": "string", "description": "string"]),
                tool("edit", ["filePath": "string", "oldString": "string", "newString": "string"]),
            ],
            tasks: ["Fix the failing parser test, then run the suite.", "Add an index where the queries need one."],
            rest: 5),
        DemoAgent(
            name: "openai-python", userAgent: "OpenAI/Python 2.8.0", streams: false,
            system: "You are a helpful assistant.",
            tools: [tool("get_weather", ["city": "string", "days": "integer", "metric": "boolean"])],
            tasks: ["What will the weather be like in Oslo?", "Do I need a coat in Oslo tomorrow?"], rest: 9),
        DemoAgent(
            name: "curl", userAgent: "curl/8.14.1", system: "Answer briefly.", tools: [],
            tasks: ["What is a monad?", "How do I move three commits to main?", "Write a haiku about streams."],
            rest: 13),
    ]

    private static let rules = """
        You work in a repository. Read before you write. Change as little as possible. Keep the style of the file. Run \
        the tests that are concerned before you say that something works. Never touch files that are not part of the \
        task. Say what you did in a few sentences, with the numbers that you have seen yourself.

        """

    private static func tool(_ name: String, _ properties: KeyValuePairs<String, String>) -> DemoValue {
        let schema: DemoValue = .object([
            ("type", .string("object")),
            ("properties", .object(properties.map { ($0.key, .object([("type", .string($0.value))])) })),
            ("required", .array(properties.prefix(1).map { .string($0.key) })),
        ])
        let function: DemoValue = .object([
            ("name", .string(name)), ("description", .string("The tool \(name).")), ("parameters", schema),
        ])
        return .object([("type", .string("function")), ("function", function)])
    }

    /// The body of a request with these messages.
    func request(_ messages: [DemoValue]) -> String {
        var members: [(key: String, value: DemoValue)] = [
            ("model", .string(model)), ("messages", .array(messages)), ("stream", .bool(streams)),
        ]
        if streams { members.append(("stream_options", .object([("include_usage", .bool(true))]))) }
        if !tools.isEmpty { members.append(("tools", .array(tools))) }
        return DemoValue.object(members).json
    }

    func opening(task: String) -> [DemoValue] {
        [
            .object([("role", .string("system")), ("content", .string(system))]),
            .object([("role", .string("user")), ("content", .string(task))]),
        ]
    }

    /// What the tool gives back: enough text for the context to grow.
    static func result(of call: DemoMessage.Call, turn: Int) -> DemoValue {
        let lines = (0..<(60 + turn * 25)).map { line in
            "\(line + 1):    let entry\(line * 7 % 23) = table.find(\"\(call.name)-\(line * 31 % 97)\", limit: \(line % 9))"
        }
        return .object([
            ("role", .string("tool")), ("tool_call_id", .string(call.id)),
            ("content", .string(lines.joined(separator: "\n"))),
        ])
    }
}
