import ProxyEngine
import Testing

@testable import TUI

struct ToolMarkTests {
    /// The letter says the worst that is known of the calls.
    @Test func lettersOfTheToolColumn() {
        var request = SampleRequests.base(1, agent: "pi", at: 0)
        #expect(request.toolMark.text == "-")
        var call = ToolCallReport(index: 0, id: "c", name: "f", dialect: "native", arguments: "{}")
        request.calls = [call]
        #expect(request.toolMark.text == "1n")
        call.dialect = "hermes-json"
        request.calls.append(call)
        #expect(request.toolMark.text == "2w")
        request.calls[1].finding = CallFinding(isInReasoning: true)
        #expect(request.toolMark.text == "2t")
        request.calls[1].isLeftInText = true
        #expect(request.toolMark.text == "2r")
        request.calls[0].isValid = false
        #expect(request.toolMark.text == "2B")
    }
}
