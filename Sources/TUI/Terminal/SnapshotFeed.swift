import Monitoring
import Synchronization

/// Brings snapshots from the source's task to the screen's thread. Neither waits for the other: the screen asks, goes
/// on, and is woken when the answer is there.
final class SnapshotFeed: Sendable {
    private struct State {
        var hasChanged = true
        var isAsking = false
        var kept: Set<RequestID> = []
        var answer: MonitorSnapshot?
    }
    private let state = Mutex(State())
    private let source: any SnapshotSource
    private let wake: @Sendable () -> Void

    init(source: any SnapshotSource, wake: @escaping @Sendable () -> Void) {
        self.source = source
        self.wake = wake
    }

    /// Watches for changes until cancelled.
    func start() -> Task<Void, Never> {
        Task {
            for await _ in await source.changes() {
                let isNews = state.withLock { state in
                    defer { state.hasChanged = true }
                    return !state.hasChanged
                }
                if isNews { wake() }
            }
        }
    }

    /// Whether something has changed since the last question.
    var hasChanged: Bool { state.withLock { $0.hasChanged } }

    /// Asks for the state; `false` where the answer to an earlier question is still under way. The requests `kept` are to be
    /// forgotten last.
    func ask(open: RequestID?, comparedWith other: RequestID? = nil, keeping kept: Set<RequestID> = []) -> Bool {
        let mayAsk = state.withLock { state in
            defer { state.isAsking = true }
            if !state.isAsking { state.hasChanged = false }
            return !state.isAsking
        }
        guard mayAsk else { return false }
        let isOther = state.withLock { state in
            defer { state.kept = kept }
            return state.kept != kept
        }
        Task {
            if isOther { await source.keep(kept) }
            let snapshot = await source.snapshot(open: open, comparedWith: other)
            state.withLock { state in
                state.answer = snapshot
                state.isAsking = false
            }
            wake()
        }
        return true
    }

    /// Writes the requests `ids` into one file.
    func export(
        _ kind: RequestExport.Kind, _ ids: [RequestID], notes: [RequestID: String]
    ) async -> ControlResult {
        await ListExport(source: source, notes: notes).run(kind, ids) { ExportFolder.write($0) }
    }

    /// Looks through what requests say, away from everybody who waits for something; `nil`: that cannot be done from here.
    func search(_ patterns: [BodyPattern], in ids: [RequestID]) async -> BodySearch.Result? {
        guard let texts = await source.searchable(ids) else { return nil }
        var result = BodySearch(patterns).run(texts)
        // Of the others nothing is kept.
        result.searched.formUnion(ids)
        return result
    }

    /// Takes the answer, once.
    func take() -> MonitorSnapshot? {
        state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
    }
}
