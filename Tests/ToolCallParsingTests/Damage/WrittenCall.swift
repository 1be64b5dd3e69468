import ToolCallParsing

/// A piece of a call as a model writes it: what can be damaged by itself.
struct WrittenPiece: Sendable {
    enum Role: Sendable {
        case marker, tag, closer
        case name, key, value, space
        case quote, colon, comma, open, close
    }
    var role: Role
    var text: String
    /// A tag of the same grammar that a model might write instead.
    var neighbour: String?

    /// Not only the beginning of one, or its end.
    var isWholeTag: Bool {
        role == .tag && text.count > 2 && text.hasSuffix(">") && "<]".contains(text.prefix(1))
    }

    init(_ role: Role, _ text: String, neighbour: String? = nil) {
        self.role = role
        self.text = text
        self.neighbour = neighbour
    }
}

/// How a grammar writes one call.
struct CallGrammar: Sendable {
    enum Family: String, CaseIterable, Sendable { case objects, names, braces, tags, pairs, python }
    var name: String
    var family: Family
    var write: @Sendable (_ name: String, _ arguments: [JSONMember]) -> [WrittenPiece]

    /// It has no marker that code and prose do not have.
    var looksLikeProse: Bool { ["pythonic-list", "gemma3-tool-code", "react", "minicpm5-xml"].contains(name) }

    static let all: [CallGrammar] =
        objects + names + tags + pairs + others + [
            CallGrammar(name: "gemma4", family: .braces) { name, arguments in
                [.init(.marker, "<|tool_call>"), .init(.tag, "call:"), .init(.name, name)]
                    + braces(.object(arguments)) + [.init(.closer, "<tool_call|>")]
            },
            CallGrammar(name: "lfm2", family: .python) { name, arguments in
                [.init(.marker, "<|tool_call_start|>"), .init(.open, "[")] + python(name, arguments)
                    + [.init(.close, "]"), .init(.closer, "<|tool_call_end|>")]
            },
            CallGrammar(name: "pythonic-list", family: .python) { name, arguments in
                [.init(.open, "[")] + python(name, arguments) + [.init(.close, "]")]
            },
        ]

    // MARK: Objects

    private static let objects: [CallGrammar] = [
        CallGrammar(name: "hermes-json", family: .objects) { name, arguments in
            [.init(.marker, "<tool_call>"), .init(.space, "\n")] + object(name, arguments)
                + [.init(.space, "\n"), .init(.closer, "</tool_call>")]
        },
        CallGrammar(name: "tool-call-line", family: .objects) { name, arguments in
            [.init(.marker, "TOOL_CALL: ")] + object(name, arguments)
        },
        CallGrammar(name: "mistral-json", family: .objects) { name, arguments in
            [.init(.marker, "[TOOL_CALLS]"), .init(.space, " "), .init(.open, "[")] + object(name, arguments)
                + [.init(.close, "]")]
        },
    ]

    private static let names: [CallGrammar] = [
        CallGrammar(name: "mistral-v11", family: .names) { name, arguments in
            [.init(.marker, "[TOOL_CALLS]"), .init(.name, name), .init(.tag, "[ARGS]")] + json(.object(arguments))
        },
        CallGrammar(name: "kimi-k2", family: .names) { name, arguments in
            [
                .init(.marker, "<|tool_calls_section_begin|>"), .init(.marker, "<|tool_call_begin|>"),
                .init(.tag, "functions."), .init(.name, name), .init(.tag, ":0"),
                .init(.tag, "<|tool_call_argument_begin|>"),
            ] + json(.object(arguments)) + [
                .init(.tag, "<|tool_call_end|>"), .init(.closer, "<|tool_calls_section_end|>"),
            ]
        },
        CallGrammar(name: "deepseek-v31", family: .names) { name, arguments in
            [
                .init(.marker, "<｜tool▁calls▁begin｜>"), .init(.marker, "<｜tool▁call▁begin｜>"), .init(.name, name),
                .init(.tag, "<｜tool▁sep｜>"),
            ] + json(.object(arguments)) + [
                .init(.tag, "<｜tool▁call▁end｜>"), .init(.closer, "<｜tool▁calls▁end｜>"),
            ]
        },
    ]

    static func object(_ name: String, _ arguments: [JSONMember]) -> [WrittenPiece] {
        [.init(.open, "{")] + quoted("name", .key) + [.init(.colon, ":"), .init(.space, " ")] + quoted(name, .name)
            + [.init(.comma, ","), .init(.space, " ")] + quoted("arguments", .key)
            + [.init(.colon, ":"), .init(.space, " ")] + json(.object(arguments)) + [.init(.close, "}")]
    }

    static func quoted(_ text: String, _ role: WrittenPiece.Role, _ quote: String = "\"") -> [WrittenPiece] {
        [.init(.quote, quote), .init(role, text), .init(.quote, quote)]
    }

    static func json(_ value: JSONValue) -> [WrittenPiece] {
        switch value {
        case .object(let members):
            let parts = members.map {
                quoted($0.key, .key) + [.init(.colon, ":"), .init(.space, " ")] + json($0.value)
            }
            return [.init(.open, "{")] + listed(parts) + [.init(.close, "}")]
        case .array(let elements): return [.init(.open, "[")] + listed(elements.map(json)) + [.init(.close, "]")]
        case .string(let text):
            var escaped: [UInt8] = []
            JSONString.appendQuoted(text, to: &escaped)
            return quoted(String(decoding: escaped.dropFirst().dropLast(), as: UTF8.self), .value)
        default: return [.init(.value, value.jsonText)]
        }
    }

