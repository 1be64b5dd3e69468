import Dispatch
package import Monitoring
import Synchronization

/// Writes the traffic log, off the serving path: events are taken in memory, encoding and the disk are a queue's work.
///
/// Whatever the disk does costs entries, never a request: what does not fit into the buffer or cannot be written is
/// counted and reported, and the next entry is tried again.
package final class TrafficLogWriter: Sendable {
    /// Entries that wait for the disk, in bytes; one that is larger is still taken when it is alone.
    package static let maximumBufferedBytes = 32 << 20

    private struct State {
        var assembler: TrafficLogAssembler
        var waiting: [TrafficLogEntry] = []
        var waitingBytes = 0
        var isWriting = false
        var lost = 0
        /// The losses that have been reported, and whether the operator knows that entries are being lost now.
        var lostReported = 0
        var isLossReported = false
        var isOpennessReported = false
    }
    private let state: Mutex<State>
    private let file: Mutex<TrafficLogFile>
    private let queue = DispatchQueue(label: "traffic-log", qos: .utility)
    private let bodies: TrafficLogConfiguration.Bodies
    private let path: String
    private let bufferBytes: Int
    private let report: @Sendable (EngineEvent) -> Void

    /// `report` takes what the operator should know; it is called from the writer's own thread.
    package init(
        _ configuration: TrafficLogConfiguration, bufferBytes: Int = TrafficLogWriter.maximumBufferedBytes,
        report: @escaping @Sendable (EngineEvent) -> Void
    ) {
        state = Mutex(State(assembler: TrafficLogAssembler(keepsText: configuration.bodies == .full)))
        file = Mutex(
            TrafficLogFile(
                path: configuration.path, maximumBytes: max(1, configuration.maximumMegabytes) << 20,
                fileCount: configuration.fileCount))
        bodies = configuration.bodies
        path = configuration.path
        self.bufferBytes = bufferBytes
        self.report = report
    }

    /// Takes a batch of events. Does not block on the disk.
    package func offer(_ events: [EngineEvent]) {
        let startsWriting = state.withLock { state in
            for event in events {
                guard let entry = state.assembler.take(event) else { continue }
                let size = entry.byteCount
                guard state.waiting.isEmpty || state.waitingBytes + size <= bufferBytes else {
                    state.lost += 1
                    continue
                }
                state.waiting.append(entry)
                state.waitingBytes += size
            }
            guard !state.waiting.isEmpty, !state.isWriting else { return false }
            state.isWriting = true
            return true
        }
        if startsWriting { queue.async { self.writeWaiting() } }
    }

    /// Returns when everything that was offered before has been written or lost.
    package func flush() async {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume() }
        }
    }

    private func writeWaiting() {
        while true {
            let entries = state.withLock { state in
                defer {
                    state.waiting = []
                    state.waitingBytes = 0
                }
                if state.waiting.isEmpty { state.isWriting = false }
                return state.waiting
            }
            if entries.isEmpty { return tellOpenness() }
            let (written, failure) = write(entries)
            account(written: written, of: entries.count, failure: failure)
        }
    }

    /// Bytes written together: many small pieces would cost more to hand over than to make. A pipe takes as many.
    private static let bytesAtOnce = 16 << 10

    /// How many of `entries` have been written, and why others have not.
    private func write(_ entries: [TrafficLogEntry]) -> (written: Int, failure: TrafficLogError?) {
        var failure: TrafficLogError?
        var written = 0
        var lines: [UInt8] = []
        var waiting = 0
        for (index, entry) in entries.enumerated() {
            let line = TrafficLogLine.bytes(entry, bodies: bodies)
            if lines.isEmpty { lines = line } else { lines += line }
            waiting += 1
            guard lines.count >= Self.bytesAtOnce || index == entries.count - 1 else { continue }
            do {
                try file.withLock { file throws(TrafficLogError) in try file.append(lines) }
                written += waiting
            } catch {
                failure = error
            }
            lines.removeAll(keepingCapacity: lines.capacity <= 4 * Self.bytesAtOnce)
            waiting = 0
        }
        return (written, failure)
    }

    /// Tells once that others may read what is written.
    private func tellOpenness() {
        guard file.withLock({ $0.isOpenToOthers }) else { return }
        let isNews = state.withLock { state in
            defer { state.isOpennessReported = true }
            return !state.isOpennessReported
        }
        guard isNews else { return }
        report(.notice(Notice(.warning, "other users may read the traffic log, \(path): chmod 600 closes it to them")))
    }

    /// Tells of losses: once when they begin and once when they are over; their number each time that it grew.
    private func account(written: Int, of count: Int, failure: TrafficLogError?) {
        let events = state.withLock { state -> [EngineEvent] in
            state.lost += count - written
            let isLosing = state.lost > state.lostReported
            var events: [EngineEvent] = []
            if isLosing {
                events.append(.logEntriesLost(state.lost))
                state.lostReported = state.lost
            }
            if isLosing, !state.isLossReported {
                let reason =
                    failure.map { "cannot be written: \($0.description)" } ?? "cannot keep up: the disk is slow"
                events.append(.notice(Notice(.error, "the traffic log \(reason); entries are lost")))
            } else if !isLosing, state.isLossReported {
                let text = "the traffic log is written again; \(state.lost) entries were lost so far"
                events.append(.notice(Notice(.info, text)))
            }
            state.isLossReported = isLosing
            return events
        }
        for event in events { report(event) }
    }
}
