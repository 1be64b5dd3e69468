import Foundation
import Testing
import ToolCallParsing

/// What models wrote and parsers got wrong, after public bug reports, the suites of other parsers, and a small model's own
/// attempts.
struct ReportedCase: Sendable, CustomTestStringConvertible {
    var name: String
    var why: String
    var text: String
    var tools: [ToolDeclaration]
    /// Lists of calls that are right: names and arguments.
    var answers: [[(name: String, arguments: JSONValue)]]
    /// Texts that are right; empty: any is.
    var contents: [String]
    var reasoning: String?

    var testDescription: String { name }

    static let all: [ReportedCase] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reported")
        return ["bugs", "suites", "small-models", "kinds"].flatMap { file in
            let text = (try? String(contentsOf: folder.appending(path: file + ".jsonl"), encoding: .utf8)) ?? ""
            return text.split(separator: "\n").compactMap { ReportedCase(String($0)) }
        }
    }()

    private init?(_ line: String) {
        guard let value = try? JSONValue(parsing: line), let text = value["in"]?.stringValue else {
            fatalError("no case: \(line)")
        }
        name = value["name"]?.stringValue ?? ""
        why = value["why"]?.stringValue ?? ""
        self.text = text
        tools = (value["tools"]?.arrayValue ?? []).map {
            ToolDeclaration(name: $0["name"]?.stringValue ?? "", parameters: $0["parameters"])
        }
        answers = ([value["calls"] ?? .array([])] + (value["or"]?.arrayValue ?? [])).map { calls in
            (calls.arrayValue ?? []).map { ($0.arrayValue?[0].stringValue ?? "", $0.arrayValue?[1] ?? .null) }
        }
        contents = value["content"]?.arrayValue?.compactMap(\.stringValue) ?? []
        reasoning = value["reasoning"]?.stringValue
    }

    /// Whether the calls are those that were meant.
    func hasRightCalls(_ trace: ParsedTrace) -> Bool {
        answers.contains { answer in
            answer.count == trace.calls.count
                && zip(answer, trace.calls).allSatisfy { wanted, got in
                    wanted.name == got.name
                        && (try? JSONValue(parsing: got.arguments)).map { $0.isSame(wanted.arguments) } == true
                }
        }
    }

    /// Whether the text is that which was meant, white space around calls left aside.
    func hasRightText(_ trace: ParsedTrace) -> Bool {
        let content = trace.content.trimmingCharacters(in: .whitespacesAndNewlines)
        let isRight = contents.isEmpty || contents.contains(content)
        return isRight && reasoning.map { $0 == trace.reasoning } ?? true
    }
}

extension JSONValue {
    /// The same value, whatever the order of members and the spelling of numbers.
    func isSame(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object(let a), .object(let b)):
            a.count == b.count
                && a.allSatisfy { member in other[member.key].map { member.value.isSame($0) } == true }
        case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.isSame($1) }
        case (.number(let a), .number(let b)): a == b || Double(a) == Double(b)
        default: self == other
        }
    }
}

struct ReportedCaseTests {
    /// Not read yet as they should be. They obey the law all the same.
    static let shortfalls: Set<String> = []

    private func trace(_ sample: ReportedCase) -> ParsedTrace {
        ParsedTrace(Array(sample.text.utf8), tools: sample.tools)
    }

    @Test(arguments: ReportedCase.all) func isRight(_ sample: ReportedCase) {
        let trace = trace(sample)
        let isRight = sample.hasRightCalls(trace) && sample.hasRightText(trace)
        if Self.shortfalls.contains(sample.name) {
            #expect(!isRight, "no longer a shortfall")
            for call in trace.calls { #expect(Law.holds(for: call.arguments, of: sample.text), "\(trace)") }
        } else {
            #expect(isRight, "\(sample.why)\n\(sample.text)\n\(trace)")
        }
    }

    @Test(arguments: ReportedCase.all) func cutsDoNotMatter(_ sample: ReportedCase) {
        let text = Array(sample.text.utf8)
        let parser = ModelOutputParser(tools: sample.tools)
        let whole = ParsedTrace(text, parser: parser)
        for cuts in [Array(1..<max(2, text.count))] + (1..<max(2, text.count)).map({ [$0] }) {
            let trace = ParsedTrace(text, cuts: cuts, parser: parser)
            guard trace != whole else { continue }
            Issue.record("cuts \(cuts):\n\(trace)\n-- whole:\n\(whole)")
            return
        }
    }
}
