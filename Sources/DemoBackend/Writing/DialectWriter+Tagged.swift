/// Calls as tags around each argument. Values are text: strings without quotes, all else as JSON.
extension DialectWriter {
    private static func calls(_ calls: [DemoCall], _ write: (DemoCall) -> String) -> String {
        calls.map(write).joined(separator: "\n")
    }

    private static func pairs(_ call: DemoCall, _ write: (String, String) -> String) -> String {
        call.members.map { write($0.key, $0.value.plain) }.joined()
    }

    /// `<function=NAME>` with `<parameter=KEY>`, as Qwen3-Coder and its kin write it.
    private static func functionTag(_ call: DemoCall, padding: String) -> String {
        let parameters = pairs(call) { "<parameter=\($0)>\(padding)\($1)\(padding)</parameter>\n" }
        return "<function=\(call.name)>\n\(parameters)</function>\n"
    }

    private static func keysAndValues(_ call: DemoCall, separator: String) -> String {
        pairs(call) { "<arg_key>\($0)</arg_key>\(separator)<arg_value>\($1)</arg_value>\(separator)" }
    }

    private static func invoke(_ call: DemoCall) -> String {
        let parameters = pairs(call) { "<parameter name=\"\($0)\">\($1)</parameter>\n" }
        return "<invoke name=\"\(call.name)\">\n\(parameters)</invoke>\n"
    }

    static let tagged: [DialectWriter] = [
        DialectWriter("qwen3-coder-xml", values: .plainText) {
            calls($0) { "<tool_call>\n\(functionTag($0, padding: "\n"))</tool_call>" }
        },
        DialectWriter("seed-oss", values: .plainText) {
            calls($0) { "<seed:tool_call>\n\(functionTag($0, padding: ""))</seed:tool_call>" }
        },
        DialectWriter("glm-xml", values: .plainText) {
            calls($0) { "<tool_call>\($0.name)\n\(keysAndValues($0, separator: "\n"))</tool_call>" }
        },
        DialectWriter("telechat4", values: .plainText) {
            calls($0) { call in
                let pairs = pairs(call) { "<param_key>\($0)</param_key><param_value>\($1)</param_value>" }
                return "<tool_call>\(call.name)\(pairs)</tool_call>"
            }
        },
        DialectWriter("iquest-coder-v2", values: .plainText) {
            calls($0) {
                "<iquestcoder_tool_call>\($0.name)\(keysAndValues($0, separator: ""))</iquestcoder_tool_call>"
            }
        },
        DialectWriter("iquest-q1", values: .plainText) {
            calls($0) { "<iquest_tool_call>\($0.name)\n\(keysAndValues($0, separator: "\n"))</iquest_tool_call>" }
        },
        DialectWriter("hy3-xml", values: .plainText) {
            let blocks = calls($0) {
                "<tool_call>\($0.name)<tool_sep>\n\(keysAndValues($0, separator: "\n"))</tool_call>"
            }
            return "<tool_calls>\n\(blocks)\n</tool_calls>"
        },
        DialectWriter("hy4", values: .plainText) {
            let blocks = $0.map { "<tool_call>\($0.name)\(keysAndValues($0, separator: ""))</tool_call>" }
            return "<tool_calls>\(blocks.joined())</tool_calls>"
        },
        DialectWriter("minimax-m2", values: .plainText) {
            "<minimax:tool_call>\n" + $0.map(invoke).joined() + "</minimax:tool_call>"
        },
        DialectWriter("plain-invoke", values: .plainText) {
            "<function_calls>\n" + $0.map(invoke).joined() + "</function_calls>"
        },
        DialectWriter("minicpm5-xml", values: .plainText) {
            calls($0) { call in
                "<function name=\"\(call.name)\">" + pairs(call) { "<param name=\"\($0)\">\($1)</param>" }
                    + "</function>"
            }
        },
        DialectWriter("solar-open2", values: .plainText) {
            calls($0) { call in
                let pairs = pairs(call) { "<|tool_arg:start|>\($0)<|tool_arg:value|>\($1)<|tool_arg:end|>\n" }
                return "<|tool_call:start|>\(call.name)\n\(pairs)<|tool_call:end|>"
            }
        },
        DialectWriter("k2-horizon", values: .plainText) {
            let blocks = calls($0) { call in
                let pairs = pairs(call) {
                    "<ifm|arg_key>\($0)</ifm|arg_key><ifm|arg_value>\($1)</ifm|arg_value>\n"
                }
                return "<ifm|tool_call>\(call.name)\n\(pairs)</ifm|tool_call>"
            }
            return "<ifm|tool_calls>\n\(blocks)\n</ifm|tool_calls>"
        },
        DialectWriter("step3", values: .plainText) { calls in
            let blocks = calls.map { call in
                let pairs = pairs(call) { "<steptml:parameter name=\"\($0)\">\($1)</steptml:parameter>" }
                return "<｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name=\"\(call.name)\">\(pairs)"
                    + "</steptml:invoke><｜tool_call_end｜>"
            }
            return "<｜tool_calls_begin｜>\(blocks.joined())<｜tool_calls_end｜>"
        },
        DialectWriter("minimax-m3", values: .nestedText) { calls in
            let mark = "]<]minimax[>["
            let blocks = calls.map { call in
                let members = call.members.map { nested($0.key, $0.value, mark) }.joined()
                return "\(mark)<invoke name=\"\(call.name)\">\(members)\(mark)</invoke>\n"
            }
            return "\(mark)<tool_call>\n\(blocks.joined())\(mark)</tool_call>"
        },
    ]

    /// A value between tags of its key; what is in objects and arrays gets tags as well.
    private static func nested(_ key: String, _ value: DemoValue, _ mark: String) -> String {
        let inside: String
        switch value {
        case .object(let members): inside = members.map { nested($0.key, $0.value, mark) }.joined()
        case .array(let items): inside = items.map { nested("item", $0, mark) }.joined()
        default: inside = value.plain
        }
        return "\(mark)<\(key)>\(inside)\(mark)</\(key)>"
    }
}

extension DemoValue {
    /// As it stands between tags.
    var plain: String { text ?? json }
}
