import Monitoring
import Testing

@testable import TUI

struct ToolMarkTests {
    /// Each letter says the worst that is known of a call, and how many calls are like that.
    @Test func lettersOfTheToolColumn() {
        var request = SampleRequests.base(1, agent: "pi", at: 0)
        #expect(request.toolMark.text == "-")
        var call = ToolCallReport(index: 0, id: "c", name: "f", dialect: "native", arguments: "{}")
        request.calls = [call]
        #expect(request.toolMark.text == "1n")
        call.dialect = "hermes-json"
        request.calls.append(call)
        #expect(request.toolMark.text == "1w1n")
        request.calls[1].finding = CallFinding(isInReasoning: true)
        #expect(request.toolMark.text == "1t1n")
        request.calls[1].isLeftInText = true
        #expect(request.toolMark.text == "1r1n")
        request.calls[0].isValid = false
        #expect(request.toolMark.text == "1B1r")
    }

    /// As many as are bad, not all that there are.
    @Test(arguments: [(1, 4, "1B4w"), (37, 219, "37B"), (256, 0, "256B"), (0, 256, "256w")])
    func numberOfTheWorst(bad: Int, good: Int, expected: String) {
        var request = SampleRequests.base(1, agent: "pi", at: 0)
        for index in 0..<bad + good {
            var call = ToolCallReport(index: index, id: "c", name: "f", dialect: "hermes-json", arguments: "{}")
            call.isValid = index >= bad
            request.calls.append(call)
        }
        #expect(request.toolMark.text == expected)
    }

    /// Only the last call can be cut off by the answer's end, and only where that was its limit.
    @Test func unfinishedCall() {
        var request = SampleRequests.finished(1, agent: "pi", 0)
        for index in 0..<2 {
            request.calls.append(
                ToolCallReport(
                    index: index, id: "c", name: "write_file", dialect: "hermes-json", arguments: "{}",
                    repairs: ["unclosed"]))
        }
        #expect(request.toolMark.text == "2w")
        #expect(request.mark == nil)
        #expect(!request.isProblem)
        request.backendFinishReason = "length"
        #expect(request.toolMark.text == "1U1w")
        #expect(request.mark?.letter == "U")
        #expect(request.isProblem)
        #expect(request.problem?.contains("write_file: cut off") == true)
    }

    /// A failed answer whose head said 200 does not look like a success.
    @Test(arguments: [
        (200, "backend_broke_off", "cut"), (200, "backend_error", "fail"), (502, "backend_broke_off", "502"),
        (nil, "queue_full", "fail"),
    ])
    func endingOfAFailure(status: Int?, code: String, expected: String) {
        var request = SampleRequests.base(1, agent: "pi", at: 0)
        request.phase = .failed
        request.status = status
        request.failure = RequestFailure(code: code, message: "", side: .backend)
        #expect(request.ending.text == expected)
    }
}
