import ProxyEngine
import Testing

@testable import TUI

struct CallRowsTests {
    /// The word behind an argument is never cut off, however narrow the half.
    @Test(arguments: 22...60)
    func verdictsFit(_ width: Int) {
        let arguments = #"{"old":"isInString = false","new":"isInString = true"}"#
        let call = RewriteDocument.Call(index: 0, id: "c", name: "edit", dialect: "hermes-json")
        let report = ToolCallReport(index: 0, id: "c", name: "edit", dialect: "hermes-json", arguments: arguments)
        let passage = RewriteDocument.Passage(kind: .call(call), span: 0..<0, text: arguments)
        let view = CallView(call: call, passage: passage, choice: 0, facts: CallFacts(report: report))
        let rows = CallRows(view: view, width: width).rows
        let judged = rows.filter { $0.pieces.last?.text == " ok" }
        #expect(judged.count == 2)
        #expect(judged.allSatisfy { $0.width <= width })
    }
}
