import TestSupport
import Testing

@testable import Monitoring

struct SnapshotMergingTests {
    private let now = WatchedSample.start + 20

    private func two(_ now: Double, bAhead offset: Double = 0) throws -> [WatchedProxy] {
        var b = WatchedSample.state(1...3, every: 2).snapshot(at: now)
        b.now += offset
        b.startedAt += offset
        for index in b.requests.indices { b.requests[index].receivedAt += offset }
        return [
            WatchedSample.proxy(":1", index: 0, WatchedSample.state(1...5).snapshot(at: now), at: now),
            WatchedSample.proxy("b", index: 1, b, at: now),
        ]
    }

    @Test func oneProxyKeepsItsNumbersAndNames() throws {
        let snapshot = WatchedSample.state(1...5).snapshot(at: now)
        let merged = SnapshotMerging.merged([WatchedSample.proxy(":1", index: nil, snapshot, at: now)], at: now)
        #expect(merged.requests == snapshot.requests)
        #expect(merged.sessions == snapshot.sessions)
        #expect(merged.events == snapshot.events)
        #expect(merged.totals == snapshot.totals)
        #expect(merged.rates == snapshot.rates)
        #expect(merged.proxies?.map(\.state) == [.live])
        #expect(merged.proxies?.map(\.settings) == [snapshot.settings])
        #expect(merged.banner == nil)
    }

