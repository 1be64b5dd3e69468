import Monitoring
import ProxyEngine

/// A fixed amount of work for a tool that counts instructions: it is done within `readWorkload`, and nowhere else.
struct Workload {
    var name: String
    /// Makes what goes in, and hands out the work itself.
    var prepare: () -> () -> Void

    static var all: [Workload] {
        [
            Workload(name: "stream-text") { translation(of: Texts.stream(Texts.prose), Texts.request(tools: 0)) },
            Workload(name: "stream-calls") { translation(of: Texts.stream(Texts.hermes), Texts.request(tools: 3)) },
            Workload(name: "requests-small") { answers(100, Texts.request(tools: 0, streams: false)) },
            Workload(name: "request-long") { answers(1, Texts.request(tools: 3, messages: 2000, streams: false)) },
            Workload(name: "arrivals-small") { arrivals(100, Texts.request(tools: 0)) },
            Workload(name: "arrival-long") { arrivals(1, Texts.request(tools: 3, messages: 2000)) },
            Workload(name: "arrival-calls") { arrivals(1, Texts.rounds(500)) },
            Workload(name: "events-small") { observation(of: 100, Texts.request(tools: 0)) },
            Workload(name: "events-long") { observation(of: 2, Texts.request(tools: 3, messages: 2000)) },
        ]
    }

    private static func translation(of events: [[UInt8]], _ request: [UInt8]) -> () -> Void {
        { translate(events, request) }
    }

    private static func answers(_ count: Int, _ request: [UInt8]) -> () -> Void {
        { for _ in 0..<count { answer(Texts.answer, request) } }
    }

    private static func observation(of count: Int, _ request: [UInt8]) -> () -> Void {
        { observe(count, request) }
    }

    private static func arrivals(_ count: Int, _ request: [UInt8]) -> () -> Void {
        { arrive(count, request) }
    }

    /// What is read of requests until they go on, and what the monitor reads of them then.
    private static func arrive(_ count: Int, _ request: [UInt8]) {
        var state = MonitorState(startedAt: 1_000_000)
        for number in 1...UInt64(count) {
            guard let chat = try? ChatRequest(body: request) else { return }
            _ = request.withUnsafeBytes {
                QueueSession(
                    client: "127.0.0.1", credentials: "", agent: "bench", header: "", body: $0, outline: chat.outline)
            }
            _ = chat.upstreamBody(streaming: true)
            var received = received(number, request)
            received.outline = chat.outline
            let event = RequestEvent(id: RequestID(rawValue: number), at: .milliseconds(1), step: .received(received))
            state.apply(.request(event), at: 1_000_001)
        }
    }

    private static func received(_ number: UInt64, _ request: [UInt8]) -> ReceivedRequest {
        ReceivedRequest(
            time: 1_000_000, client: "127.0.0.1", agent: "bench", method: "POST", route: "/v1/chat/completions",
            kind: .chat, model: "m", requestID: "req-\(number)", body: request)
    }

    /// A stream, an event at a time.
    private static func translate(_ events: [[UInt8]], _ request: [UInt8]) {
        guard let chat = try? ChatRequest(body: request) else { return }
        var translator = translator(chat)
        _ = translator.begin(status: 200, contentType: "text/event-stream", isCommitted: false)
        var output: [UInt8] = []
        for event in events {
            event.withUnsafeBytes { translator.receive($0, into: &output) }
            output.removeAll(keepingCapacity: true)
        }
        translator.finish(.complete, into: &output)
        _ = translator.outcome(status: 200)
    }

    /// A request and its whole answer.
    private static func answer(_ body: [UInt8], _ request: [UInt8]) {
        guard let chat = try? ChatRequest(body: request) else { return }
        _ = chat.upstreamBody(streaming: false)
        var translator = translator(chat)
        _ = translator.begin(status: 200, contentType: "application/json", isCommitted: false)
        var output: [UInt8] = []
        body.withUnsafeBytes { translator.receive($0, into: &output) }
        translator.finish(.complete, into: &output)
        _ = translator.outcome(status: 200)
    }

    private static func translator(_ chat: ChatRequest) -> ResponseTranslator {
        ResponseTranslator(
            request: chat, settings: TranslationSettings(), isStreamWanted: chat.wantsStream,
            newCallID: { "call_ABCDEFGHIJKLMNOPQRSTUVWX" })
    }

    /// What the monitor and the traffic log do for requests.
    private static func observe(_ count: Int, _ request: [UInt8]) {
        var state = MonitorState(startedAt: 1_000_000)
        var log = TrafficLogAssembler(keepsText: true)
        for number in 1...UInt64(count) {
            let steps: [RequestStep] = [
                .received(received(number, request)), .sent(backend: "local"), .firstByte, .firstToken,
                .finished(RequestOutcome(status: 200, finishReason: "stop")),
            ]
            for step in steps {
                let event = EngineEvent.request(
                    RequestEvent(id: RequestID(rawValue: number), at: .milliseconds(1), step: step))
                state.apply(event, at: 1_000_001)
                if let entry = log.take(event) { _ = TrafficLogLine.bytes(entry, bodies: .full) }
            }
        }
    }
}

/// Its instructions are counted: valgrind finds it by its name.
@inline(never)
func readWorkload(_ work: () -> Void) { work() }
