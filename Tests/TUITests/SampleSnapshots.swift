import Monitoring

/// Fixed states to draw.
enum SampleSnapshots {
    /// 2026-11-20 21:53:26 UTC
    static let now = 1_795_211_606.0

    /// Much going on: every phase, every kind of problem.
    static func busy(banner: String? = nil) -> MonitorSnapshot {
        var snapshot = quiet(banner: banner)
        snapshot.totals.running = 2
        snapshot.totals.queued = 1
        snapshot.totals.done = 184
        snapshot.totals.failed = 3
        snapshot.totals.cancelled = 2
        snapshot.totals.promptTokens = 2_412_331
        snapshot.totals.outputTokens = 81_233
        for second in 0..<200 {
            let isWriting = second % 37 < 25
            snapshot.rates.generation.append(isWriting ? Double(30 + second * 7_919 % 17) : 0)
            snapshot.rates.prefill.append(isWriting ? 0 : Double(900 + second * 7_919 % 300))
        }
        snapshot.rates.firstToken = [Double](repeating: 0, count: 200)
        snapshot.rates.memory = []
        for second in 0..<200 {
            if second % 11 == 0 { snapshot.rates.firstToken?[second] = 0.2 + Double(second * 7_919 % 61) / 10 }
            snapshot.rates.memory?.append(Double(40 + second / 4))
        }
        snapshot.rates.generationNow = 41.8
        snapshot.rates.prefillNow = 1_053
        snapshot.latency.firstTokenP50 = 0.9
        snapshot.latency.firstTokenP95 = 6.2
        snapshot.latency.addedP50 = 0.003
        snapshot.memory = MemoryReport(
            total: 64 << 30, used: 56 << 30, swapUsed: 3 << 29, level: .warning, cause: .use,
            stall: .init(some: 4.2, full: 1.1),
            processes: [.init(backend: "llama-server", program: "llama-server", resident: 43 << 30)],
            graphics: [.init(name: "NVIDIA GeForce RTX 4090", memory: .init(used: 21 << 30, total: 24 << 30))])
        snapshot.backends[0].cache = CacheReport(
            share: 0.199, capacity: 262_144, isEstimate: true,
            slots: [
                SlotReport(id: 0, phase: .decode, task: 9, held: 10_111, request: RequestID(rawValue: 187)),
                SlotReport(id: 1, phase: .prefill, task: 11, held: 20_010, request: RequestID(rawValue: 188)),
                SlotReport(
                    id: 2, phase: .idle, task: 7, held: 9_600, request: RequestID(rawValue: 186), idleSince: now - 240),
                SlotReport(id: 3, phase: .idle, held: 0),
            ])
        snapshot.tools.native = 66
        snapshot.tools.rewritten = [.init(name: "hermes-json", count: 22), .init(name: "qwen3-coder", count: 9)]
        snapshot.tools.nearMisses = 2
        snapshot.tools.badArguments = 4
        snapshot.tools.loops = 1
        snapshot.tools.repairs = [.init(name: "trailing-comma", count: 5)]
        snapshot.requests = SampleRequests.all(now: now)
        snapshot.toolUses = SampleRows.tools(now: now)
        snapshot.sessions = SampleRows.sessions(now: now)
        snapshot.events = SampleRows.events(now: now)
        return snapshot
    }

    /// Backends in every condition.
    static func pool() -> MonitorSnapshot {
        var snapshot = busy()
        func backend(_ name: String, _ state: BackendReport.State = .up) -> BackendReport {
            BackendReport(
                name: name, url: "http://\(name):8080", kind: "llama-server", state: state, roundTripSeconds: 0.004,
                contextWindow: 32_768, slotCount: 2, canPurge: true, running: 1, queued: 0, maxConcurrent: 2)
        }
        var failing = backend("attic")
        failing.circuit = .open
        failing.circuitReason = "5 failures in a row, the last: the connection was closed"
        var drained = backend("cellar")
        drained.drainReason = "by an operator"
        var gone = backend("shed", .down)
        gone.problem = "connection refused"
        var loading = backend("desk", .loading)
        loading.problem = "it is loading its model"
        var trying = backend("loft")
        trying.circuit = .halfOpen
        trying.circuitReason = "2 failures in a row, the last: it answered with status 502"
        var spare = backend("annex")
        spare.cache = CacheReport(
            share: 0.5, capacity: 65_536, isEstimate: true,
            slots: [SlotReport(id: 0, phase: .decode, held: 32_768), SlotReport(id: 1, phase: .idle, held: 0)])
        snapshot.backends += [spare, drained, failing, gone, loading, trying]
        return snapshot
    }

    /// Nothing has happened yet.
    static func quiet(banner: String? = nil) -> MonitorSnapshot {
        var snapshot = MonitorSnapshot(
            now: now, startedAt: now - 8_047, listening: "127.0.0.1:8066", banner: banner,
            settings: LiveSettings(chunkSize: 50, maxConcurrent: 3, streamMode: "auto"))
        snapshot.backends = [
            BackendReport(
                name: "llama-server", url: "http://127.0.0.1:8080", kind: "llama-server", state: .up,
                roundTripSeconds: 0.012, model: "qwen3-coder-30b-q4_k_m", build: "b6612", contextWindow: 65_536,
                slotCount: 4, canPurge: true, running: 2, queued: 1, maxConcurrent: 3)
        ]
        return snapshot
    }

    /// A replay in the middle.
    static let replay = ReplayReport(
        source: "traffic.jsonl", speed: .times(10), isPaused: true, position: 201, length: 600, requests: 412,
        begun: 130, brokenLines: 3)

    static let demoBanner =
        "DEMO: no backend answered at http://localhost:8080; a built-in model does. "
        + "Start one, or name yours: BACKEND_URL=http://HOST:PORT make run"
}
