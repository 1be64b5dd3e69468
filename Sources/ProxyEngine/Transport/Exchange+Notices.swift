import Monitoring
import Synchronization
import WireFormats

/// What the proxy has to say to the client's user beside the answer: that memory runs short, that the conversation is long.
extension Exchange {
    /// What is to be said with one answer.
    struct Notices {
        /// In front of the answer's text.
        var sentences: [String] = []
        /// In the head of the answer.
        var rewrites: [String] = []
        var claim: NoticeClaim?

        var offer: OfferedNotice {
            var offer = OfferedNotice()
            guard !sentences.isEmpty else { return offer }
            offer.text = NoticeText.bytes(sentences)
            if let claim { offer.claim = { claim.isGranted } }
            return offer
        }
    }

    /// Finds what is to be said now. Without a look at the conversation where all is well.
    func findNotices() -> Notices {
        var notices = Notices()
        guard let chat, !isNative, let fitting, configuration.streamMode != .passthrough else { return notices }
        let report = configuration.memoryNotices == .off ? nil : shared.engine.memoryReport
        let shortage = report.flatMap { report in MemoryWording.notice(report).map { (report.level, $0) } }
        let long = configuration.contextNotices == .off ? nil : longPrompt
        guard shortage != nil || long != nil else { return notices }
        var news = NoticeBook.Entry(listeners: listeners(fitting.outline, chat))
        if let (level, sentence) = shortage {
            notices.rewrites.append("notice=memory")
            let entry = NoticeBook.Entry(listeners: news.listeners, memory: level)
            if configuration.memoryNotices == .visible, chat.takesNotices, isDue(entry) {
                notices.sentences.append(sentence)
                news.memory = level
            }
        }
        if let long {
            notices.rewrites.append("notice=context")
            let entry = NoticeBook.Entry(listeners: news.listeners, context: true)
            if configuration.contextNotices == .visible, chat.takesNotices, isDue(entry) {
                notices.sentences.append(long)
                news.context = true
            }
        }
        if !notices.sentences.isEmpty { notices.claim = NoticeClaim(engine: shared.engine, entry: news) }
        return notices
    }

    private func isDue(_ entry: NoticeBook.Entry) -> Bool { shared.engine.notices.withLock { $0.isDue(entry) } }

    /// The conversation; on its first turn also the client, as it may be one that asks single questions only.
    private func listeners(_ outline: ConversationOutline, _ chat: ChatRequest) -> [Int] {
        let messages = outline.conversation
        let head = HistoryTrimming.headCount(messages)
        let beginning = Array(messages.prefix(max(1, head)))
        let key = SessionCuts.keys(beginning, model: chat.model).last
        var hasher = Hasher()
        hasher.combine(key)
        let conversation = hasher.finalize()
        guard messages.count <= head else { return [conversation] }
        var client = Hasher()
        client.combine(request.client)
        client.combine(request.agent)
        return [conversation, client.finalize()]
    }
}

/// The right of one answer to tell a notice, taken when its first text goes out: of several that run at the same time one
/// gets it.
final class NoticeClaim: Sendable {
    private let engine: Engine
    private let entry: NoticeBook.Entry
    private let answer = Mutex<Bool?>(nil)

    init(engine: Engine, entry: NoticeBook.Entry) {
        self.engine = engine
        self.entry = entry
    }

    var isGranted: Bool {
        answer.withLock { answer in
            let isGranted = answer ?? engine.notices.withLock { $0.claim(entry) }
            answer = isGranted
            return isGranted
        }
    }
}
