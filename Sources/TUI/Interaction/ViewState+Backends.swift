import Monitoring

/// Orders to one of the backends; each asks first and names its target.
extension ViewState {
    /// The backend of the selected request, or the only one there is.
    private func target(_ snapshot: MonitorSnapshot) -> BackendReport? {
        if snapshot.backends.count == 1 { return snapshot.backends.first }
        let selected = subject(snapshot).flatMap { snapshot.request($0)?.backend }
        return snapshot.backends.first { $0.name == selected }
    }

    /// The backend of the selected request, or the only one there is, or all.
    mutating func askToPurge(_ snapshot: MonitorSnapshot) {
        let target = target(snapshot)
        let candidates = target.map { [$0] } ?? snapshot.backends
        guard let able = candidates.first(where: \.canPurge) else { return refusePurge(candidates.first) }
        let place = target.map(\.url) ?? candidates.map(\.name).joined(separator: ", ")
        overlay = .confirmation(
            Confirmation(
                question: "Purge \(target?.name ?? "all \(candidates.count) backends")'s KV cache?",
                consequence: "At \(place) every conversation will be read again from its start.",
                command: .control(.purgeCache(backend: target == nil ? nil : able.name))))
    }

    mutating func askToPurge(slot: Int, _ snapshot: MonitorSnapshot) {
        guard let target = target(snapshot) else { return refuse("select a request of the backend that is meant") }
        guard target.canPurge else { return refusePurge(target) }
        if let count = target.slotCount, slot >= count {
            return refuse("\(target.name) has \(Formatting.count(count, "slot")), from 0 on")
        }
        overlay = .confirmation(
            Confirmation(
                question: "Purge slot \(slot) of \(target.name)?",
                consequence: "At \(target.url) the conversation in it will be read again from its start.",
                command: .control(.purgeCache(backend: target.name, slot: slot))))
    }

    private mutating func refusePurge(_ backend: BackendReport?) {
        refuse("\(backend?.name ?? "no backend") cannot purge: \(backend?.purgeHint ?? "it offers no way to")")
    }

    /// The key drains, and for a backend that is drained it ends that.
    mutating func askToDrain(_ command: Command, _ snapshot: MonitorSnapshot) {
        guard let target = target(snapshot) else {
            let names = snapshot.backends.map(\.name).joined(separator: ", ")
            return refuse("which one? :\(command.rawValue) NAME, of \(names)")
        }
        askToDrain(target, isDrained: command == .drainBackend && target.drainReason == nil)
    }

    mutating func askToDrain(_ backend: BackendReport, isDrained: Bool) {
        guard isDrained != (backend.drainReason != nil) else {
            return refuse("\(backend.name) is \(isDrained ? "drained already" : "not drained")")
        }
        overlay = .confirmation(
            Confirmation(
                question: isDrained ? "Drain \(backend.name)?" : "Give \(backend.name) requests again?",
                consequence: isDrained
                    ? "\(backend.url) gets no new requests; what runs there ends in peace, what waits goes elsewhere."
                    : "\(backend.url) takes part again.",
                command: .control(isDrained ? .drainBackend(backend.name) : .undrainBackend(backend.name))))
    }
}
