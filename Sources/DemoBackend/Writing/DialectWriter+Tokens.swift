/// Calls between special tokens.
extension DialectWriter {
    static let tokens: [DialectWriter] = [
        DialectWriter("deepseek-v3-r1") {
            let calls = $0.map {
                "<｜tool▁call▁begin｜>function<｜tool▁sep｜>\($0.name)\n```json\n\($0.arguments.json)\n```<｜tool▁call▁end｜>"
            }
            return "<｜tool▁calls▁begin｜>" + calls.joined(separator: "\n") + "<｜tool▁calls▁end｜>"
        },
        DialectWriter("deepseek-v31") {
            let calls = $0.map { "<｜tool▁call▁begin｜>\($0.name)<｜tool▁sep｜>\($0.arguments.json)<｜tool▁call▁end｜>" }
            return "<｜tool▁calls▁begin｜>" + calls.joined() + "<｜tool▁calls▁end｜>"
        },
        DialectWriter("dsml", values: .plainText) { invocations($0, mark: "DSML", wrapper: "function_calls") },
        DialectWriter("gigachat35", values: .plainText) { invocations($0, mark: "GCML", wrapper: "tool_calls") },
        DialectWriter("kimi-k2") {
            let calls = $0.enumerated().map { index, call in
                "<|tool_call_begin|>functions.\(call.name):\(index)<|tool_call_argument_begin|>"
                    + "\(call.arguments.json)<|tool_call_end|>"
            }
            return "<|tool_calls_section_begin|>" + calls.joined() + "<|tool_calls_section_end|>"
        },
        DialectWriter("kimi-k3", values: .plainText) {
            let calls = $0.enumerated().map { index, call in
                let arguments = call.members.map { key, value in
                    "<|open|>argument key=\"\(key)\" type=\"\(value.typeName)\"<|sep|>\(value.plain)<|close|>argument<|sep|>"
                }
                return "<|open|>call tool=\"\(call.name)\" index=\"\(index + 1)\"<|sep|>\(arguments.joined())"
                    + "<|close|>call<|sep|>"
            }
            return "<|open|>tools<|sep|>" + calls.joined() + "<|close|>tools<|sep|>"
        },
        DialectWriter("functionary-v2") { words, calls in
            let said = words.isEmpty ? [] : ["<|from|>assistant\n<|recipient|>all\n<|content|>\(words)\n"]
            let made = calls.map {
                "<|from|>assistant\n<|recipient|>\($0.name)\n<|content|>\($0.arguments.json)\n"
            }
            return (said + made).joined() + "<|stop|>"
        },
        DialectWriter("plamo3") {
            let calls = $0.map { call in
                "<|plamo:begin_tool_request:plamo|><|plamo:begin_tool_name:plamo|>\(call.name)"
                    + "<|plamo:end_tool_name:plamo|><|plamo:begin_tool_arguments:plamo|>"
                    + "<|plamo:constrain|>json<|plamo:msg|>\(call.arguments.json)"
                    + "<|plamo:end_tool_arguments:plamo|><|plamo:end_tool_request:plamo|>"
            }
            return "<|plamo:begin_tool_requests:plamo|>" + calls.joined() + "<|plamo:end_tool_requests:plamo|>"
        },
    ]

    /// Tags in a namespace that say of each value whether it is a string.
    private static func invocations(_ calls: [DemoCall], mark: String, wrapper: String) -> String {
        let blocks = calls.map { call in
            let parameters = call.members.map { key, value in
                "<｜\(mark)｜parameter name=\"\(key)\" string=\"\(value.text != nil)\">\(value.plain)"
                    + "</｜\(mark)｜parameter>\n"
            }
            return "<｜\(mark)｜invoke name=\"\(call.name)\">\n\(parameters.joined())</｜\(mark)｜invoke>\n"
        }
        return "<｜\(mark)｜\(wrapper)>\n\(blocks.joined())</｜\(mark)｜\(wrapper)>"
    }

    /// The answer is a row of messages, each with its recipient.
    static let framed: [DialectWriter] = [
        DialectWriter("harmony") { words, calls in
            let said = words.isEmpty ? [] : ["<|channel|>commentary<|message|>\(words)<|end|>"]
            let made = calls.map {
                "<|channel|>commentary to=functions.\($0.name) <|constrain|>json<|message|>\($0.arguments.json)<|call|>"
            }
            return (said + made).joined(separator: "<|start|>assistant")
        },
        DialectWriter("beam", values: .plainText, takesWords: false) { _, calls in
            let made = calls.map { call in
                let parameters = call.members.map {
                    "<rfl:parameter name=\"\($0.key)\">\n\($0.value.plain)\n</rfl:parameter>"
                }
                return " to=\(call.name)<|channel|>analysis <|constrain|>xml<|message|>\(parameters.joined())"
            }
            return made.joined(separator: "<|end|><|start|>assistant") + "<|call|>"
        },
        DialectWriter("muse", values: .plainText, takesWords: false) { _, calls in
            let made = calls.map { call in
                let parameters = call.members.map {
                    "<atem:parameter name=\"\($0.key)\">\($0.value.plain)</atem:parameter>\n"
                }
                return " to=\(call.name)<|message|><atem:function_calls>\n<atem:invoke name=\"\(call.name)\">\n"
                    + "\(parameters.joined())</atem:invoke>\n</atem:function_calls><|eom|>"
            }
            return made.joined(separator: "<|start|>assistant")
        },
        DialectWriter("functionary-v32") { words, calls in
            let said = words.isEmpty ? [] : ["all\n" + words]
            return (said + calls.map { "\($0.name)\n\($0.arguments.json)" }).joined(separator: ">>>")
        },
        DialectWriter("inkling") { words, calls in
            let said = words.isEmpty ? [] : ["<|message_model|><|content_text|>\(words)<|end_message|>"]
            let made = calls.map { call in
                let object: DemoValue = .object([("name", .string(call.name)), ("args", call.arguments)])
                return "<|message_model|>\(call.name)<|content_invoke_tool_json|>\(object.json)<|end_message|>"
            }
            return (said + made).joined()
        },
    ]
}

extension DemoValue {
    /// JSON Schema's name of its type.
    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
