/// The state of the demo model server: what was asked before, and what its slots hold.
package struct DemoModel: Sendable {
    package static let name = "demo-coder-30b-q4_k_m"
    package static let contextWindow = 65_536
    private static let slotCount = 4

    private struct Slot {
        /// Whose prompt the slot holds, told by the first message of the user.
        var conversation = ""
        var tokens = 0
        /// The number of the request in it, and how many tokens of its answer have been written.
        var task: Int?
        var written = 0
        var isBusy = false
        var lastUse = 0
    }

    package let settings: DemoSettings
    private var slots = [Slot](repeating: Slot(), count: slotCount)
    private var number = 0

    package init(settings: DemoSettings) { self.settings = settings }

    /// Answers a request. The slot is busy until ``finish(slot:tokens:)``.
    package mutating func begin(_ request: DemoRequest, time: Int) -> (timeline: DemoTimeline, slot: Int) {
        let index = slot(for: request.firstUserText)
        let cached = slots[index].conversation == request.firstUserText ? slots[index].tokens : 0
        let reply = DemoScript(seed: settings.seed).reply(to: request, number: number)
        var random = DemoRandom(seed: settings.seed, stream: number &+ 77)
        let id = "chatcmpl-" + String(random.next(), radix: 36)
        let timeline = DemoTimeline(
            reply, to: request, pace: DemoPace(seed: settings.seed, number: number, speed: settings.speed),
            DemoTimeline.Circumstances(id: id, created: time, cached: cached))
        number += 1
        slots[index].task = number
        slots[index].written = 0
        slots[index].conversation = request.firstUserText
        slots[index].tokens = cached
        slots[index].isBusy = true
        slots[index].lastUse = number
        return (timeline, index)
    }

    /// So much of the request in a slot has been read and written.
    package mutating func advance(slot: Int, to piece: DemoTimeline.Piece) {
        slots[slot].tokens = max(slots[slot].tokens, piece.read + piece.written)
        slots[slot].written = piece.written
    }

    package mutating func finish(slot: Int, tokens: Int) {
        slots[slot].isBusy = false
        slots[slot].tokens = tokens
    }

    /// Empties a slot; `nil` where there is no such slot.
    package mutating func erase(slot: Int) -> Int? {
        guard slots.indices.contains(slot) else { return nil }
        defer { slots[slot].tokens = 0 }
        return slots[slot].tokens
    }

    /// The slot that holds the conversation, else the one that was used least recently.
    private func slot(for conversation: String) -> Int {
        let free = slots.indices.filter { !slots[$0].isBusy }
        let choice = free.isEmpty ? Array(slots.indices) : free
        return choice.first { slots[$0].conversation == conversation && slots[$0].tokens > 0 }
            ?? choice.min { slots[$0].lastUse < slots[$1].lastUse } ?? 0
    }

    // MARK: What llama-server tells of itself

    package var slotList: DemoValue {
        .array(
            slots.enumerated().map { index, slot in
                .object(
                    [
                        ("id", .integer(index)), ("n_ctx", .integer(Self.contextWindow)),
                        ("is_processing", .bool(slot.isBusy)), ("n_prompt_tokens", .integer(slot.tokens)),
                        ("next_token", .array([.object([("n_decoded", .integer(slot.written))])])),
                    ] + (slot.task.map { [("id_task", .integer($0))] } ?? []))
            })
    }

    package static let properties: DemoValue = .object([
        ("default_generation_settings", .object([("n_ctx", .integer(contextWindow))])),
        ("total_slots", .integer(slotCount)), ("model_path", .string("/built-in/\(name).gguf")),
        ("build_info", .string("demo")), ("chat_template", .string("")),
    ])

    package static let list: DemoValue = .object([
        ("object", .string("list")),
        (
            "data",
            .array([
                .object([
                    ("id", .string(name)), ("object", .string("model")), ("created", .integer(1_700_000_000)),
                    ("owned_by", .string("llama-stream-top-demo")),
                    ("meta", .object([("n_ctx", .integer(contextWindow))])),
                ])
            ])
        ),
    ])
}

/// How the demo behaves.
package struct DemoSettings: Equatable, Sendable {
    /// The same seed gives the same answers.
    package var seed: Int
    /// How many times faster than a real model it is.
    package var speed: Double

    package init(seed: Int = 1, speed: Double = 1) {
        self.seed = seed
        self.speed = speed
    }
}
