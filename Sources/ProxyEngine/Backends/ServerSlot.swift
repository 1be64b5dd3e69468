import Monitoring

/// A member of llama-server's `GET /slots` (tools/server/README.md of llama.cpp). Which members there are differs from build
/// to build; what is missing is unknown.
struct ServerSlot: Decodable, Equatable {
    /// What comes next in it. An object in older builds, an array of one in newer ones.
    struct Next: Decodable, Equatable {
        var n_decoded: Int?
    }

    var id: Int
    var is_processing: Bool?
    var id_task: Int?
    var n_ctx: Int?
    /// Prompt and answer so far in newer builds, the prompt alone in others.
    var n_prompt_tokens: Int?
    var n_prompt_tokens_processed: Int?
    var n_prompt_tokens_cache: Int?
    var decoded: Int?

    init(
        id: Int, isBusy: Bool? = nil, task: Int? = nil, window: Int? = nil, tokens: Int? = nil, processed: Int? = nil,
        cached: Int? = nil, decoded: Int? = nil
    ) {
        self.id = id
        is_processing = isBusy
        id_task = task
        n_ctx = window
        n_prompt_tokens = tokens
        n_prompt_tokens_processed = processed
        n_prompt_tokens_cache = cached
        self.decoded = decoded
    }

    private enum CodingKeys: String, CodingKey {
        case id, is_processing, id_task, n_ctx, n_prompt_tokens, n_prompt_tokens_processed, n_prompt_tokens_cache
        case next_token
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decode(Int.self, forKey: .id)
        func count(_ key: CodingKeys) -> Int? { try? members.decodeIfPresent(Int.self, forKey: key) }
        is_processing = try? members.decodeIfPresent(Bool.self, forKey: .is_processing)
        id_task = count(.id_task)
        n_ctx = count(.n_ctx)
        n_prompt_tokens = count(.n_prompt_tokens)
        n_prompt_tokens_processed = count(.n_prompt_tokens_processed)
        n_prompt_tokens_cache = count(.n_prompt_tokens_cache)
        let list = try? members.decodeIfPresent([Next].self, forKey: .next_token)
        let next = try? list?.first ?? members.decodeIfPresent(Next.self, forKey: .next_token)
        decoded = next?.n_decoded
    }

    var isBusy: Bool { is_processing ?? false }

    /// Tokens in it, whichever way the build counts; 0 where it does not tell.
    var held: Int {
        let parts = [n_prompt_tokens_cache, n_prompt_tokens_processed, decoded].reduce(0) { $0 + ($1 ?? 0).asCount }
        return max((n_prompt_tokens ?? 0).asCount, parts)
    }

    private var tellsTokens: Bool { n_prompt_tokens != nil || n_prompt_tokens_processed != nil || decoded != nil }

    private var phase: SlotReport.Phase {
        guard isBusy else { return .idle }
        guard let decoded else { return .busy }
        return decoded > 0 ? .decode : .prefill
    }

    var report: SlotReport {
        // A slot that has never been used tells no tokens, but it does tell that it is idle.
        let held = tellsTokens ? held : isBusy ? nil : 0
        return SlotReport(id: id, phase: phase, task: id_task, held: held, window: n_ctx?.asCount)
    }
}

extension CacheReport {
    /// Slots that are listed; no server has more.
    private static let maximumSlots = 256

    /// What the slots together say.
    init(_ slots: [ServerSlot]) {
        let reports = slots.prefix(Self.maximumSlots).map(\.report).sorted { $0.id < $1.id }
        let capacity = reports.reduce(0) { $0 + ($1.window ?? 0) }
        let held = reports.compactMap(\.held)
        let share = capacity > 0 && held.count == reports.count ? Double(held.reduce(0, +)) / Double(capacity) : nil
        self.init(
            share: share.map { min(1, $0) }, capacity: capacity > 0 ? capacity : nil, isEstimate: reports.count > 1,
            slots: reports)
    }
}
