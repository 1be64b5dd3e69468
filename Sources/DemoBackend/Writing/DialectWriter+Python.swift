/// Calls as Python writes them, and in Gemma's braces.
extension DialectWriter {
    private static func python(_ call: DemoCall) -> String {
        call.name + "(" + call.members.map { "\($0.key)=\($0.value.python)" }.joined(separator: ", ") + ")"
    }

    static let python: [DialectWriter] = [
        DialectWriter("lfm2") {
            "<|tool_call_start|>[" + $0.map(python).joined(separator: ", ") + "]<|tool_call_end|>"
        },
        DialectWriter("olmo3") {
            "<function_calls>\n" + $0.map(python).joined(separator: "\n") + "\n</function_calls>"
        },
        DialectWriter("llama-builtin") {
            "<|python_tag|>"
                + $0.map { python(DemoCall(name: $0.name + ".call", arguments: $0.arguments)) }
                .joined(separator: "; ")
        },
        DialectWriter("gemma3-tool-code") { "```tool_code\n" + $0.map(python).joined(separator: "\n") + "\n```" },
        DialectWriter("calling-tool") {
            $0.map { "[Calling tool: \($0.name)(\($0.arguments.json))]" }.joined(separator: "\n")
        },
        DialectWriter("pythonic-list", takesWords: false) {
            "[" + $0.map(python).joined(separator: ", ") + "]"
        },
    ]

    static let braces: [DialectWriter] = [
        DialectWriter("functiongemma") {
            $0.map { call in
                "<start_function_call>call:\(call.name)\(call.arguments.braced(quote: "<escape>"))<end_function_call>"
            }.joined()
        },
        DialectWriter("gemma4") {
            $0.map { "<|tool_call>call:\($0.name)\($0.arguments.braced(quote: "<|\"|>"))<tool_call|>" }.joined()
        },
    ]
}

extension DemoValue {
    /// As a literal of Python.
    var python: String {
        switch self {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .array(let items): "[" + items.map(\.python).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.key) + ": " + $0.value.python }.joined(separator: ", ") + "}"
        default: json
        }
    }

    /// Keys without quotes, strings between quote tokens.
    fileprivate func braced(quote: String) -> String {
        switch self {
        case .string(let text): quote + text + quote
        case .array(let items): "[" + items.map { $0.braced(quote: quote) }.joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\($0.key):\($0.value.braced(quote: quote))" }.joined(separator: ",") + "}"
        default: json
        }
    }
}
