/// One session as the monitor remembers it.
struct SessionRecord: Sendable {
    private(set) var summary: SessionSummary
    private(set) var threads: [PromptThread]
    /// Index of the thread with the longest prompt: the conversation itself.
    private var mainThread = 0

    /// Conversations under one name; sub-agents come and go.
    private static let maximumThreads = 4
    /// Prompts whose sizes make up the graph of the context.
    static let contextLength = 60

    init(_ summary: SessionSummary, _ thread: PromptThread) {
        self.summary = summary
        threads = [thread]
        take(thread)
    }

    /// The thread that `next` goes on with, and how many messages they share.
    func continuation(by next: PromptThread) -> (thread: Int, matches: Int)? {
        var best: (thread: Int, matches: Int)?
        for (index, thread) in threads.enumerated() {
            if let matches = thread.continuation(by: next), matches >= best?.matches ?? 0 { best = (index, matches) }
        }
        return best
    }

    /// Takes up another prompt: the next one of a thread, or the first of a new one.
    mutating func add(_ next: PromptThread, to thread: Int?) {
        if let thread {
            threads[thread] = next
        } else if threads.count < Self.maximumThreads {
            threads.append(next)
        } else {
            let oldest = threads.indices.filter { $0 != mainThread }.min { threads[$0].request < threads[$1].request }
            threads[oldest ?? 0] = next
        }
        take(next)
    }

    mutating func began(_ row: RequestSummary) {
        summary.requests += 1
        summary.running += 1
        summary.lastAt = max(summary.lastAt, row.receivedAt)
        summary.lastRequest = row.id
        if !row.model.isEmpty { summary.model = row.model }
        if let prefixBreak = row.prefixBreak {
            summary.breaks += 1
            summary.lastBreak = prefixBreak
            summary.lastBreakRequest = row.id
        }
        if let loop = row.loop {
            summary.loops += 1
            summary.lastLoop = loop
            summary.lastLoopRequest = row.id
        }
    }

    mutating func hold(since: Double?) { summary.heldSince = since }

    mutating func sentOtherwise(_ row: RequestSummary, hadBreak: Bool) {
        summary.breaks += (row.prefixBreak == nil ? 0 : 1) - (hadBreak ? 1 : 0)
        guard row.prefixBreak != nil || summary.lastBreakRequest == row.id else { return }
        summary.lastBreak = row.prefixBreak
        summary.lastBreakRequest = row.prefixBreak == nil ? nil : row.id
    }

    mutating func ended(_ row: RequestSummary) {
        summary.running = max(0, summary.running - 1)
        if let ended = row.endedSeconds { summary.lastAt = max(summary.lastAt, row.receivedAt + ended) }
        if row.phase == .failed { summary.failed += 1 }
        summary.badArguments += row.calls.count { !$0.isValid }
        summary.nearMisses += row.nearMisses
        summary.calls += row.calls.count
        summary.outputTokens += row.outputTokens
        guard let prompt = row.usage.prompt else { return }
        summary.promptTokens += prompt
        if let cached = row.usage.cached {
            summary.cachedTokens += min(cached, prompt)
            summary.cacheablePromptTokens += prompt
        }
        guard threads[mainThread].request == row.id else { return }
        summary.context.append(prompt)
        if summary.context.count > Self.contextLength { summary.context.removeFirst() }
        summary.parts = Self.parts(threads[mainThread], tokens: prompt)
    }

    private mutating func take(_ thread: PromptThread) {
        mainThread = threads.indices.max { threads[$0].byteCount < threads[$1].byteCount } ?? 0
        guard threads[mainThread].request == thread.request else { return }
        summary.messages = thread.conversation.count
        summary.parts = Self.parts(thread, tokens: nil)
    }

    /// The prompt's tokens divided as its bytes are.
    private static func parts(_ thread: PromptThread, tokens: Int?) -> [SessionSummary.Part] {
        let total = max(1, thread.byteCount)
        return PromptRole.allCases.compactMap { role in
            thread.parts[role].map { bytes in
                let share = Double(bytes) / Double(total)
                return SessionSummary.Part(
                    role: role, bytes: bytes, tokens: tokens.map { Int((Double($0) * share).rounded()) })
            }
        }
    }
}
