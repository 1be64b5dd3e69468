import Foundation
import ProxyEngine
import Testing
import ToolCallParsing

/// Calls that backends gave themselves, after public reports on servers and agents (`Cases/native-calls.jsonl`).
struct NativeCallCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var id: String
        var request: JSONValue
        var answer: [UInt8]
        var isStream: Bool
        var expected: JSONValue
        var testDescription: String { id }

        init?(_ line: String) {
            guard let value = try? JSONValue(parsing: line), let id = value["id"]?.stringValue,
                let request = value["request"], let expected = value["expected"],
                let answer = value["backend_sse"]?.stringValue ?? value["backend_body"]?.stringValue
            else { return nil }
            (self.id, self.request, self.expected) = (id, request, expected)
            isStream = value["backend_sse"] != nil
            self.answer = Array(answer.utf8)
        }
    }

    static let all: [Case] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/native-calls.jsonl")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { Case(String($0)) }
    }()

    @Test func areAllRead() { #expect(Self.all.count == 14) }

    /// The message that the client gets: `content`, `finish_reason` and `calls` with arguments by value.
    private func message(_ sample: Case, isStreamWanted: Bool, cuts: [Int]) throws -> JSONValue {
        var members = sample.request.objectValue ?? []
        members.removeAll { $0.key == "stream" }
        members.append(JSONMember(key: "stream", value: .bool(isStreamWanted)))
        var run = TranslationRun(
            try ChatRequest(body: Array(JSONValue.object(members).jsonText.utf8)),
            contentType: sample.isStream ? "text/event-stream" : "application/json")
        run.feed(sample.answer, cuts: cuts)
        guard isStreamWanted else {
            let choice = try JSONValue(parsing: run.output)["choices"]?.arrayValue?.first
            let calls = choice?["message"]?["tool_calls"]
            #expect(calls?.arrayValue?.isEmpty != true)
            return .object([
                JSONMember(key: "content", value: choice?["message"]?["content"] ?? .null),
                JSONMember(key: "finish_reason", value: choice?["finish_reason"] ?? .null),
                JSONMember(
                    key: "calls",
                    value: .array(
                        try (calls?.arrayValue ?? []).map {
                            try call($0["function"]?["name"]?.stringValue, $0["function"]?["arguments"]?.stringValue)
                        })),
            ])
        }
        #expect(!run.text.contains(#""tool_calls":[]"#) && !run.text.contains(#""tool_calls": []"#))
        let message = try StrictStreamReader(run.output).message
        return .object([
            JSONMember(key: "content", value: .string(message.content)),
            JSONMember(key: "finish_reason", value: message.finishReason.map { .string($0) } ?? .null),
            JSONMember(key: "calls", value: .array(try message.calls.map { try call($0.name, $0.arguments) })),
        ])
    }

    private func call(_ name: String?, _ arguments: String?) throws -> JSONValue {
        .object([
            JSONMember(key: "name", value: .string(name ?? "")),
            JSONMember(key: "arguments", value: try JSONValue(parsing: arguments ?? "")),
        ])
    }

    @Test(arguments: all, [true, false]) func comeOutRight(_ sample: Case, isStreamWanted: Bool) throws {
        let count = sample.answer.count
        let cuttings = [[], Array(stride(from: 7, to: count, by: 7)), Array(1..<count)]
        for cuts in cuttings {
            let message = try message(sample, isStreamWanted: isStreamWanted, cuts: cuts)
            if let calls = sample.expected["tool_calls"] { #expect(message["calls"] == calls) }
            if let content = sample.expected["content"]?.stringValue {
                #expect((message["content"]?.stringValue ?? "") == content)
            }
            if let reason = sample.expected["finish_reason"] { #expect(message["finish_reason"] == reason) }
        }
    }
}
