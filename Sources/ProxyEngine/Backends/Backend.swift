import Monitoring
import NIOSSL
import Synchronization

/// One backend of the pool as the engine sees it. Shared by all event loops.
package final class Backend: Sendable {
    /// What probing found out.
    struct Findings: Equatable {
        var kind: BackendKind?
        var state = BackendReport.State.unknown
        var problem: String?
        var roundTripSeconds: Double?
        /// The models it serves; the first is the one that is loaded.
        var models: [String] = []
        var build: String?
        var contextWindow: Int?
        var slotCount: Int?
        /// Whether prompts made by its chat template end inside reasoning; `nil`: it shows none.
        var opensReasoning: Bool?
    }

    let configuration: BackendConfiguration
    let address: BackendAddress
    let gate: SharedGate
    /// `nil` for plain HTTP.
    let tls: NIOSSLContext?
    private let concurrency: Mutex<ConcurrencyLimit>
    private let findings = Mutex(Findings())
    private let refusesStreamedTools = Mutex(false)
    private let lessons = Mutex(Lessons())
    private let standing = Mutex(BackendStanding())

    /// What its answers to requests have taught.
    private struct Lessons {
        var counting: TokenCounting?
        var contextWindow: Int?
        /// Why it purges nothing, as it is started.
        var purgeRefusal: String?
        /// Whether answers of a model begin inside reasoning that the prompt has opened.
        var beginsInReasoning: [String: Bool] = [:]
    }
    /// Names of models come from clients.
    private static let maximumModels = 256

    init(_ configuration: BackendConfiguration, defaults: EngineConfiguration) throws(ProxyStartError) {
        do {
            address = try BackendAddress(configuration.url)
        } catch {
            throw .badBackend(name: configuration.name, reason: "\(configuration.url): \(error.rawValue)")
        }
        self.configuration = configuration
        isOnThisMachine = LocalBackend(configuration) != nil
        let limit = ConcurrencyLimit.choose(set: configuration.maxConcurrent ?? defaults.maxConcurrent, slots: nil)
        concurrency = Mutex(limit)
        gate = SharedGate(gate: BackendGate(limit: limit.count, maximumQueue: defaults.maxQueue))
        do {
            tls = address.isTLS ? try TLSSettings.context(configuration.tlsVerification) : nil
        } catch {
            throw .badBackend(name: configuration.name, reason: "its certificates cannot be used: \(error)")
        }
        findings.withLock { $0.kind = configuration.kind }
    }

    var name: String { configuration.name }
    /// Its memory is this machine's, as far as its address tells.
    let isOnThisMachine: Bool
    /// The configured kind, else the one found, else `openai`.
    var kind: BackendKind { findings.withLock { $0.kind } ?? .openAI }
    /// Whether it is more than a guess from the `Server` line of its answers, or nothing at all.
    var isKindSure: Bool { configuration.kind != nil || ![.mlx, .openAI].contains(kind) }
    var current: Findings { findings.withLock { $0 } }

    /// Whether it answers and gets requests.
    var isServing: Bool {
        current.state == .up && withStanding { $0.circuit.isClosed && $0.drainReason == nil }
    }

    /// Whether it was there when it was asked last, in whatever state; so it counts until then.
    var isThere: Bool { findings.withLock { $0.state != .down || $0.roundTripSeconds != nil } }

    /// Returns whether anything that is shown has changed.
    func update(_ new: Findings) -> Bool {
        // Started anew it may have been given what it lacked.
        if current.state != .up, new.state == .up { purgeRefusal = nil }
        return findings.withLock { old in
            var comparable = new
            comparable.roundTripSeconds = old.roundTripSeconds
            let isChanged = comparable != old || (old.roundTripSeconds == nil) != (new.roundTripSeconds == nil)
            old = new
            return isChanged
        }
    }

    /// A request found nobody there; probing will tell when it is back. Returns whether that is news.
    func noteUnreachable(_ problem: UpstreamProblem) -> Bool {
        guard case .unreachable(let reason) = problem else { return false }
        return findings.withLock { found in
            guard found.state != .down else { return false }
            found.state = .down
            found.problem = reason
            found.roundTripSeconds = nil
            return true
        }
    }

    /// It says itself that it is loading; probing will tell when it is done. Returns whether that is news.
    func noteLoading() -> Bool {
        findings.withLock { found in
            guard found.state != .loading else { return false }
            found.state = .loading
            found.problem = "it is loading its model"
            return true
        }
    }

    /// Whether it may get requests.
    func withStanding<Result>(_ body: (inout BackendStanding) -> Result) -> Result {
        standing.withLock { body(&$0) }
    }

    /// It has refused tools together with streaming, and is asked without streaming from then on.
    var isRefusingStreamedTools: Bool {
        get { refusesStreamedTools.withLock { $0 } }
        set { refusesStreamedTools.withLock { $0 = newValue } }
    }

    /// How it counts tokens; `nil`: it does not.
    var counting: TokenCounting? {
        get { TokenCounting.way(of: kind).map { way in lessons.withLock { $0.counting } ?? way } }
        set { lessons.withLock { $0.counting = newValue } }
    }

    /// Tokens that one request may use; from an error of its own where probing does not tell.
    var contextWindow: Int? { current.contextWindow ?? lessons.withLock { $0.contextWindow } }

    func noteContextWindow(_ tokens: Int) { lessons.withLock { $0.contextWindow = tokens } }

    /// Why it purges nothing, as it is started; `nil`: it has not refused yet.
    var purgeRefusal: String? {
        get { lessons.withLock { $0.purgeRefusal } }
        set { lessons.withLock { $0.purgeRefusal = newValue } }
    }

    /// Whether answers of `model` begin inside reasoning, as its answers have shown, else as the template says.
    func beginsInReasoning(_ model: String) -> Bool {
        lessons.withLock { $0.beginsInReasoning[model] } ?? current.opensReasoning ?? false
    }

    func noteReasoning(_ model: String, begins: Bool) {
        lessons.withLock { lessons in
            guard lessons.beginsInReasoning.count < Self.maximumModels || lessons.beginsInReasoning[model] != nil else {
                return
            }
            lessons.beginsInReasoning[model] = begins
        }
    }

    /// Where only the template has said so far that `model` begins in reasoning, that is no longer believed.
    func noteUnclosedReasoning(_ model: String) {
        if lessons.withLock({ $0.beginsInReasoning[model] }) == nil { noteReasoning(model, begins: false) }
    }

    /// How many requests it gets at a time. `set`: what a setting or an operator says; otherwise its slots count.
    func settleConcurrency(set: Int?, at now: Moment) {
        let limit = ConcurrencyLimit.choose(set: set, slots: current.slotCount)
        concurrency.withLock { $0 = limit }
        if gate.limit != limit.count { gate.setLimit(limit.count, at: now) }
    }

    var concurrencySource: ConcurrencyLimit.Source { concurrency.withLock { $0.source } }

    var report: BackendReport {
        let found = current
        let kind = found.kind ?? .openAI
        let refusal = purgeRefusal
        let purge =
            refusal.map { CachePurge.Outlook(isPossible: false, hint: $0) }
            ?? CachePurge.outlook(kind: kind, isSure: isKindSure)
        var report = BackendReport(
            name: name, url: configuration.url, kind: kind.rawValue, state: found.state, problem: found.problem,
            roundTripSeconds: found.roundTripSeconds, model: found.models.first, build: found.build,
            contextWindow: contextWindow, slotCount: found.slotCount, canPurge: purge.isPossible,
            purgeHint: purge.hint, running: gate.running, queued: gate.queued, maxConcurrent: gate.limit)
        withStanding { $0.describe(in: &report) }
        report.concurrencySource = concurrencySource
        return report
    }
}
