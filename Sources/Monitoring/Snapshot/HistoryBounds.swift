/// How much the monitor remembers. Requests with a problem have room of their own, so that healthy ones never push them out.
package struct HistoryBounds: Equatable, Sendable {
    /// Rows of healthy requests: a day of one person's agent; a thousand rows cost well under a megabyte.
    package var rows = 1000
    /// Rows of requests that went wrong.
    package var problemRows = 500
    /// Bytes of bodies, transcripts and arguments: some hundred conversations that fill a large context. Those of requests
    /// that went wrong may take half of it before the oldest of them go.
    package var payloadBytes = 64 << 20
    /// Bytes of responses as they passed, besides, divided in the same way: the last hundred or so.
    package var wireBytes = 16 << 20

    package init() {}

    /// The same in MiB of bodies and texts.
    package var megabytes: Int {
        get { payloadBytes >> 20 }
        set { payloadBytes = newValue << 20 }
    }

    /// Nothing that was said is kept.
    var keepsNothing: Bool { payloadBytes == 0 }
}

/// How much is remembered, and what no longer is.
package struct HistoryReport: Equatable, Codable, Sendable {
    package var rows: Int
    package var problemRows: Int
    /// Requests that are no longer listed, since the start, and how many of those had a problem.
    package var dropped = 0
    package var droppedProblems = 0

    package init(_ bounds: HistoryBounds = HistoryBounds()) {
        rows = bounds.rows
        problemRows = bounds.problemRows
    }
}
