import Monitoring
import Testing

@testable import TUI

/// Arguments as their author meant them.
struct ArgumentLinesTests {
    private func rows(_ arguments: String, isRaw: Bool = false) -> [String] {
        let call = RewriteDocument.Call(index: 0, id: "c", name: "edit", dialect: "hermes-json")
        let report = ToolCallReport(index: 0, id: "c", name: "edit", dialect: "hermes-json", arguments: arguments)
        let passage = RewriteDocument.Passage(kind: .call(call), span: 0..<0, text: arguments)
        let view = CallView(call: call, passage: passage, choice: 0, facts: CallFacts(report: report))
        return CallRows(view: view, width: 60, isRaw: isRaw).rows.map { $0.pieces.map(\.text).joined() }
    }

    @Test func aTextHasItsLines() {
        let arguments = #"{"path":"a","content":"let a = \"1\"\n\tlet b = 2\n"}"#
        let lines = rows(arguments)
        #expect(lines.contains { $0.contains(#"┊ let a = "1""#) })
        #expect(lines.contains { $0.contains("┊") && $0.contains("let b = 2") && !$0.contains("let a") })
        #expect(rows(arguments, isRaw: true).contains { $0.contains(#"\n\tlet b"#) })
    }

    /// An edit is the difference of its texts.
    @Test(arguments: [("old_string", "new_string"), ("oldText", "newText"), ("search", "replace")])
    func anEditIsADifference(_ old: String, _ new: String) {
        let lines = rows(#"{"\#(old)":"one\ntwo","\#(new)":"one\n2"}"#)
        #expect(lines.contains { $0.hasSuffix("- two") } && lines.contains { $0.hasSuffix("+ 2") })
        #expect(lines.contains { $0.contains("one") && !$0.contains("-") && !$0.contains("+") })
        #expect(lines.contains { $0.contains("-1 +1") })
    }
}
