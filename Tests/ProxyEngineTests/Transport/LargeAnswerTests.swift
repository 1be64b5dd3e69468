import Foundation
import Monitoring
import ProxyEngine
import TestSupport
import Testing

/// Answers that are translated beside the event loop.
struct LargeAnswerTests {
    private static let prose = String(repeating: "word ", count: 100_000)
    private static let tools =
        #""tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"#

    private static func answer(_ text: String) -> String {
        #"{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"\#(text)"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#
    }

    private static let call = #"<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": 1}}</tool_call>"#

    private func asked(stream: Bool) -> String {
        #"{"model":"m","stream":\#(stream),\#(Self.tools)"messages":[{"role":"user","content":"x"}]}"#
    }

    private func start(_ body: String) async throws -> (RunningProxy, TestClient, ScriptedBackend) {
        let backend = try await ScriptedBackend.start { _ in [.answer(body)] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.assemble = .never
        let proxy = try await RunningProxy.start(configuration)
        return (proxy, try await TestClient.connect(port: proxy.port), backend)
    }

    @Test(arguments: [true, false]) func areTranslated(stream: Bool) async throws {
        let (proxy, client, _) = try await start(Self.answer(Self.prose + Self.call))
        try await client.post("/v1/chat/completions", asked(stream: stream))
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.body.contains(#""finish_reason":"tool_calls""#))
        #expect(client.body.contains(#""name":"f""#) && !client.body.contains("<tool_call>"))
        #expect(client.body.hasSuffix(stream ? "data: [DONE]\n\n" : "}"))
        try await eventually { proxy.steps.contains { if case .toolCall = $0 { true } else { false } } }
        #expect(proxy.steps.last?.name == "finished")
        await proxy.stop()
    }

    @Test func damageIsAnError() async throws {
        let (proxy, client, _) = try await start(Self.answer(Self.prose) + "}")
        try await client.post("/v1/chat/completions", asked(stream: false))
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        await proxy.stop()
    }

    /// Who leaves meanwhile is forgotten, and the place is free.
    @Test func clientsMayLeave() async throws {
        let (proxy, client, backend) = try await start(Self.answer(Self.prose))
        try await client.post("/v1/chat/completions", asked(stream: false))
        try await eventually { backend.state.bytesSent > 300_000 }
        await client.reset()
        let next = try await TestClient.connect(port: proxy.port)
        try await next.post("/v1/chat/completions", asked(stream: false))
        try await eventually { next.isComplete }
        #expect(next.statusLine == "HTTP/1.1 200 OK")
        try await eventually { proxy.reports.last.map { $0.running == 0 } ?? false }
        await proxy.stop()
    }

    private static func event(_ delta: String, _ finish: String = "null") -> String {
        #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#
            + "\n\n"
    }

    /// An event that is read beside the loop keeps its place: what comes behind it waits, the end too.
    @Test(arguments: [true, false], ["stop", "close", "none"]) func largeEventsAreInTheirPlace(
        stream: Bool, ending: String
    ) async throws {
        let events =
            Self.event(#"{"role":"assistant","content":"first "}"#)
            + Self.event(#"{"content":"\#(Self.prose)"}"#) + Self.event(#"{"content":"then \#(Self.call)"}"#)
            + Self.event(#"{"content":"\#(Self.prose)"}"#)
        let end = Self.event("{}", #""stop""#) + "data: [DONE]\n\n"
        let backend = try await ScriptedBackend.start { _ in
            let body = ending == "stop" ? events + end : events
            let pieces = stride(from: 0, to: body.utf8.count, by: 30_000).map { start in
                ScriptedBackend.Step.chunk(
                    String(decoding: Array(body.utf8)[start..<min(start + 30_000, body.utf8.count)], as: UTF8.self))
            }
            return [.streamHead] + pieces + [ending == "close" ? .close : .lastChunk]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", asked(stream: stream))
        try await eventually { client.isComplete }
        if stream {
            // White space behind a text may come in an event of its own.
            let places = ["first", "word word", "then", #""name":"f""#].compactMap {
                client.body.range(of: $0)?.lowerBound
            }
            #expect(places.count == 4 && places == places.sorted())
            #expect(client.body.hasSuffix("data: [DONE]\n\n"))
            #expect(client.body.contains("backend_broke_off") == (ending != "stop"))
        } else {
            #expect(client.statusLine.hasPrefix("HTTP/1.1 \(ending == "stop" ? 200 : 502) "))
        }
        // Looking for so long a text in itself would take hours.
        let words = client.body.utf8.count { $0 == UInt8(ascii: "w") }
        #expect(stream || ending == "stop" ? words >= 200_000 : words < 1000)
        try await eventually { proxy.reports.last?.running == 0 }
        await proxy.stop()
    }

    /// One event may have so many pieces of calls, and no more.
    @Test(arguments: [1024, 1025]) func piecesOfCallsHaveABound(count: Int) async throws {
        let calls = (0..<count).map {
            #"{"index":\#($0),"id":"c\#($0)","type":"function","function":{"name":"f","arguments":"{}"}}"#
        }
        let events =
            Self.event(#"{"tool_calls":[\#(calls.joined(separator: ","))]}"#) + Self.event("{}", #""tool_calls""#)
            + "data: [DONE]\n\n"
        let backend = try await ScriptedBackend.start { _ in [.streamHead, .chunk(events), .lastChunk] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", asked(stream: true))
        try await eventually { client.isComplete }
        #expect(client.body.contains("backend_too_many_calls") == (count > 1024))
        #expect(client.body.contains(#""finish_reason":"tool_calls""#) == (count <= 1024))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        await proxy.stop()
    }

    /// A few bytes that mean megabytes come in slices, in their order and to the last one, however the answer ends.
    @Test(arguments: [true, false]) func codedAnswersComeInSlices(isWhole: Bool) async throws {
        let events = Self.event(#"{"content":"then"}"#) + Self.event("{}", #""stop""#) + "data: [DONE]\n\n"
        let coded =
            CodedSample.gzipStored(Self.event(#"{"role":"assistant","content":"first"}"#) + ":")
            + CodedSample.gzipBomb(mebibytes: 3) + CodedSample.gzipStored("\n\n" + events)
        let backend = try await ScriptedBackend.start { _ in
            [
                .text(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n"
                        + "Connection: close\r\n\r\n"), .send(isWhole ? coded : coded.dropLast(8)), .close,
            ]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", asked(stream: true))
        try await eventually { client.isComplete }
        let letters = client.body.utf8.count { $0 == UInt8(ascii: "a") }
        #expect(letters >= 3 << 20)
        #expect(client.body.contains("first") && client.body.contains(#""then""#))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        try await eventually { proxy.reports.last?.running == 0 }
        await proxy.stop()
    }
}
