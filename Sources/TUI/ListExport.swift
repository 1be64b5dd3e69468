import Monitoring

/// Gathers what is kept of several requests, and has it written into one file.
struct ListExport {
    /// Questions for one request while another proxy's answer is under way. One that runs is never waited for to its end.
    private static let questions = 40
    private static let pause = Duration.milliseconds(50)

    let source: any SnapshotSource
    /// What is written beside requests.
    var notes: [RequestID: String] = [:]

    func run(
        _ kind: RequestExport.Kind, _ ids: [RequestID], write: (RequestExport) -> ViewState.Message
    ) async -> ControlResult {
        var found: [ExportedRequest] = []
        for id in ids {
            guard let (snapshot, detail) = await read(id), let summary = snapshot.request(id) else { continue }
            found.append(snapshot.exported(summary, detail, note: notes[id]))
        }
        guard let export = RequestExport(kind, found) else {
            return .refused("nothing is kept of these requests to write down")
        }
        let message = write(export)
        guard !message.isProblem else { return .refused(message.text) }
        let missing = ids.count - found.count
        return .done(message.text + (missing > 0 ? "; of \(missing) nothing is kept any more" : ""))
    }

    private func read(_ id: RequestID) async -> (MonitorSnapshot, RequestDetail)? {
        for question in 1...Self.questions {
            let snapshot = await source.snapshot(open: id)
            guard snapshot.request(id) != nil else { return nil }
            if snapshot.awaitsDetail != true || question == Self.questions {
                return snapshot.detail.flatMap { $0.id == id ? (snapshot, $0) : nil }
            }
            try? await Task.sleep(for: Self.pause)
        }
        return nil
    }
}