    static func listed(_ parts: [[WrittenPiece]], space: String = " ") -> [WrittenPiece] {
        var pieces: [WrittenPiece] = []
        for part in parts {
            if !pieces.isEmpty {
                pieces.append(.init(.comma, ","))
                if !space.isEmpty { pieces.append(.init(.space, space)) }
            }
            pieces += part
        }
        return pieces
    }

    static func braces(_ value: JSONValue, quote: String = "<|\"|>") -> [WrittenPiece] {
        switch value {
        case .object(let members):
            let parts = members.map { [.init(.key, $0.key), .init(.colon, ":")] + braces($0.value, quote: quote) }
            return [.init(.open, "{")] + listed(parts, space: "") + [.init(.close, "}")]
        case .array(let elements):
            let parts = elements.map { braces($0, quote: quote) }
            return [.init(.open, "[")] + listed(parts, space: "") + [.init(.close, "]")]
        case .string(let text): return quoted(text, .value, quote)
        default: return [.init(.value, value.jsonText)]
        }
    }

    static func python(_ name: String, _ arguments: [JSONMember]) -> [WrittenPiece] {
        let parts = arguments.map { [.init(.key, $0.key), .init(.colon, "=")] + literal($0.value) }
        return [.init(.name, name), .init(.open, "(")] + listed(parts) + [.init(.close, ")")]
    }

    private static func literal(_ value: JSONValue) -> [WrittenPiece] {
        switch value {
        case .bool(let isTrue): [.init(.value, isTrue ? "True" : "False")]
        case .null: [.init(.value, "None")]
        default: json(value)
        }
    }

    // MARK: Tags

    private static let tags: [CallGrammar] = [
        CallGrammar(name: "qwen3-coder-xml", family: .tags) { name, arguments in
            let parts = arguments.flatMap { member in
                parameter(member, open: ("<parameter=", ">"), close: "</parameter>", padding: "\n", "<function=")
            }
            return [
                .init(.marker, "<tool_call>"), .init(.space, "\n"), .init(.tag, "<function="), .init(.name, name),
                .init(.tag, ">"), .init(.space, "\n"),
            ] + parts
                + [
                    .init(.tag, "</function>", neighbour: "</parameter>"), .init(.space, "\n"),
                    .init(.closer, "</tool_call>"),
                ]
        },
        CallGrammar(name: "minimax-m2", family: .tags) { name, arguments in
            let parts = arguments.flatMap { member in
                parameter(
                    member, open: ("<parameter name=\"", "\">"), close: "</parameter>", padding: "", "<invoke name=\"")
            }
            return [
                .init(.marker, "<minimax:tool_call>"), .init(.space, "\n"), .init(.tag, "<invoke name=\""),
                .init(.name, name), .init(.tag, "\">"), .init(.space, "\n"),
            ] + parts
                + [
                    .init(.tag, "</invoke>", neighbour: "</parameter>"), .init(.space, "\n"),
                    .init(.closer, "</minimax:tool_call>"),
                ]
        },
        CallGrammar(name: "seed-oss", family: .tags) { name, arguments in
            let parts = arguments.flatMap { member in
                parameter(member, open: ("<parameter=", ">"), close: "</parameter>", padding: "", "<function=")
            }
            return [
                .init(.marker, "<seed:tool_call>"), .init(.space, "\n"), .init(.tag, "<function="),
                .init(.name, name), .init(.tag, ">"), .init(.space, "\n"),
            ] + parts
                + [
                    .init(.tag, "</function>", neighbour: "</parameter>"), .init(.space, "\n"),
                    .init(.closer, "</seed:tool_call>"),
                ]
        },
    ]

    static func parameter(
        _ member: JSONMember, open: (String, String), close: String, padding: String, _ neighbour: String
    ) -> [WrittenPiece] {
        [.init(.tag, open.0, neighbour: neighbour), .init(.key, member.key), .init(.tag, open.1)]
            + (padding.isEmpty ? [] : [.init(.space, padding)]) + [.init(.value, text(member.value))]
            + (padding.isEmpty ? [] : [.init(.space, padding)])
            + [
                .init(.tag, close, neighbour: neighbour.hasPrefix("<invoke") ? "</invoke>" : "</function>"),
                .init(.space, "\n"),
            ]
    }

    static func text(_ value: JSONValue) -> String { value.stringValue ?? value.jsonText }

    private static let pairs: [CallGrammar] = [("glm-4.5", "\n"), ("glm-4.7", "")].map { name, gap in
        CallGrammar(name: name, family: .pairs) { tool, arguments in
            let space: [WrittenPiece] = gap.isEmpty ? [] : [.init(.space, gap)]
            let parts = arguments.flatMap { member in
                [
                    .init(.tag, "<arg_key>", neighbour: "<arg_value>"), .init(.key, member.key),
                    .init(.tag, "</arg_key>", neighbour: "</arg_value>"),
                ] + space + [
                    .init(.tag, "<arg_value>", neighbour: "<arg_key>"), .init(.value, text(member.value)),
                    .init(.tag, "</arg_value>", neighbour: "</arg_key>"),
                ] + space
            }
            return [.init(.marker, "<tool_call>"), .init(.name, tool)] + space + parts
                + [.init(.closer, "</tool_call>")]
        }
    }
}
