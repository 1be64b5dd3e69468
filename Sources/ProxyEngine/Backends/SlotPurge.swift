import Monitoring
import NIOHTTP1

/// Erases what llama-server's slots hold, and looks whether it is gone (tools/server/README.md of llama.cpp, `/slots`).
struct SlotPurge {
    private struct Erased: Decodable { var n_erased: Int? }

    let purge: CachePurge
    private var name: String { purge.backend.name }

    func run(_ scope: CachePurge.Scope) async throws(UpstreamProblem) -> ControlResult {
        let answer = try await purge.call(.GET, "/slots")
        guard answer.isGood, let slots = BackendIdentification.decode([ServerSlot].self, answer) else {
            return .refused("\(name): GET /slots says \(answer.status); is it started with --no-slots?")
        }
        switch Self.choose(slots, scope) {
        case .slots(let chosen): return try await erase(chosen, of: slots.count)
        case .none(let reason): return .refused("\(name): \(reason)")
        }
    }

    enum Choice: Equatable {
        case slots([ServerSlot])
        case none(String)
    }

    /// The slots that `scope` means.
    static func choose(_ slots: [ServerSlot], _ scope: CachePurge.Scope) -> Choice {
        switch scope {
        case .whole: return .slots(slots)
        case .slot(let id):
            guard let slot = slots.first(where: { $0.id == id }) else {
                return .none("there is no slot \(id); there are " + slots.map { String($0.id) }.joined(separator: ", "))
            }
            return .slots([slot])
        case .conversation(let tokens):
            if slots.count == 1 { return .slots(slots) }
            // A slot holds all tokens of its last request but the very last one, which was never read.
            let own = slots.filter { slot in
                !slot.isBusy && tokens.map { ($0 - 2...$0).contains(slot.held) } ?? false && slot.held > 0
            }
            guard own.count == 1 else {
                return .none(
                    "it is not known which of its \(slots.count) slots holds this conversation; none was purged")
            }
            return .slots(own)
        }
    }

    private func erase(_ chosen: [ServerSlot], of total: Int) async throws(UpstreamProblem) -> ControlResult {
        var erased = 0
        var done: [Int] = []
        var refusals: [String] = []
        for slot in chosen {
            // It would answer only after the request in it has ended.
            guard !slot.isBusy else {
                refusals.append("slot \(slot.id) is busy")
                continue
            }
            let answer = try await purge.call(.POST, "/slots/\(slot.id)?action=erase")
            if answer.isGood {
                done.append(slot.id)
                erased += BackendIdentification.decode(Erased.self, answer)?.n_erased ?? 0
            } else if answer.status == 501 {
                purge.backend.purgeRefusal = "start llama-server with --slot-save-path DIR"
                return .refused("\(name) erases no slots: start llama-server with --slot-save-path DIR")
            } else {
                refusals.append("slot \(slot.id): \(answer.status)")
            }
        }
        if done.isEmpty && !chosen.isEmpty {
            return .refused("\(name): no slot was erased (\(refusals.joined(separator: ", ")))")
        }
        let left = await held(in: done)
        if let left, left > 0 { refusals.append("\(left) tokens are there again") }
        let place = chosen.count == 1 && total > 1 ? "slot \(done[0])" : "\(done.count) of \(total) slots"
        let proof = left == 0 ? ", now empty" : ""
        let text = "\(name): cache purged, \(erased) tokens in \(place)\(proof)"
        return .done(refusals.isEmpty ? text : text + " (\(refusals.joined(separator: ", ")))")
    }

    /// What the slots hold now; `nil` where that is not told.
    private func held(in ids: [Int]) async -> Int? {
        guard let answer = try? await purge.call(.GET, "/slots"),
            let slots = BackendIdentification.decode([ServerSlot].self, answer)
        else { return nil }
        let own = slots.filter { ids.contains($0.id) }
        guard own.contains(where: { $0.n_prompt_tokens != nil }) else { return nil }
        return own.reduce(0) { $0 + ($1.isBusy ? 0 : $1.held) }
    }
}
