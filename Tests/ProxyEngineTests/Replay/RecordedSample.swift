import ToolCallParsing

@testable import Monitoring
@testable import ProxyEngine

/// Requests as the proxy would have recorded them.
enum RecordedSample {
    static let start = 1_795_211_606.0
    static let tools =
        #"[{"type":"function","function":{"name":"read_file","parameters":{"type":"object","properties":{"path":{"type":"string"},"limit":{"type":"integer"}},"required":["path"]}}}]"#

    /// Models' texts: calls of several dialects, reasoning, near misses, damage, other scripts.
    static let texts = [
        "Just text.",
        "",
        "I look.\n<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.swift\"}}\n</tool_call>",
        "<tool_call>\n<function=read_file>\n<parameter=path>\nä/本.txt\n</parameter>\n</function>\n</tool_call>",
        "<think>\nhm, 👩‍👩‍👧 or so\n</think>\n\nThe answer is 4.",
        "[TOOL_CALLS][{\"name\": \"read_file\", \"arguments\": {\"path\": \"x\"}}]",
        "<think>\nI look.\n<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\": \"a\"}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"nobody\", \"arguments\": {}}\n</tool_call>",
        "<tool_call>\n{'name': 'read_file', 'arguments': {'path': 'x', 'limit': 5,}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\": \"a\"}}\n</tool_call>\n<tool_call>\n"
            + "{\"name\": \"read_file\", \"arguments\": {\"path\": \"b\"}}\n</tool_call>",
    ]

    static func body(_ prompt: String = "hello") -> String {
        #"{"model":"qwen3","stream":true,"messages":[{"role":"user","content":"\#(prompt)"}],"tools":\#(tools)}"#
    }

    /// What the engine told of a request for which the model wrote `text`.
    static func events(_ text: String, number: UInt64 = 1, at start: Double = start) -> [EngineEvent] {
        let id = RequestID(rawValue: number)
        var parser = ModelOutputParser(
            tools: (try? ChatRequest(body: Array(body().utf8)).tools) ?? [], options: ParserOptions())
        var batch = ParsedBatch()
        parser.receive(text, into: &batch)
        parser.finish(into: &batch)
        var builder = TranscriptBuilder()
        Array(text.utf8).withUnsafeBytes { builder.appendRaw($0) }
        var calls: [ToolCallReport] = []
        for event in batch.events {
            func append(_ kind: TranscriptPart.Kind, _ bytes: Range<Int>, _ span: Range<Int>) {
                batch.bytes.withUnsafeBytes {
                    builder.append(kind, UnsafeRawBufferPointer(rebasing: $0[bytes]), span: span)
                }
            }
            switch event {
            case .content(let bytes, let span): append(.content, bytes, span)
            case .reasoning(let bytes, let span): append(.reasoning, bytes, span)
            case .arguments(let call, let bytes, let span):
                append(.arguments(index: call), bytes, span)
                calls[call].arguments += batch.text(bytes)
            case .callStarted(let call, let span):
                let id = "call_\(call.index)"
                builder.mark(
                    .call(index: call.index, id: id, name: call.name, dialect: call.dialect.rawValue), span: span)
                var report = ToolCallReport(
                    index: call.index, id: id, name: call.name, dialect: call.dialect.rawValue, arguments: "")
                report.finding = CallFinding(call)
                report.timing = CallTiming(openedSeconds: 1.25, closedSeconds: 1.5, delaySeconds: 0.125)
                report.unchecked = "/limit: its pattern has a lookahead"
                calls.append(report)
            case .callEnded(_, let span), .removed(let span): builder.mark(.removed, span: span)
            case .repaired(let kind, let call, let span):
                builder.mark(.repair(kind.rawValue), span: span)
                calls[call].repairs.append(kind.rawValue)
            case .nearMiss(let miss, let span):
                builder.mark(.nearMiss(dialect: miss.dialect.rawValue, reason: miss.reason.rawValue), span: span)
            case .callIdentified, .markerPassed: break
            }
        }
        let received = ReceivedRequest(
            time: start, client: "127.0.0.1", agent: "aider", method: "POST", route: "/v1/chat/completions",
            kind: .chat, model: "qwen3", wantsStream: true, toolCount: 1, messageCount: 1, requestID: "req_\(number)",
            body: Array(body("hello \(number)").utf8))
        var outcome = RequestOutcome(
            status: 200, finishReason: "stop", usage: TokenUsage(prompt: 100, completion: 20, cached: 60),
            progress: RequestProgress(tokens: 20, bytesOut: 999, transcript: [builder.take(choice: 0)]))
        outcome.rewrites = ["simulated"]
        var steps: [(RequestStep, Double)] = [
            (.received(received), 0), (.sent(backend: "main"), 0.25), (.firstByte, 0.9), (.firstToken, 1),
        ]
        steps += calls.map { (.toolCall($0), 2.5) }
        steps.append((.finished(outcome), 3))
        return steps.map { .request(RequestEvent(id: id, at: .seconds($1), step: $0)) }
    }

    /// The line of the log of those events.
    static func line(_ events: [EngineEvent]) -> [UInt8] {
        var assembler = TrafficLogAssembler(keepsText: true)
        let entries = events.compactMap { assembler.take($0) }
        return entries.flatMap { TrafficLogLine.bytes($0, bodies: .full) }
    }

    static func line(_ text: String, number: UInt64 = 1, at start: Double = start) -> [UInt8] {
        line(events(text, number: number, at: start))
    }

    static func request(_ line: [UInt8]) throws(RecordedRequest.Problem) -> RecordedRequest {
        let result = line.dropLast(line.last == 0x0A ? 1 : 0).withUnsafeBytes { bytes in
            Result { () throws(RecordedRequest.Problem) in try RecordedRequest(bytes) }
        }
        return try result.get()
    }
}
