import Foundation
import ToolCallParsing

/// Grammars of fewer models: what is read right in one dialect should be in its neighbours.
extension CallGrammar {
    static let others: [CallGrammar] = otherObjects + otherNames + otherTags + otherPairs + otherShells

    // MARK: Objects

    private static let otherObjects: [CallGrammar] = [
        ("granite-array", "<|tool_call|>", "[", "]", ""),
        ("tool-calls-array", "<tool_calls>", "[", "]", "</tool_calls>"),
        ("functools", "functools", "[", "]", ""), ("openpangu", "[unused11]", "[", "]", "[unused12]"),
        ("internlm-plugin", "<|action_start|><|plugin|>\n", "", "", "<|action_end|>"),
        ("gigachat", "<|function_call|>", "", "", ""), ("function-call", "<function_call>", "", "", "</function_call>"),
        ("lmstudio-tool-request", "[TOOL_REQUEST]", "", "", "[END_TOOL_REQUEST]"),
        ("cohere-action", "<|START_ACTION|>", "[", "]", "<|END_ACTION|>"),
    ].map { name, marker, open, close, closer in
        CallGrammar(name: name, family: .objects) { tool, arguments in
            [.init(.marker, marker)] + (open.isEmpty ? [] : [.init(.open, open)]) + object(tool, arguments)
                + (close.isEmpty ? [] : [.init(.close, close)]) + (closer.isEmpty ? [] : [.init(.closer, closer)])
        }
    }

    // MARK: Names before objects

    private static let otherNames: [CallGrammar] = [
        ("function-tag-json", ["<function="], [">"], ["</function>"]),
        (
            "deepseek-v3-r1", ["<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>", "function<｜tool▁sep｜>"], ["\n```json\n"],
            ["\n```<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"]
        ),
        ("harmony", ["<|channel|>commentary to=functions."], [" <|constrain|>json", "<|message|>"], ["<|call|>"]),
        ("functionary-v2", ["<|from|>assistant\n", "<|recipient|>"], ["\n<|content|>"], ["<|stop|>"]),
        ("qwen-agent", ["✿FUNCTION✿: "], ["\n✿ARGS✿: "], ["\n✿RESULT✿"]),
        ("react", ["Action: "], ["\nAction Input: "], []),
        ("apertus", ["<|tools_prefix|>", "[{\""], ["\": "], ["}]", "<|tools_suffix|>"]),
        ("ornith", ["[Tool Call] name="], [" id=3d4e5f6a args="], []),
        ("glm-object", ["<tool_call>"], ["\n"], ["\n</tool_call>"]),
    ].map { name, before, between, after in
        CallGrammar(name: name, family: .names) { tool, arguments in
            [.init(.marker, before[0])] + before.dropFirst().map { .init(.tag, $0) } + [.init(.name, tool)]
                + between.map { .init(.tag, $0) } + json(.object(arguments)) + after.map { .init(.closer, $0) }
        }
    }

    // MARK: Tags

    private static let otherTags: [CallGrammar] = [
        tagged(
            "dsml", "<｜DSML｜function_calls>\n", ("<｜DSML｜invoke name=\"", "\">\n"),
            { value in
                ("<｜DSML｜parameter name=\"", "\" string=\"\(value.stringValue != nil)\">")
            }, "</｜DSML｜parameter>\n", "</｜DSML｜invoke>\n", "</｜DSML｜function_calls>"),
        tagged(
            "plain-invoke", "<function_calls>\n", ("<invoke name=\"", "\">\n"),
            { _ in
                ("<parameter name=\"", "\">")
            }, "</parameter>\n", "</invoke>\n", "</function_calls>"),
        tagged(
            "minicpm5-xml", "", ("<function name=\"", "\">"), { _ in ("<param name=\"", "\">") }, "</param>",
            "", "</function>"),
        tagged(
            "step3", "<｜tool_calls_begin｜>", ("<｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name=\"", "\">"),
            { _ in
                ("<steptml:parameter name=\"", "\">")
            }, "</steptml:parameter>", "</steptml:invoke><｜tool_call_end｜>", "<｜tool_calls_end｜>"),
        tagged(
            "kimi-k3", "<|open|>tools<|sep|>", ("<|open|>call tool=\"", "\" index=\"1\"<|sep|>"),
            { value in
                ("<|open|>argument key=\"", "\" type=\"\(value.stringValue != nil ? "string" : "object")\"<|sep|>")
            }, "<|close|>argument<|sep|>", "<|close|>call<|sep|>", "<|close|>tools<|sep|>"),
        tagged(
            "muse", "<atem:function_calls>\n", ("<atem:invoke name=\"", "\">\n"),
            { _ in
                ("<atem:parameter name=\"", "\">")
            }, "</atem:parameter>\n", "</atem:invoke>\n", "</atem:function_calls>"),
        CallGrammar(name: "minimax-m3", family: .tags) { tool, arguments in
            [
                .init(.marker, "]<]minimax[>[<tool_call>"), .init(.space, "\n"),
                .init(.tag, "]<]minimax[>[<invoke name=\""), .init(.name, tool), .init(.tag, "\">"),
            ] + arguments.flatMap { nested($0.key, $0.value) } + [
                .init(.tag, "]<]minimax[>[</invoke>"), .init(.space, "\n"),
                .init(.closer, "]<]minimax[>[</tool_call>"),
            ]
        },
    ]

