import TestSupport
import Testing

@testable import Monitoring

struct StatusLineTests {
    private func text(_ template: String) throws -> String {
        var state = MonitorState(startedAt: RequestScript.start)
        state.begin(RequestScript(1))
        let failure = RequestFailure(code: "x", message: "y", side: .backend)
        state.begin(RequestScript(2))
        state.play(RequestScript(2), [(.failed(failure, RequestOutcome(status: 502)), 1)])
        return try StatusLine(template).text(state.snapshot(after: 60))
    }

    @Test(arguments: [
        ("#{run}r #{tps}t/s #{err}e", "1r 0t/s 1e"), ("{run} of {queue}", "1 of 0"), ("ttft #{ttft}", "ttft -"),
        ("#{hold}#[fg=red]x", "#[fg=red]x"), ("", ""), ("plain", "plain"), ("#{problems}", "1"),
    ])
    func fillsItsTemplate(_ template: String, _ expected: String) throws {
        #expect(try text(template) == expected)
    }

    @Test(arguments: [("#{nothing}", "there is no nothing"), ("#{run", "never closed")])
    func saysWhatIsWrong(_ template: String, _ words: String) {
        do {
            _ = try StatusLine(template)
            Issue.record("it was taken")
        } catch {
            #expect(error.message.contains(words))
        }
    }

    /// Each name has a value or a dash, and a meaning.
    @Test(arguments: StatusLine.Field.allCases) func knowsEachField(_ field: StatusLine.Field) throws {
        #expect(try !text("<#{\(field.rawValue)}>").contains("#"))
        #expect(!field.meaning.isEmpty)
    }
}
