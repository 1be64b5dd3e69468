import TestSupport
import Testing
import WireFormats

@testable import Monitoring

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct TrafficLogLineTests {
    /// A line as a program that reads the log sees it.
    struct Line: Decodable {
        struct Message: Decodable {
            struct Call: Decodable {
                struct Function: Decodable {
                    var name: String
                    var arguments: String
                }
                var id: String
                var type: String
                var function: Function
            }
            var role: String
            var content: String?
            var reasoning_content: String?
            var tool_calls: [Call]?
        }
        struct Body: Decodable { var model: String }
        struct Call: Decodable {
            var name: String
            var dialect: String
            var valid: Bool
            var arguments: String?
        }
        struct Phases: Decodable {
            var queued: Double?
            var prefill: Double?
            var decode: Double?
        }
        struct Usage: Decodable {
            var prompt_tokens: Int?
            var completion_tokens: Int?
            var cached_tokens: Int?
        }
        struct Failure: Decodable { var code: String }
        var v: Int
        var id: String
        var time: String
        var client: String
        var route: String
        var model: String
        var backend: String?
        var request: Body?
        var response: Message?
        var raw: String?
        var calls: [Call]
        var rewrites: [String]
        var phases: Phases
        var usage: Usage
        var status: Int?
        var outcome: String
        var truncated: Bool?
        var error: Failure?
    }

    static func json(ofString text: String) -> [UInt8] {
        var line = JSONLineWriter()
        line.string(text)
        return line.bytes
    }

    static func isJSON(_ bytes: [UInt8]) -> Bool { JSONCompaction.compacted(bytes) != nil }

    private func entry(
        body: String = "{ \"model\": \"qwen3\",\n \"api_key\": \"hunter\" }", keepsText: Bool = true,
        _ steps: [(RequestStep, after: Double)]
    ) throws -> TrafficLogEntry {
        var assembler = TrafficLogAssembler(keepsText: keepsText)
        let script = RequestScript(7)
        #expect(assembler.take(script.received(body: body)) == nil)
        var entry: TrafficLogEntry?
        for (step, seconds) in steps { entry = assembler.take(script.event(step, after: seconds)) }
        return try #require(entry)
    }

    private func line(
        _ entry: TrafficLogEntry, bodies: TrafficLogConfiguration.Bodies = .full
    ) throws -> (line: Line, text: String) {
        let bytes = TrafficLogLine.bytes(entry, bodies: bodies)
        #expect(bytes.last == 0x0A)
        #expect(bytes.count { $0 == 0x0A } == 1)
        #expect(Self.isJSON(bytes))
        let text = String(decoding: bytes, as: UTF8.self)
        return (try JSONDecoder().decode(Line.self, from: Data(bytes)), text)
    }

    private static let delta = TranscriptDelta(
        raw: Array("<think>hm</think>Hi<tool_call>...</tool_call>".utf8),
        parts: [
            TranscriptPart(.reasoning, text: "hm", span: 0..<17), TranscriptPart(.content, text: "H", span: 17..<18),
            TranscriptPart(.content, text: "i", span: 18..<19),
            TranscriptPart(.call(index: 0, id: "call_1", name: "read_file", dialect: "hermes-json"), span: 19..<30),
            TranscriptPart(.arguments(index: 0), text: #"{"path":"#, span: 30..<40),
            TranscriptPart(.arguments(index: 0), text: #""a"}"#, span: 40..<45),
            TranscriptPart(.nearMiss(dialect: "hermes-json", reason: "malformed"), text: "H", span: 17..<18),
            TranscriptPart(.removed, text: "</tool_call>", span: 40..<45),
        ])

    private static let finished = RequestOutcome(
        status: 200, finishReason: "tool_calls", usage: TokenUsage(prompt: 10, completion: 5),
        progress: RequestProgress(tokens: 5, bytesOut: 99, transcript: [delta]),
        rewrites: ["tool_calls=hermes-json;n=1"])

    @Test func aFinishedRequestIsOneLine() throws {
        let entry = try entry([
            (.queued(position: 1), 0), (.sent(backend: "main"), 0.5), (.firstByte, 1), (.firstToken, 1.5),
            (.toolCall(.sample()), 2), (.finished(Self.finished), 3.25),
        ])
        let (line, text) = try line(entry)
        #expect(line.v == 1)
        #expect(line.id == "req-#0007")
        #expect(line.time == "1970-01-12T13:46:40.000Z")
        #expect(line.client == "127.0.0.1")
        #expect(line.route == "/v1/chat/completions")
        #expect(line.backend == "main")
        #expect(line.request?.model == "qwen3")
        #expect(text.contains(#""request":{"model":"qwen3","api_key":"[redacted]"}"#))
        #expect(line.raw == "<think>hm</think>Hi<tool_call>...</tool_call>")
        #expect(line.response?.role == "assistant")
        #expect(line.response?.content == "Hi")
        #expect(line.response?.reasoning_content == "hm")
        #expect(line.response?.tool_calls?.first?.function.arguments == #"{"path":"a"}"#)
        #expect(line.response?.tool_calls?.first?.id == "call_1")
        #expect(line.calls.first?.name == "read_file")
        #expect(line.calls.first?.arguments == #"{"path":"a"}"#)
        #expect(line.rewrites == ["tool_calls=hermes-json;n=1"])
        #expect(line.phases.queued == 0.5)
        #expect(line.phases.prefill == 1)
        #expect(line.phases.decode == 1.75)
        #expect(line.usage.prompt_tokens == 10)
        #expect(line.usage.cached_tokens == nil)
        #expect(line.status == 200)
        #expect(line.outcome == "finished")
        #expect(line.truncated == nil)
    }

    /// The members of the contract come in this order.
    @Test func membersKeepTheirOrder() throws {
        let text = try line(entry([(.finished(Self.finished), 1)])).text
        let names = [
            "v", "id", "time", "client", "route", "model", "backend", "request", "response", "raw", "calls", "rewrites",
            "phases", "usage", "status",
        ]
        let places = names.compactMap { text.firstRange(of: "\"\($0)\":")?.lowerBound }
        #expect(places.count == names.count)
        #expect(places == places.sorted())
    }

    @Test func metaLeavesAllTextsOut() throws {
        let entry = try entry(
            keepsText: false, [(.toolCall(.sample(problem: "secret value")), 2), (.finished(Self.finished), 3)])
        let (line, text) = try line(entry, bodies: .meta)
        #expect(line.request == nil && line.response == nil && line.raw == nil)
        #expect(line.calls.first?.name == "read_file")
        #expect(line.calls.first?.arguments == nil)
        for word in ["path", "secret value", "think", "hunter"] { #expect(!text.contains(word)) }
        #expect(entry.byteCount < 2000)
    }

    @Test func aBodyThatIsNoJSONIsAString() throws {
        let entry = try entry(body: "not\njson", [(.finished(RequestOutcome(status: 400)), 1)])
        #expect(
            String(decoding: TrafficLogLine.bytes(entry, bodies: .full), as: UTF8.self).contains(
                #""request":"not\njson","response":null,"raw":null"#))
    }

    @Test func aFailureSaysWhy() throws {
        let failure = RequestFailure(
            code: "backend_unreachable", message: "main: Bearer abcdefgh12345678", side: .backend)
        let (line, text) = try line(entry([(.failed(failure, RequestOutcome(status: 502)), 1)]))
        #expect(line.outcome == "failed")
        #expect(line.error?.code == "backend_unreachable")
        #expect(line.phases.queued == nil)
        #expect(!text.contains("abcdefgh12345678"))
        let cancelled = try self.line(entry([(.cancelled(.clientLeft, RequestOutcome(status: 0)), 1)]))
        #expect(cancelled.line.status == nil)
        #expect(cancelled.text.contains(#""cancelled":"client-left""#))
    }

    /// With several choices there are several messages.
    @Test func severalChoicesAreArrays() throws {
        var outcome = RequestOutcome(status: 200)
        outcome.progress.transcript = (0..<2).map {
            TranscriptDelta(
                choice: $0, raw: [0x61 + UInt8($0)], parts: [TranscriptPart(.content, text: "x\($0)", span: 0..<1)])
        }
        let bytes = TrafficLogLine.bytes(try entry([(.finished(outcome), 1)]), bodies: .full)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(#""raw":["a","b"]"#))
        #expect(text.contains(#"[{"role":"assistant","content":"x0"},{"role":"assistant","content":"x1"}]"#))
    }

    /// A response that never ends does not fill the memory, and the line says that something is missing.
    @Test func tooMuchTextIsCut() throws {
        let piece = TranscriptDelta(raw: [UInt8](repeating: 0x61, count: 1 << 20))
        let steps = (0..<20).map {
            (RequestStep.progress(RequestProgress(tokens: $0, transcript: [piece])), after: 1.0)
        }
        let entry = try entry(steps + [(.finished(RequestOutcome(status: 200)), 2)])
        #expect(entry.byteCount <= TrafficLogEntry.maximumTextBytes + 4096)
        #expect(try line(entry).line.truncated == true)
    }

    /// Model text is hostile: whatever it is, the line stays one line of valid JSON.
    @Test func hostileTextStaysOneLine() throws {
        var outcome = RequestOutcome(status: 200)
        let hostile: [UInt8] = Array(0...255)
        outcome.progress.transcript = [
            TranscriptDelta(
                raw: hostile,
                parts: [TranscriptPart(.content, text: String(decoding: hostile, as: UTF8.self), span: 0..<256)])
        ]
        let (_, text) = try line(entry([(.finished(outcome), 1)]))
        #expect(!text.dropLast().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
    }

    @Test func whoWatchesTheProxyIsNotLogged() {
        var assembler = TrafficLogAssembler(keepsText: true)
        let script = RequestScript()
        #expect(assembler.take(script.received(kind: .own, route: "/_top/snapshot")) == nil)
        #expect(assembler.take(script.event(.finished(RequestOutcome(status: 200)), after: 1)) == nil)
        #expect(assembler.take(.notice(Notice(.info, "x"))) == nil)
    }

    /// However many run at once, what is kept of them until they end has one bound together; entries tell what they lack.
    @Test func textsOfAllThatRunsAreBounded() throws {
        var assembler = TrafficLogAssembler(keepsText: true)
        let scripts = (1...40).map { RequestScript($0) }
        for script in scripts { _ = assembler.take(script.received()) }
        let text = String(repeating: "x", count: 1 << 20)
        let delta = TranscriptDelta(raw: Array(text.utf8), parts: [TranscriptPart(.content, text: text, span: 0..<1)])
        for _ in 0..<3 {
            for script in scripts { _ = assembler.take(script.progress(1, after: 1, transcript: [delta])) }
        }
        let end = RequestStep.finished(RequestOutcome(status: 200))
        let entries = scripts.compactMap { assembler.take($0.event(end, after: 2)) }
        #expect(entries.count == 40)
        #expect(entries.reduce(0) { $0 + $1.textBytes } == TrafficLogAssembler.maximumTextBytes)
        #expect(entries.allSatisfy { $0.isTruncated })
        // What has ended gives its room back.
        let next = RequestScript(41)
        _ = assembler.take(next.received())
        _ = assembler.take(next.progress(1, after: 1, transcript: [delta]))
        let ended = assembler.take(next.event(end, after: 2))
        let entry = try #require(ended)
        #expect(!entry.isTruncated && entry.textBytes == 2 << 20)
    }
}
