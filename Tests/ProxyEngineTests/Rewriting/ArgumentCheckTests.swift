import Testing
import ToolCallParsing

@testable import ProxyEngine

struct ArgumentCheckTests {
    private static let schema =
        #"{"type":"object","required":["city"],"properties":{"city":{"type":"string"},"days":{"type":"integer"},"#
        + #""ratio":{"type":"number"},"on":{"type":"boolean"},"tags":{"type":["array","null"]},"odd":{"type":"of no meaning"},"#
        + #""any":{},"code":{"type":"string","pattern":"^(?=a)"}}}"#

    private func judge(_ arguments: String, name: String = "f") throws -> ArgumentCheck.Judgement {
        let tool = ToolDeclaration(name: "f", parameters: try JSONValue(parsing: Array(Self.schema.utf8)))
        var steps = ArgumentValidator.maximumStepsOfAnswer
        return ArgumentCheck.judge(Array(arguments.utf8), of: name, rules: CallRules(tools: [tool]), steps: &steps)
    }

    private func problem(_ arguments: String, name: String = "f") throws -> String? {
        try judge(arguments, name: name).problem
    }

    @Test(arguments: [
        #"{"city":"Oslo"}"#, #"{"city":"Oslo","days":3,"ratio":1.5,"on":true,"tags":[1],"odd":5,"any":null,"x":{}}"#,
        #"{"city":"","days":3.0,"ratio":3,"tags":null}"#,
    ])
    func accepts(_ arguments: String) throws { #expect(try judge(arguments) == ArgumentCheck.Judgement()) }

    /// What is not checked is no problem, and is told.
    @Test func tellsWhatWasNotChecked() throws {
        let unchecked = "/code: its pattern has a lookahead"
        #expect(try judge(#"{"city":"a","code":"b"}"#) == ArgumentCheck.Judgement(unchecked: unchecked))
        let problem = "/days: expected integer, got null"
        #expect(
            try judge(#"{"city":"a","code":"b","days":null}"#)
                == ArgumentCheck.Judgement(problem: problem, unchecked: unchecked))
    }

    @Test(
        arguments: zip(
            [
                #"{"days":3}"#, #"{"city":5}"#, #"{"city":"a","days":"3"}"#, #"{"city":"a","days":3.5}"#,
                #"{"city":"a","days":1e-3}"#, #"{"city":"a","tags":{}}"#, "[]", "null",
            ],
            [
                "/city: required, but missing", "/city: expected string, got 5",
                #"/days: expected integer, got "3""#, "/days: expected integer, got 3.5",
                "/days: expected integer, got 1e-3", "/tags: expected array or null, got {}",
                "the arguments are no object", "the arguments are no object",
            ]))
    func namesTheProblem(_ arguments: String, _ wanted: String) throws { #expect(try problem(arguments) == wanted) }

    @Test func namesWhatIsNoJSON() throws {
        #expect(try problem(#"{"city":"#)?.hasPrefix("the arguments are no JSON") == true)
        #expect(try problem("")?.hasPrefix("the arguments are no JSON") == true)
    }

    @Test func namesAnUnknownTool() throws { #expect(try problem("{}", name: "g") == "no tool g was declared") }

    /// A long value is named by its type.
    @Test func staysShort() throws {
        let long = String(repeating: "x", count: 10_000)
        #expect(try problem(#"{"city":"a","days":"\#(long)"}"#) == "/days: expected integer, got string")
    }

    /// What is too long to be read on the loop is told as that, and not called wrong.
    @Test func longArgumentsAreNotChecked() throws {
        let arguments = #"{"city":""# + String(repeating: "x", count: ArgumentCheck.maximumBytes) + #""}"#
        #expect(
            try judge(arguments) == ArgumentCheck.Judgement(unchecked: "more than 1 MiB of arguments are not checked"))
    }
}
