import TestSupport
import Testing
import ToolCallParsing

@testable import Monitoring

struct CallCheckTests {
    private static let schema =
        #"{"type":"object","required":["path","mode"],"additionalProperties":false,"properties":{"#
        + #""path":{"type":"string"},"limit":{"type":"integer"},"mode":{"enum":["text","hex"]},"#
        + #""range":{"type":"object","properties":{"from":{"type":"integer"}}}}}"#
    private static let tools = [
        PromptTool(name: "other", bytes: 0),
        PromptTool(
            name: "read_file",
            parameters: [
                .init(name: "path", type: "string", isRequired: true, description: ""),
                .init(name: "limit", type: "integer", isRequired: false, description: ""),
                .init(name: "mode", type: "\"text\"|\"hex\"", isRequired: true, description: ""),
                .init(name: "range", type: "object", isRequired: false, description: ""),
            ], schema: schema, bytes: 0),
    ]

    private func check(_ arguments: String, name: String = "read_file", isComplete: Bool = true) -> CallCheck {
        CallCheck(name: name, arguments: arguments, isComplete: isComplete, tools: Self.tools)
    }

    private func verdicts(_ check: CallCheck) -> [CallCheck.Verdict] { check.parameters.map(\.verdict) }

    @Test func goodArguments() {
        let check = check(#"{"path":"a","mode":"hex"}"#)
        #expect(check.tool == 1 && check.hasSchema && check.extras.isEmpty && check.problems.isEmpty)
        #expect(verdicts(check) == [.fits, .isAbsent(isWrong: false), .fits, .isAbsent(isWrong: false)])
        #expect(check.isCurable == nil)
    }

    @Test func badArguments() {
        let check = check(#"{"path":"a","limit":"all","range":{"from":"x"},"zebra":1}"#)
        #expect(
            verdicts(check) == [
                .fits, .isWrong(#"expected integer, got "all""#), .isAbsent(isWrong: true),
                .isWrong(#"/from: expected integer, got "x""#),
            ])
        #expect(check.extras.map(\.name) == ["zebra"])
        #expect(check.extras.first?.verdict == .isWrong("not a parameter of the tool"))
        #expect(check.isCurable == false)
    }

    @Test func whatIsNotChecked() {
        let schema =
            #"{"patternProperties":{"(?=b)":{}},"properties":{"path":{"pattern":"(?=a)"}}}"#
        let tool = PromptTool(
            name: "f", parameters: [.init(name: "path", type: "string", isRequired: true, description: "")],
            schema: schema, bytes: 0)
        let check = CallCheck(name: "f", arguments: #"{"path":"a","x":1}"#, isComplete: true, tools: [tool])
        #expect(verdicts(check) == [.isUnchecked("its pattern has a lookahead")])
        #expect(check.extras.map(\.verdict) == [.isUnchecked("its pattern has a lookahead")])
        #expect(check.problems.isEmpty && check.unchecked.isEmpty && check.isCurable == nil)
        let deep = PromptTool(
            name: "f", schema: ##"{"anyOf":[{"minProperties":5},{"$ref":"#"}]}"##, bytes: 0)
        #expect(
            CallCheck(name: "f", arguments: "{}", isComplete: true, tools: [deep]).unchecked
                == ["one of several schemas could not be checked"])
    }

    @Test func whatCoercionWouldDo() {
        #expect(check(#"{"path":"a","limit":"5","mode":"hex"}"#).isCurable == true)
        #expect(check(#"{"path":"a","limit":"5"}"#).isCurable == false)
    }

    @Test func noToolNoSchemaNoObject() {
        #expect(check("{}", name: "nobody").tool == nil)
        let other = check(#"{"x":1}"#, name: "other")
        #expect(other.tool == 0 && !other.hasSchema && other.extras.map(\.verdict) == [.fits])
        #expect(check("[1]").problems == ["no JSON object"])
        #expect(check(#"{"path":"#).problems == ["no JSON object"])
        #expect(check(#"{"path":"#, isComplete: false).problems.isEmpty)
    }

    /// However far they have been written: what is judged is complete, a verdict once given stays.
    @Test(arguments: [
        #"{"path":"a, \"b\" {","limit":"all","range":{"from":[1,{"x":","}]},"mode":"hex"}"#,
        #" { "mode" : "no" , "limit" : 5 }"#, #"{"path":"\\","zebra":{},"limit":null}"#,
    ])
    func whileTheyAreWritten(_ arguments: String) {
        let whole = check(arguments)
        let bytes = Array(arguments.utf8)
        for count in 0..<bytes.count {
            let text = String(decoding: bytes[..<count], as: UTF8.self)
            let partial = check(text, isComplete: false)
            for (now, later) in zip(partial.parameters, whole.parameters) {
                switch now.verdict {
                case .fits, .isWrong, .isUnchecked: #expect(now.verdict == later.verdict, "\(text)")
                case .isPending, .isAbsent(false): break
                case .isAbsent(true): Issue.record("\(now.name) is missing while it may come: \(text)")
                }
            }
            #expect(whole.extras.starts(with: partial.extras))
        }
    }

    /// The key whose value is being written is told.
    @Test func thePendingMember() {
        #expect(verdicts(check(#"{"path":"a","limit":4"#, isComplete: false))[1] == .isPending)
        #expect(verdicts(check(#"{"path":"a"#, isComplete: false))[0] == .isPending)
        #expect(verdicts(check(#"{"pa"#, isComplete: false))[0] == .isAbsent(isWrong: false))
    }

    @Test func whateverIsWrittenDoesNotTrap() {
        var random = SeededGenerator(seed: 3)
        let alphabet = Array(#"{}[]",:\ a1"#.utf8)
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0x20
            }
            _ = check(String(decoding: text, as: UTF8.self), isComplete: Bool.random(using: &random))
        }
    }
}