    @Test func severalAreOneListByTime() throws {
        let merged = SnapshotMerging.merged(try two(now), at: now)
        // A at 1, 2, 3, 4, 5 s, B at 2, 4, 6 s.
        #expect(
            merged.requests.map(\.id.description) == [
                "B0003", "A0005", "B0002", "A0004", "A0003", "B0001", "A0002", "A0001",
            ])
        #expect(Set(merged.requests.map(\.id)).count == 8)
        #expect(merged.requests.first?.proxy == "b")
        #expect(merged.requests.first?.backend == "b/main")
        #expect(merged.totals.done == 6)
        #expect(merged.totals.running == 2)
        #expect(merged.tools.badArguments == 6)
        #expect(Set(merged.sessions.map(\.id)).count == merged.sessions.count)
        let ids = Set(merged.requests.map(\.id))
        #expect(merged.sessions.allSatisfy { ids.contains($0.lastRequest) })
        #expect(merged.toolUses.map(\.calls) == [6])
        #expect(merged.toolUses.allSatisfy { ids.contains($0.lastRequest) })
        #expect(merged.events.compactMap(\.notice.request).allSatisfy(ids.contains))
        #expect(Set(merged.events.map(\.id)).count == merged.events.count)
    }

    /// Another machine's clock may be an hour ahead.
    @Test func timesAreOurs() throws {
        let merged = SnapshotMerging.merged(try two(now, bAhead: 3_600), at: now)
        #expect(merged.requests.map(\.id.description).prefix(2) == ["B0003", "A0005"])
        #expect(merged.requests[0].age(at: now) == 14)
        #expect(merged.startedAt == WatchedSample.start)
    }

    @Test func aSilentProxyIsStaleAndItsRowsStandStill() throws {
        var proxies = try two(now)
        proxies[0].link.heard(at: now + 30)
        let merged = SnapshotMerging.merged(proxies, at: now + 30)
        #expect(merged.proxies?.map(\.state) == [.live, .stale])
        #expect(merged.proxies?[1].staleSeconds == 30)
        #expect(merged.banner?.contains("b stale 30 s") == true)
        let (a, b) = (merged.requests.filter { $0.id.proxy == 0 }, merged.requests.filter { $0.id.proxy == 1 })
        #expect(a.allSatisfy { $0.lastKnownAt == nil })
        #expect(b.allSatisfy { $0.lastKnownAt == now })
        #expect(b[0].age(at: now + 30) == 14)
        // What it is doing now nobody knows.
        #expect(merged.totals.running == 1)
        #expect(merged.totals.done == 6)
        #expect(merged.rates.generationNow == nil)
    }

    /// Requests that a detail names are those of its proxy.
    @Test func earlierCallsAreThatProxysOwn() throws {
        var detail = RequestDetail(id: RequestID(rawValue: 3))
        detail.repeats = [CallRepeat(index: 0, requests: [RequestID(rawValue: 1)], times: 2)]
        let renamed = try two(now)[1].renamed(detail)
        #expect(renamed.repeats?.first?.requests.map(\.proxy) == [1])
        #expect(renamed.repeats?.first?.requests.map(\.number) == [1])
    }

    @Test func aProxyThatWasNeverHeardIsNoBlank() throws {
        var proxy = WatchedSample.proxy("gpu1:8066", index: 1)
        proxy.link.failed(.needsKey, at: now)
        let merged = SnapshotMerging.merged([try two(now)[0], proxy], at: now)
        #expect(merged.requests.count == 5)
        #expect(merged.proxies?.map(\.state) == [.live, .connecting])
        #expect(merged.banner?.contains("--api-key-file") == true)
    }

    /// Each proxy's seconds fall on the same seconds of the graph.
    @Test func ratesAddUpBySecond() throws {
        func proxy(_ url: String, _ index: Int, _ values: [Double], end: Double) throws -> WatchedProxy {
            var snapshot = WatchedSample.state(1...1).snapshot(at: end)
            snapshot.rates.generation = values
            snapshot.rates.generationNow = values.last
            return WatchedSample.proxy(url, index: index, snapshot, at: end)
        }
        let proxies = [
            try proxy(":1", 0, [1, 2, 3], end: now), try proxy(":2", 1, [10, 20], end: now - 2),
        ]
        let merged = SnapshotMerging.merged(proxies, at: now)
        #expect(merged.rates.generation == [10, 21, 2, 3])
        #expect(merged.rates.generationNow == 23)
        let later = SnapshotMerging.merged(proxies, at: now + 2)
        #expect(later.rates.generation == [10, 21, 2, 3, 0, 0])
        #expect(later.rates.generationNow == 3)
    }

    /// What is sent may be anything; nothing of it may end the program.
    @Test func takesAbsurdNumbers() throws {
        var snapshot = WatchedSample.state(1...3).snapshot(at: now)
        snapshot.totals.done = .max
        snapshot.totals.outputTokens = .min
        snapshot.rates.generation = [.infinity, .nan, -1e308]
        snapshot.now = -1e300
        for index in snapshot.events.indices { snapshot.events[index].id = .max }
        for index in snapshot.requests.indices { snapshot.requests[index].receivedAt = .nan }
        let proxies = [
            WatchedSample.proxy(":1", index: 0, snapshot, at: now),
            WatchedSample.proxy(":2", index: 1, snapshot, at: now),
        ]
        let merged = SnapshotMerging.merged(proxies, at: now)
        #expect(merged.totals.done == .max)
        #expect(merged.requests.count == 6)
    }

    @Test func aChangeThatGoesOnFromSomethingElseIsRefused() throws {
        let state = WatchedSample.state(1...3)
        let old = state.snapshot(at: now)
        let new = state.snapshot(at: now + 1)
        var proxy = WatchedSample.proxy(":1", index: nil)
        let taken = [
            proxy.take(new.changes(since: old), at: now), proxy.take(old, at: now),
            proxy.take(new.changes(since: old), at: now), proxy.take(new.changes(since: old), at: now),
        ]
        #expect(taken == [false, true, true, false])
        #expect(proxy.shown?.requests == new.requests)
    }

    /// Together they are no longer than one; what runs is the last to go.
    @Test func severalListsAreBounded() throws {
        let count = UInt64(MonitorState.historyCapacity)
        var running = MonitorState(startedAt: WatchedSample.start)
        running.begin(RequestScript(1, at: WatchedSample.start))
        let full = WatchedSample.state(1...count, problem: nil)
        let proxies = [
            WatchedSample.proxy(":1", index: 0, running.snapshot(at: now), at: now),
            WatchedSample.proxy(":2", index: 1, full.snapshot(at: now), at: now),
        ]
        let merged = SnapshotMerging.merged(proxies, at: now)
        #expect(merged.requests.count == MonitorState.historyCapacity)
        #expect(merged.requests.last?.id.description == "A0001")
        #expect(merged.requests.dropLast().last?.id.description == "B0002")
    }

    /// Names and times of what has changed are as those of the whole.
    @Test func changesAreNamedAsTheWhole() throws {
        var state = WatchedSample.state(1...5)
        let before = state.snapshot(at: now)
        var follower = WatchedSample.proxy("b", index: 1, before, at: now - 3_600)
        let script = RequestScript(6, at: now)
        state.begin(script, body: #"{"messages":[{"role":"user","content":"hello 5"}]}"#)
        state.play(script, [(.sent(backend: "main"), 0.1), (.toolCall(.sample(problem: "bad")), 0.3)])
        let current = state.snapshot(at: now + 1)
        let isTaken = follower.take(current.changes(since: before), at: now - 3_599)
        #expect(isTaken)
        let whole = WatchedSample.proxy("b", index: 1, current, at: now - 3_599)
        #expect(follower.shown == whole.shown)
    }

    /// One proxy's name may begin with another's.
    @Test(arguments: [(":8066/x/main", 1, "main"), (":8066/main", 0, "main"), (":8066/y/z", 0, "y/z")])
    func ordersFindTheirProxy(_ backend: String, _ index: Int, _ own: String) {
        for proxies in [[":8066", ":8066/x"], [":8066/x", ":8066"]] {
            let owner = ProxyNaming.owner(of: backend, among: proxies)
            #expect(owner?.index == (proxies[0] == ":8066" ? index : 1 - index))
            #expect(owner?.backend == own)
        }
        #expect(ProxyNaming.owner(of: "elsewhere/main", among: [":8066"]) == nil)
    }
}
