import Testing
import ToolCallParsing

/// Kinds of damage of which single texts say most.
struct KindTests {
    private func trace(_ text: String) -> ParsedTrace {
        ParsedTrace(Array(text.utf8), parser: DamageTests.parser)
    }

    private func arguments(of text: String) -> JSONValue? {
        trace(text).calls.first.flatMap { try? JSONValue(parsing: $0.arguments) }
    }

    struct Spelled: Sendable, CustomTestStringConvertible {
        var written: String
        /// `nil`: what was written is handed on, and is no JSON.
        var meant: String?
        /// Whole numbers are asked for.
        var isWhole = true
        var testDescription: String { written }
    }

    @Test(arguments: [
        Spelled(written: "12,345", meant: "12345"), Spelled(written: "1,234,567", meant: "1234567"),
        Spelled(written: "1_234", meant: "1234"), Spelled(written: "-1,234", meant: "-1234"),
        Spelled(written: "0,125"), Spelled(written: "12,34"), Spelled(written: "1234,567"),
        // It may be a fraction.
        Spelled(written: "12,345", isWhole: false), Spelled(written: "1,234,567", meant: "1234567", isWhole: false),
        Spelled(written: "12,345.5", meant: "12345.5", isWhole: false),
    ])
    func numbersWithThousands(_ number: Spelled) {
        let (tool, key) = number.isWhole ? ("search", "limit") : ("set_config", "level")
        let first = number.isWhole ? #""query": "x""# : #""config": {}"#
        let text =
            "<tool_call>\n{\"name\": \"\(tool)\", \"arguments\": {\(first), \"\(key)\": \(number.written)}}\n</tool_call>"
        #expect(arguments(of: text)?[key] == number.meant.map { .number($0) }, "\(trace(text))")
        #expect(trace(text).calls.map(\.name) == [tool])
    }

    /// Something is required: `{}` was not written.
    @Test(arguments: ["<tool_call>\n{\"name\": \"run\"}\n</tool_call>", "TOOL_CALL: {\"name\": \"run\"}"])
    func requiredArgumentsAreNotMadeUp(_ text: String) {
        #expect(trace(text).calls.allSatisfy { (try? JSONValue(parsing: $0.arguments)) == nil }, "\(trace(text))")
    }

    /// The text ended before the object did: a damage before that is no reason to close it.
    @Test(arguments: [
        "TOOL_CALL: {\"name\": \"run\", \"arguments\": {\"command\": \"ls\", timeout\": 3}",
        "[TOOL_CALLS]run[ARGS]{\"command\": \"ls\", timeout\": 3",
    ])
    func whatIsCutStaysOpen(_ text: String) {
        #expect(trace(text).calls.map(\.name) == ["run"])
        #expect(arguments(of: text) == nil, "\(trace(text))")
    }

    /// Even where a quote is lost, and another one comes behind the call.
    @Test func noValueHoldsTheEndOfItsCall() {
        let text =
            "<tool_call>\n{\"name\": \"write_file\", \"arguments\": {\"path\": \"a\", content\": \"ls}}\n</tool_call>\n"
            + "and more\"}}\n</tool_call>"
        #expect(trace(text).calls.allSatisfy { !$0.arguments.contains("</tool_call>") }, "\(trace(text))")
    }

