/// Calls as JSON objects, between markers or bare.
extension DialectWriter {
    private static func list(_ calls: [DemoCall], _ write: (DemoCall) -> DemoValue) -> String {
        DemoValue.array(calls.map(write)).json
    }

    private static func lines(_ calls: [DemoCall], _ write: (DemoCall) -> String) -> String {
        calls.map(write).joined(separator: "\n")
    }

    static let objects: [DialectWriter] = [
        DialectWriter("hermes-json") { lines($0) { "<tool_call>\n\($0.object.json)\n</tool_call>" } },
        DialectWriter("granite-array") { "<|tool_call|>" + list($0, \.object) },
        DialectWriter("tool-calls-array") { "<tool_calls>" + list($0, \.object) + "</tool_calls>" },
        DialectWriter("minimax-m1") { "<tool_calls>\n" + lines($0, \.object.json) + "\n</tool_calls>" },
        DialectWriter("function-tag-json") {
            lines($0) { "<function=\($0.name)>\($0.arguments.json)</function>" }
        },
        DialectWriter("functools") { "functools" + list($0, \.object) },
        DialectWriter("internlm-plugin", takesSeveral: false) {
            lines($0) { "<|action_start|><|plugin|>\n\($0.object(arguments: "parameters").json)<|action_end|>" }
        },
        DialectWriter("gigachat", takesSeveral: false) { lines($0) { "<|function_call|>\($0.object.json)" } },
        DialectWriter("apertus") {
            "<|tools_prefix|>" + list($0) { .object([($0.name, $0.arguments)]) } + "<|tools_suffix|>"
        },
        DialectWriter("tool-call-line") { lines($0) { "TOOL_CALL: \($0.object.json)" } + "\n" },
        DialectWriter("openpangu") { "[unused11]" + list($0, \.object) + "[unused12]" },
        DialectWriter("hyperclova-x") { words, calls in
            let header = words.isEmpty ? "" : words + "<|im_end|>\n<|im_start|>assistant"
            return header + " -> tool/function_call\n" + list(calls, \.object) + "<|im_end|>"
        },
        DialectWriter("mirothinker") {
            lines($0) { call in
                "<use_mcp_tool>\n<server_name>demo</server_name>\n<tool_name>\(call.name)</tool_name>\n"
                    + "<arguments>\n\(call.arguments.json)\n</arguments>\n</use_mcp_tool>"
            }
        },
        DialectWriter("step-audio2") {
            lines($0) { "<tool_call>function\n\($0.name)\n\($0.arguments.json)</tool_call>" }
        },
        DialectWriter("cwm") { lines($0) { "<tool: function>\n\($0.name) \($0.arguments.json)\n</tool>" } },
        DialectWriter("ornith") { lines($0) { "[Tool Call] name=\($0.name) id=3d4e5f6a args=\($0.arguments.json)" } },
        DialectWriter("minimax-arrows") {
            lines($0) { call in
                let arguments = call.members.map { "--\($0.key) \($0.value.json)" }.joined(separator: " ")
                return "[TOOL_CALL] {tool => \"\(call.name)\", args => {\(arguments)}} [/TOOL_CALL]"
            }
        },
        DialectWriter("mistral-json") {
            "[TOOL_CALLS] "
                + list($0) { call in
                    .object([("name", .string(call.name)), ("arguments", call.arguments), ("id", .string("a1B2c3D4e"))])
                }
        },
        DialectWriter("mistral-v11") {
            $0.map { "[TOOL_CALLS]\($0.name)[ARGS]\($0.arguments.json)" }.joined()
        },
        DialectWriter("lmstudio-tool-request") {
            lines($0) { "[TOOL_REQUEST]\($0.object.json)[END_TOOL_REQUEST]" }
        },
        DialectWriter("cohere-action") { calls in
            let items = calls.enumerated().map { index, call -> DemoValue in
                .object([
                    ("tool_call_id", .string(String(index))), ("tool_name", .string(call.name)),
                    ("parameters", call.arguments),
                ])
            }
            return "<|START_ACTION|>" + DemoValue.array(items).json + "<|END_ACTION|>"
        },
    ]

    /// Without any marker: nothing else may stand in the answer.
    static let bare: [DialectWriter] = [
        DialectWriter("openai-json", takesWords: false) { calls in
            let items = calls.map { call -> DemoValue in
                let function: DemoValue = .object([
                    ("name", .string(call.name)), ("arguments", .string(call.arguments.json)),
                ])
                return .object([("id", .string("x1")), ("type", .string("function")), ("function", function)])
            }
            return DemoValue.object([("tool_calls", .array(items))]).json
        },
        DialectWriter("llama3-json", takesWords: false) { calls in
            calls.map { $0.object(arguments: "parameters").json }.joined(separator: "; ")
        },
        DialectWriter("json-array", takesWords: false) { list($0, \.object) },
        DialectWriter("fenced-json", takesSeveral: false) { lines($0) { "```json\n\($0.object.json)\n```" } },
        DialectWriter("inline-json", takesSeveral: false) { lines($0, \.object.json) },
        DialectWriter("qwen-agent") {
            lines($0) { "✿FUNCTION✿: \($0.name)\n✿ARGS✿: \($0.arguments.json)" } + "\n✿RESULT✿"
        },
        DialectWriter("react", takesSeveral: false) {
            lines($0) { "Action: \($0.name)\nAction Input: \($0.arguments.json)\n" }
        },
    ]
}

extension DemoCall {
    func object(arguments key: String) -> DemoValue { .object([("name", .string(name)), (key, arguments)]) }

    /// The arguments one by one.
    var members: [(key: String, value: DemoValue)] {
        guard case .object(let members) = arguments else { return [] }
        return members
    }
}
