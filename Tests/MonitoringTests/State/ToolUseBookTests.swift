import Testing

@testable import Monitoring

struct ToolUseBookTests {
    private func call(_ name: String, _ dialect: String, repairs: [String] = [], problem: String? = nil)
        -> ToolCallReport
    {
        ToolCallReport(
            index: 0, id: "call_1", name: name, dialect: dialect, arguments: "{\"a\":1}", repairs: repairs,
            isValid: problem == nil, problem: problem)
    }

    @Test func countsByToolAndDialect() throws {
        var book = ToolUseBook()
        book.count(call("read", "native"), in: RequestID(rawValue: 1), at: 10)
        book.count(call("read", "hermes-json", repairs: ["unclosed", "unclosed"]), in: RequestID(rawValue: 2), at: 11)
        book.count(call("read", "hermes-json", problem: "/a: too large"), in: RequestID(rawValue: 3), at: 12)
        book.count(.init(dialect: "hermes-json", reason: "malformed"), in: RequestID(rawValue: 4), at: 13)
        #expect(book.ranked.map(\.id) == ["read hermes-json", " hermes-json", "read native"])
        let use = try #require(book.ranked.first)
        #expect(use.calls == 2)
        #expect(use.badArguments == 1)
        #expect(use.repaired == 1)
        #expect(use.repairs == [.init(name: "unclosed", count: 2)])
        #expect(use.argumentBytes == 14)
        #expect(use.lastUsedAt == 12)
        #expect(use.lastProblem == "/a: too large")
        #expect(use.lastProblemRequest == RequestID(rawValue: 3))
        #expect(book.ranked[1].nearMisses == 1)
        #expect(book.ranked[1].calls == 0)
    }

    /// How long clients take for a tool's result.
    @Test func answersAreTimed() {
        var book = ToolUseBook()
        book.answered(tool: "unknown", dialect: "native", after: 1)
        #expect(book.ranked.isEmpty)
        book.count(call("read", "native"), in: RequestID(rawValue: 1), at: 10)
        for seconds in 1...20 { book.answered(tool: "read", dialect: "native", after: Double(seconds)) }
        #expect(book.ranked[0].answerP50 == 10)
        #expect(book.ranked[0].answerP95 == 19)
    }

    /// A model that invents names fills no memory; what was used lately stays.
    @Test func isBounded() {
        var book = ToolUseBook()
        for number in 0..<1_000 {
            book.count(call("tool\(number)", "native"), in: RequestID(rawValue: 1), at: Double(number))
        }
        #expect(book.ranked.count == ToolUse.capacity)
        #expect(book.ranked.contains { $0.tool == "tool999" })
        #expect(!book.ranked.contains { $0.tool == "tool0" })
    }
}