    @Test(arguments: [
        "<｜tool_call_start｜>[run(command=\"ls\")]<｜tool_call_end｜>",
        "<｜tool_calls_section_begin｜><｜tool_call_begin｜>functions.run:0<｜tool_call_argument_begin｜>{\"command\": \"ls\"}"
            + "<｜tool_call_end｜><｜tool_calls_section_end｜>",
        "<｜channel｜>commentary to=functions.run <｜constrain｜>json<｜message｜>{\"command\": \"ls\"}<｜call｜>",
        // The closers have the usual ones.
        "<｜tool_call_start｜>[run(command=\"ls\")]<|tool_call_end|>",
        "<tool_call>\n\u{200B}{\"name\": \"run\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>",
        "[END_TOOL_REQUEST]\n[TOOL_REQUEST]{\"name\": \"run\", \"arguments\": {\"command\": \"ls\"}}[END_TOOL_REQUEST]",
        "<|call|>\n<|channel|>commentary to=functions.run <|constrain|>json<|message|>{\"command\": \"ls\"}<|call|>",
        "<|tool_call>call:run run<pad>\n```json\n{command:<|\"|>ls<|\"|>}\n```<tool_call|>",
        "<function_calls>\nrun(command=\"ls\", # lists\n)\n</function_calls>",
        "<tool_call>\n<function=run>\n<parameter=command>\nls\n\u{200B}</parameter>\n</function>\n</tool_call>",
    ])
    func isRead(_ text: String) {
        let trace = trace(text)
        #expect(trace.calls.map(\.name) == ["run"], "\(trace)")
        #expect(arguments(of: text) == .object([JSONMember(key: "command", value: .string("ls"))]), "\(trace)")
        #expect(trace.content.isEmpty, "\(trace)")
    }

    /// Where no call follows, it is prose.
    @Test(arguments: [
        "[END_TOOL_REQUEST]\nis what ends one.", "<|call|>\nends a message.",
        "A call begins with <｜tool_call_start｜> there.",
        "[list(x) for x in expected]", "[run(x) for x in expected]", "[run(f(x)), run(y)]",
        "{\"name\": \"run\", \"version\": \"1.0\"}",
    ])
    func isProse(_ text: String) {
        let trace = trace(text)
        #expect(trace.calls.isEmpty && trace.content == text, "\(trace)")
        #expect(trace.nearMisses.isEmpty, "\(trace)")
    }

    @Test func aFenceWithoutAnEndIsNotEndedByTheNextCall() {
        let text = "```tool_code\nrun(command=\"ls\")\n```tool_code\nsearch(query=\"x\")\n```"
        #expect(trace(text).calls.map(\.name) == ["run", "search"])
        #expect(trace(text).content.isEmpty)
    }

    /// Strings where the schema wants an object or array, in Python's notation.
    @Test(arguments: [
        (#"set_config(config="{\"mode\": \"x\"}")"#, #"{"config":{"mode":"x"}}"#),
        (#"tag_items(tags="[\"a\", \"b\"]", note="n")"#, #"{"tags":["a","b"],"note":"n"}"#),
        (#"set_config(config="none of it")"#, #"{"config":"none of it"}"#),
    ])
    func pythonStringsThatHoldContainers(_ call: String, _ meant: String) throws {
        let text = "<|tool_call_start|>[\(call)]<|tool_call_end|>"
        #expect(arguments(of: text) == (try JSONValue(parsing: meant)), "\(trace(text))")
    }

    /// A value between tags is of its type, or what was written.
    @Test(arguments: [
        Spelled(written: "5", meant: "5"), Spelled(written: "5.0", meant: "5"), Spelled(written: "5.7"),
        Spelled(written: "5e1"),
    ])
    func wholeNumbers(_ number: Spelled) {
        let text =
            "<tool_call>\n<function=run>\n<parameter=command>\nx\n\n</parameter>\n<parameter=timeout>\n\(number.written)\n</parameter>\n"
            + "</function>\n</tool_call>"
        #expect(arguments(of: text)?["timeout"] == number.meant.map { .number($0) } ?? .string(number.written))
        // One line feed on each side is padding, and no more.
        #expect(arguments(of: text)?["command"] == .string("x\n"))
    }

    /// No piece of text ends inside of a character.
    @Test func charactersStayWhole() {
        let bytes = Array("aé東🙂 – end".utf8)
        for cut in 1..<bytes.count {
            var parser = DamageTests.parser
            var batch = ParsedBatch()
            bytes[..<cut].withUnsafeBytes { parser.receive($0, into: &batch) }
            for case .content(let range, _) in batch.events {
                #expect(String(validating: batch.bytes[range], as: UTF8.self) != nil, "cut at \(cut)")
            }
        }
    }
}
