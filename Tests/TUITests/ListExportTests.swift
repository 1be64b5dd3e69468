import Monitoring
import Synchronization
import Testing

@testable import TUI

struct ListExportTests {
    /// Holds a half answer until asked for the third time, as one that has to fetch it; of #0184 it has none, and of
    /// #0183 only what is old, because its proxy is gone.
    private actor Source: SnapshotSource {
        private var asked: [RequestID: Int] = [:]

        func snapshot(open: RequestID?, comparedWith other: RequestID?) -> MonitorSnapshot {
            var snapshot = SampleSnapshots.busy()
            guard let open else { return snapshot }
            asked[open, default: 0] += 1
            guard open != RequestID(184) else { return snapshot }
            snapshot.detail = RequestDetail(id: open, requestBody: "{}")
            guard open != RequestID(183) else { return snapshot }
            snapshot.awaitsDetail = asked[open] == 3 ? nil : true
            guard asked[open] == 3 else { return snapshot }
            snapshot.detail = SampleTranscripts.badArguments()
            snapshot.detail?.id = open
            return snapshot
        }

        nonisolated func changes() -> AsyncStream<Void> { AsyncStream { $0.finish() } }
    }

    private func run(_ ids: [UInt64], message: ViewState.Message) async -> (ControlResult, RequestExport?) {
        let written = Mutex<RequestExport?>(nil)
        let result = await ListExport(source: Source()).run(.jsonLine, ids.map { RequestID($0) }) { export in
            written.withLock { $0 = export }
            return message
        }
        return (result, written.withLock { $0 })
    }

    @Test func writesWhatIsKept() async {
        let (result, export) = await run([186, 185, 184, 9999], message: ViewState.Message("wrote x"))
        #expect(result == .done("wrote x; of 2 nothing is kept any more"))
        #expect(export?.name.hasSuffix("-0185-0186.jsonl") == true)
        #expect(export?.text.split(separator: "\n").count == 2)
        let whole = await run([186, 185], message: ViewState.Message("wrote x")).1
        #expect(export?.text == whole?.text)
        #expect(whole?.text.contains("{}") == false)
    }

    /// What is known of a proxy that is gone is written down as it is, and nothing is waited for.
    @Test func takesWhatIsKnownWhereNothingCanBeAsked() async {
        let (result, export) = await run([183], message: ViewState.Message("wrote x"))
        #expect(result == .done("wrote x"))
        #expect(export?.name.hasSuffix("-0183-0183.jsonl") == true)
    }

    @Test func saysWhatWentWrong() async {
        let (empty, export) = await run([9999], message: ViewState.Message("wrote x"))
        #expect(empty == .refused("nothing is kept of these requests to write down"))
        #expect(export == nil)
        let full = ViewState.Message("cannot write x: disk full", isProblem: true)
        #expect(await run([185], message: full).0 == .refused("cannot write x: disk full"))
    }
}
