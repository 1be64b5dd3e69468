import Monitoring

/// A call that is being written, as far as is known.
struct OpenCallHead: Equatable {
    var index: Int
    /// `nil`: the text that says it is not kept.
    var name: String?
    var dialect: String?

    /// Those that the row does not have yet.
    static func all(_ detail: RequestDetail?, besides request: RequestSummary) -> [OpenCallHead] {
        guard request.phase.isRunning, let detail, let open = detail.openCalls, !open.isEmpty else { return [] }
        var heads: [CallPlace: (name: String, dialect: String)] = [:]
        for (choice, transcript) in detail.transcripts {
            for part in transcript.parts {
                guard case .call(let index, _, let name, let dialect) = part.kind else { continue }
                heads[CallPlace(choice: choice, index: index)] = (name, dialect)
            }
        }
        let reported = Set(request.calls.map { CallPlace(choice: $0.choice, index: $0.index) })
        return open.compactMap { call in
            let place = CallPlace(choice: call.choice, index: call.index)
            guard !reported.contains(place) else { return nil }
            return OpenCallHead(index: call.index, name: heads[place]?.name, dialect: heads[place]?.dialect)
        }
    }
}
