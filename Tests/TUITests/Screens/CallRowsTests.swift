import Monitoring
import Testing

@testable import TUI

struct CallRowsTests {
    /// The word behind an argument is never cut off, however narrow the half.
    @Test(arguments: 22...60)
    func verdictsFit(_ width: Int) {
        let arguments = #"{"path":"isInString = false","text":"isInString = true"}"#
        let call = RewriteDocument.Call(index: 0, id: "c", name: "edit", dialect: "hermes-json")
        let report = ToolCallReport(index: 0, id: "c", name: "edit", dialect: "hermes-json", arguments: arguments)
        let passage = RewriteDocument.Passage(kind: .call(call), span: 0..<0, text: arguments)
        let view = CallView(call: call, passage: passage, choice: 0, facts: CallFacts(report: report))
        let rows = CallRows(view: view, width: width).rows
        let judged = rows.filter { $0.pieces.last?.text == " ok" }
        #expect(judged.count == 2)
        #expect(judged.allSatisfy { $0.width <= width })
    }

    /// An edit is one difference with one verdict on both of its texts, which is not cut off either.
    @Test(arguments: 22...60)
    func verdictsOnEditsFit(_ width: Int) {
        let arguments = #"{"old_string":"isInString = false","new_string":"isInString = true"}"#
        let call = RewriteDocument.Call(index: 0, id: "c", name: "edit", dialect: "hermes-json")
        let report = ToolCallReport(index: 0, id: "c", name: "edit", dialect: "hermes-json", arguments: arguments)
        let passage = RewriteDocument.Passage(kind: .call(call), span: 0..<0, text: arguments)
        let view = CallView(call: call, passage: passage, choice: 0, facts: CallFacts(report: report))
        let judged = CallRows(view: view, width: width).rows.filter { $0.pieces.last?.text == " ok" }
        #expect(judged.count == 1)
        #expect(judged.allSatisfy { $0.width <= width })
    }

    /// An edit of too many lines says that its lines were not compared.
    @Test(arguments: [(1024, false), (1025, true)])
    func longEditsAreNotCompared(_ lines: Int, _ isTold: Bool) {
        func text(_ word: String) -> String { (0..<lines).map { "\(word)\($0)" }.joined(separator: "\\n") }
        let arguments = #"{"old_string":"\#(text("old"))","new_string":"\#(text("new"))"}"#
        let call = RewriteDocument.Call(index: 0, id: "c", name: "edit", dialect: "hermes-json")
        let report = ToolCallReport(index: 0, id: "c", name: "edit", dialect: "hermes-json", arguments: arguments)
        let passage = RewriteDocument.Passage(kind: .call(call), span: 0..<0, text: arguments)
        let view = CallView(call: call, passage: passage, choice: 0, facts: CallFacts(report: report))
        let rows = CallRows(view: view, width: 60).rows.map { $0.pieces.map(\.text).joined() }
        #expect(rows.contains { $0.contains("too many lines: not compared") } == isTold)
        #expect(rows.contains { $0.contains("-\(lines) +\(lines)") })
    }

    /// What was not checked says so and why, in both panes; it is neither right nor wrong.
    @Test func whatWasNotChecked() {
        let arguments = #"{"code":"b"}"#
        let call = RewriteDocument.Call(index: 0, id: "c", name: "edit", dialect: "hermes-json")
        let report = ToolCallReport(index: 0, id: "c", name: "edit", dialect: "hermes-json", arguments: arguments)
        let passage = RewriteDocument.Passage(kind: .call(call), span: 0..<0, text: arguments)
        let tool = PromptTool(
            name: "edit", parameters: [.init(name: "code", type: "string", isRequired: true, description: "")],
            schema: #"{"properties":{"code":{"pattern":"(?=a)"}}}"#, bytes: 0)
        var view = CallView(call: call, passage: passage, choice: 0, facts: CallFacts(report: report))
        view.check = CallCheck(name: "edit", arguments: arguments, isComplete: true, tools: [tool])
        func text(_ rows: [StyledText]) -> String {
            rows.map { $0.pieces.map(\.text).joined() }.joined(separator: "\n")
        }
        #expect(text(CallRows(view: view, width: 60).rows).contains("\n      not checked: its pattern has a lookahead"))
        #expect(
            text(CheckRows(view: view, width: 80).rows).contains(
                "\ncode       string required not checked: its pattern has a lookahead\n"))
        #expect(!text(CallRows(view: view, width: 60).rows).contains("\"b\" ok"))
    }
}
