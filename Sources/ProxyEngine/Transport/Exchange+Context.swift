import Monitoring
import NIOCore
import NIOHTTP1
import Synchronization
import WireFormats

/// Makes the prompt fit the backend's context before it is asked, and once more where the backend refuses it.
extension Exchange {
    /// Longer bodies are mostly pictures, which are not sent a second time to be counted.
    private static let maximumCountedBytes = 16 << 20

    /// Makes the prompt fit, then goes to the gate.
    func fitContext() {
        contextChange = ContextChange()
        guard let chat, let outline = reading.outline, !isNative else { return proceed() }
        let limits = ContextLimits(
            warning: configuration.tokenWarning, hard: configuration.tokenHard, window: backend.contextWindow)
        let rules = ContextCheck.Rules(
            limits: limits, ratio: shared.engine.memory.withLock { $0.ratios.ratio(ratioKey) },
            canCount: backend.counting != nil && chat.body.count <= Self.maximumCountedBytes,
            trims: configuration.trimsHistory)
        var fitting = PromptFitting(outline, rules)
        var earlier: HistoryCut?
        let mayNeedCut = ContextCheck.mayNeedCut(bytes: fitting.fullTextBytes, rules)
        if mayNeedCut, shared.engine.memory.withLock({ !$0.cuts.isEmpty }) {
            let keys = keys(outline)
            earlier = shared.engine.memory.withLock { $0.cuts.cut(of: keys) }
        }
        let step = fitting.begin(earlier: earlier)
        self.fitting = fitting
        take(step)
    }

    /// Lets the prompt begin as the turns before it did, if so set.
    func stabilize() {
        guard let chat, let prompt = reading.stablePrompt, !isNative else { return }
        let conversation = poolRequest.keys.conversation
        stability = shared.engine.memory.withLock { $0.pins.pin(prompt, of: conversation, in: chat.body) }
    }

    private func take(_ step: PromptFitting.Step) {
        switch step {
        case .count(let change): count(change)
        case .refuse(let tokens, let limit): fail(.contextLengthExceeded(tokens: tokens, limit: limit))
        case .done(let result):
            adopt(result)
            proceed()
        }
    }

    private func count(_ change: ContextChange) {
        guard let chat else { return }
        var wishes = wishes
        wishes.context = change
        let body = chat.upstreamBody(streaming: false, wishes: wishes)
        let authorization = request.dropsCredentials ? nil : request.head.headers.first(name: "authorization")
        let index = attempt.backendIndex
        let operations = shared.operations
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        Task {
            let tokens = await operations.countTokens(index, body, authorization: authorization)
            bound.eventLoop.execute { bound.value.counted(tokens) }
        }
    }

    private func counted(_ tokens: Int?) {
        guard machine.phase != .ended, let step = fitting?.counted(tokens) else { return }
        take(step)
    }

    /// Takes over what was found, and tells it.
    private func adopt(_ result: PromptFitting.Result) {
        contextChange = result.change
        longPrompt = result.isLong ? result.notices.first : nil
        guard let fitting, result.newCut != nil || result.isLong else { return }
        let keys = keys(fitting.outline)
        let isNews = shared.engine.memory.withLock { memory in
            if let cut = result.newCut { memory.cuts.remember(cut, of: keys) }
            return !result.isLong
                || memory.isNewWarning(keys, headCount: HistoryTrimming.headCount(fitting.outline.conversation))
        }
        guard isNews else { return }
        for text in result.notices { shared.engine.publisher.publish(.notice(Notice(.warning, text, request: id))) }
    }

    private func keys(_ outline: ConversationOutline) -> [SessionCuts.Key] {
        reading.cutKeys ?? SessionCuts.keys(outline.conversation, model: chat?.model ?? "")
    }

    private var ratioKey: TokenRatios.Key { TokenRatios.Key(backend: backend.name, model: chat?.model ?? "") }

    // MARK: Afterwards

    /// The held answer is an overflow of the backend's context, and a shorter prompt has been made.
    func isShortenedAfterOverflow() -> Bool {
        guard let report = OverflowReport(Array(attempt.heldBody.readableBytesView)) else { return false }
        if let window = report.window { backend.noteContextWindow(window) }
        guard configuration.retriesOverflow, configuration.trimsHistory, let result = fitting?.refused(report) else {
            return false
        }
        adopt(result)
        return true
    }

    /// Learns from the backend's count how many tokens its texts make.
    func learnTokens(_ usage: TokenUsage) {
        guard let tokens = usage.prompt else { return }
        if configuration.purgesOnNew {
            let keys = poolRequest.keys
            let length = tokens &+ (usage.completion ?? 0)
            shared.engine.memory.withLock { $0.lengths.note(length, of: keys) }
        }
        guard let bytes = fitting?.textBytes else { return }
        let key = ratioKey
        shared.engine.memory.withLock { $0.ratios.learn(key, bytes: bytes, tokens: tokens) }
    }
}
