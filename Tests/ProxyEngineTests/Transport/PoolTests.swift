import Monitoring
import ProxyEngine
import Testing

/// Several backends.
struct PoolTests {
    /// A backend that is not there costs nothing while another one is.
    @Test(arguments: ["/v1/completions", "/v1/embeddings", "/props"])
    func turnsToAnotherBackend(path: String) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("done")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([RunningProxy.unreachable, backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(path, "body")
        try await eventually { client.isComplete }
        #expect(client.body == "done")
        #expect(backend.requests.map(\.text) == ["body"])
        try await eventually { proxy.reports.contains { $0.name == "b0" && $0.state == .down } }
        try await eventually { proxy.reports.last { $0.name == "b1" }?.running == 0 }
        await proxy.stop()
    }

    @Test func spreadsTheWork() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.wait, .answer("done")] },
            try await ScriptedBackend.start { _ in [.wait, .answer("done")] },
        ]
        let proxy = try await RunningProxy.start(RunningProxy.configuration(backends.map(\.url)))
        for count in 1...4 {
            let client = try await TestClient.connect(port: proxy.port)
            try await client.post("/v1/completions", "{}")
            try await eventually { backends[0].waiters + backends[1].waiters == count }
        }
        #expect(backends.map(\.waiters) == [2, 2])
        await proxy.stop()
    }

    // MARK: Failures

    static let failures: [[ScriptedBackend.Step]] = [
        [.close], [.reset], [.text("nonsense\r\n\r\n")], [.text("HTTP/1.1 200 OK\r\nContent-"), .close],
        [.answer(#"{"error":{"message":"Loading model"}}"#, status: "503 Service Unavailable")],
        [.answer("bad gateway", status: "502 Bad Gateway", type: "text/plain")],
        [.answer("{}", status: "429 Too Many Requests")],
        // The error itself is cut short.
        [.text("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\nLoading"), .close],
    ]

    /// Before a backend has begun to answer nothing is lost, and each is asked once.
    @Test(arguments: failures, ["/v1/completions", "/v1/chat/completions"])
    func asksAnotherWhereOneFailsBeforeItAnswers(failure: [ScriptedBackend.Step], path: String) async throws {
        let good = #"{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"}}]}"#
        let backends = [
            try await ScriptedBackend.start { _ in failure }, try await ScriptedBackend.start { _ in [.answer(good)] },
        ]
        let proxy = try await RunningProxy.start(RunningProxy.configuration(backends.map(\.url)))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(path, #"{"model":"m","messages":[{"role":"user","content":"x"}]}"#)
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.body.contains("hi"))
        #expect(backends.map(\.requests.count) == [1, 1])
        #expect(backends[0].requests.first?.body == backends[1].requests.first?.body)
        try await eventually { proxy.steps.contains { if case .finished = $0 { true } else { false } } }
        #expect(proxy.steps.contains(.sent(backend: "b1")))
        #expect(
            proxy.steps.contains {
                if case .turned(from: "b0", let reason) = $0 { !reason.isEmpty } else { false }
            })
        #expect(
            proxy.events.contains {
                if case .notice(let notice) = $0 { notice.text.hasPrefix("b1 is asked instead of b0: ") } else { false }
            })
        await proxy.stop()
    }

    @Test func neverAsksAnotherAfterTheHead() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.streamHead, .close] },
            try await ScriptedBackend.start { _ in [.answer("never")] },
        ]
        let proxy = try await RunningProxy.start(RunningProxy.configuration(backends.map(\.url)))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.isClosed || client.isComplete }
        #expect(backends.map(\.requests.count) == [1, 0])
        await proxy.stop()
    }

    /// What is only passed on may have an effect where it goes.
    @Test func doesNotRepeatWhatItDoesNotKnow() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.close] }, try await ScriptedBackend.start { _ in [.answer("x")] },
        ]
        let proxy = try await RunningProxy.start(RunningProxy.configuration(backends.map(\.url)))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/slots/0?action=erase", "")
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(backends[1].requests.isEmpty)
        await proxy.stop()
    }

    @Test func saysTheLastErrorWhereAllFail() async throws {
        let loading = ScriptedBackend.Step.answer(#"{"error":"Loading model"}"#, status: "503 Service Unavailable")
        let backends = [
            try await ScriptedBackend.start { _ in [.close] }, try await ScriptedBackend.start { _ in [loading] },
        ]
        let proxy = try await RunningProxy.start(RunningProxy.configuration(backends.map(\.url)))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(client.body.contains("Loading model"))
        await proxy.stop()
    }

    @Test func asksAnotherWhereOneSaysNothing() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.wait] },
            try await ScriptedBackend.start { _ in [.answer("done")] },
        ]
        var configuration = RunningProxy.configuration(backends.map(\.url))
        configuration.firstByteTimeoutSeconds = 5
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.isComplete }
        #expect(client.body == "done")
        // The silent one's place is free, and its connection closed.
        try await eventually { backends[0].state.closed == 1 }
        try await eventually { proxy.reports.last { $0.name == "b0" }?.running == 0 }
        await proxy.stop()
    }

    // MARK: Keys

    /// A request that goes on to another backend takes that one's key, and no other.
    @Test func givesEachBackendItsOwnKey() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.close] }, try await ScriptedBackend.start { _ in [.close] },
            try await ScriptedBackend.start { _ in [.answer("done")] },
        ]
        var configuration = RunningProxy.configuration(backends.map(\.url))
        configuration.apiKeys = ["ours"]
        configuration.backends[0].apiKey = "first"
        configuration.backends[2].apiKey = "third"
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}", fields: "Authorization: Bearer ours\r\n")
        try await eventually { client.isComplete }
        #expect(
            backends.map { $0.requests.first?.fields("Authorization") } == [["Bearer first"], [], ["Bearer third"]])
        await proxy.stop()
    }

    // MARK: Models

    @Test func asksWhoServesTheModel() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.answer("small")] },
            try await ScriptedBackend.start { _ in [.answer("big")] },
        ]
        var configuration = RunningProxy.configuration(backends.map(\.url))
        configuration.backends[0].models = ["small-*"]
        configuration.backends[1].models = ["big-*", "huge"]
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        for (path, model, expected) in [
            ("/v1/completions", "big-1", "big"), ("/v1/embeddings", "small-2", "small"),
            ("/v1/completions", "HUGE", "big"), ("/v1/rerank", "small-3", "small"),
        ] {
            client.clear()
            try await client.post(path, #"{"model":"\#(model)"}"#)
            try await eventually { client.isComplete }
            #expect(client.body == expected)
        }
        client.clear()
        try await client.post("/v1/chat/completions", #"{"model":"other","messages":[{"role":"user","content":"x"}]}"#)
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 404 Not Found")
        #expect(client.body.contains(#""code":"model_not_found""#))
        #expect(client.body.contains("There are: small-*, big-*, huge."))
        await proxy.stop()
    }

    @Test func listsTheModelsOfAll() async throws {
        func lister(_ names: String...) async throws -> ScriptedBackend {
            let entries = names.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
            return try await ScriptedBackend.start(answersProbes: true) { request in
                let isGood = request.fields("Authorization") == ["Bearer client"] || request.path != "/v1/models"
                return [.answer(#"{"data":[\#(entries)]}"#, status: isGood ? "200 OK" : "401 Unauthorized")]
            }
        }
        let backends = [try await lister("a", "b"), try await lister("b", "c")]
        var configuration = RunningProxy.configuration(backends.map(\.url) + [RunningProxy.unreachable])
        configuration.backends[1].models = ["c", "also-c"]
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.get("/v1/models", fields: "Authorization: Bearer client\r\n")
        try await eventually { client.isComplete }
        let also = #"{"id":"also-c","object":"model","created":0,"owned_by":"b1"}"#
        #expect(client.body == #"{"object":"list","data":[{"id":"a"},{"id":"b"},{"id":"c"},\#(also)]}"#)
        await proxy.stop()
    }

    /// With one backend the answer is that one's, to the byte.
    @Test func leavesTheListOfOneAlone() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer(#"{ "data" : [ ],"x":1}"#)] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.get("/v1/models")
        try await eventually { client.isComplete }
        #expect(client.body == #"{ "data" : [ ],"x":1}"#)
        await proxy.stop()
    }

    // MARK: Sessions

    @Test func conversationsStayWhereTheyAre() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.answer("{}")] },
            try await ScriptedBackend.start { _ in [.answer("{}")] },
            try await ScriptedBackend.start { _ in [.answer("{}")] },
        ]
        let proxy = try await RunningProxy.start(RunningProxy.configuration(backends.map(\.url)))
        let client = try await TestClient.connect(port: proxy.port)
        for turn in 0..<4 {
            for talk in 0..<6 {
                client.clear()
                let more = String(repeating: #",{"role":"assistant","content":"and"}"#, count: turn)
                try await client.post(
                    "/v1/messages", #"{"model":"m","messages":[{"role":"user","content":"talk \#(talk)"}\#(more)]}"#)
                try await eventually { client.isComplete }
            }
        }
        for backend in backends {
            let talks = Set(backend.requests.compactMap { $0.text.firstMatch(of: /talk \d/).map { String($0.0) } })
            #expect(talks.count == 2, "conversations are spread evenly and stay")
            #expect(backend.requests.count == 8)
        }
        await proxy.stop()
    }
}