    /// Nothing but a schema tells there what is no string.
    func asRead(_ call: DamageTests.Meant) -> DamageTests.Meant {
        var call = call
        if ["minicpm5-xml", "step3"].contains(name) {
            // White space around a value is none of it.
            call.arguments = call.arguments?.map { member in
                guard let text = member.value.stringValue else { return member }
                return JSONMember(key: member.key, value: .string(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            }
        }
        guard name == "minimax-m3" else { return call }
        call.arguments = call.arguments?.map { member in
            guard let members = member.value.objectValue else { return member }
            let texts = members.map { JSONMember(key: $0.key, value: .string(Self.text($0.value))) }
            return JSONMember(key: member.key, value: .object(texts))
        }
        return call
    }

    private static func nested(_ key: String, _ value: JSONValue) -> [WrittenPiece] {
        let inner: [WrittenPiece]
        switch value {
        case .object(let members): inner = members.flatMap { nested($0.key, $0.value) }
        case .array(let elements): inner = elements.flatMap { nested("item", $0) }
        default: inner = [.init(.value, text(value))]
        }
        return [.init(.tag, "]<]minimax[>[<\(key)>")] + inner + [.init(.tag, "]<]minimax[>[</\(key)>")]
    }

    private static func tagged(
        _ name: String, _ marker: String, _ head: (String, String),
        _ open: @escaping @Sendable (JSONValue) -> (String, String), _ close: String, _ end: String, _ closer: String
    ) -> CallGrammar {
        CallGrammar(name: name, family: .tags) { tool, arguments in
            let parts = arguments.flatMap { member -> [WrittenPiece] in
                let open = open(member.value)
                return [
                    .init(.tag, open.0), .init(.key, member.key), .init(.tag, open.1),
                    .init(.value, text(member.value)), .init(.tag, close),
                ]
            }
            return (marker.isEmpty ? [] : [.init(.marker, marker)])
                + [.init(marker.isEmpty ? .marker : .tag, head.0), .init(.name, tool), .init(.tag, head.1)] + parts
                + (end.isEmpty ? [] : [.init(.tag, end)]) + [.init(.closer, closer)]
        }
    }

    // MARK: Pairs

    private static let otherPairs: [CallGrammar] = [
        ("hy3-xml", "<tool_calls>\n<tool_call>", "<tool_sep>\n", "arg", "\n", "</tool_call>\n</tool_calls>"),
        ("telechat4", "<tool_call>", "", "param", "", "</tool_call>"),
        ("iquest-coder-v2", "<iquestcoder_tool_call>", "", "arg", "", "</iquestcoder_tool_call>"),
        ("longcat", "<longcat_tool_call>", "\n", "longcat_arg", "\n", "</longcat_tool_call>"),
    ].map { name, marker, sep, tag, gap, closer in
        CallGrammar(name: name, family: .pairs) { tool, arguments in
            let parts = arguments.flatMap { member -> [WrittenPiece] in
                [
                    .init(.tag, "<\(tag)_key>", neighbour: "<\(tag)_value>"), .init(.key, member.key),
                    .init(.tag, "</\(tag)_key>", neighbour: "</\(tag)_value>"), .init(.space, gap),
                    .init(.tag, "<\(tag)_value>", neighbour: "<\(tag)_key>"), .init(.value, text(member.value)),
                    .init(.tag, "</\(tag)_value>", neighbour: "</\(tag)_key>"), .init(.space, gap),
                ]
            }
            return [.init(.marker, marker), .init(.name, tool), .init(sep.hasPrefix("<") ? .tag : .space, sep)] + parts
                + [.init(.closer, closer)]
        }
    }

    // MARK: Others

    private static let otherShells: [CallGrammar] = [
        CallGrammar(name: "functiongemma", family: .braces) { name, arguments in
            [.init(.marker, "<start_function_call>"), .init(.tag, "call:"), .init(.name, name)]
                + braces(.object(arguments), quote: "<escape>") + [.init(.closer, "<end_function_call>")]
        },
        CallGrammar(name: "olmo3", family: .python) { name, arguments in
            [.init(.marker, "<function_calls>"), .init(.space, "\n")] + python(name, arguments)
                + [.init(.space, "\n"), .init(.closer, "</function_calls>")]
        },
        CallGrammar(name: "gemma3-tool-code", family: .python) { name, arguments in
            [.init(.marker, "```tool_code\n")] + python(name, arguments) + [.init(.closer, "\n```")]
        },
    ]
}
