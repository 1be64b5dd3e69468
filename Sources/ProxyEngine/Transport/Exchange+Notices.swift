import Synchronization

/// What the proxy has to say to the client's user beside the answer: that memory runs short, that the conversation is long.
extension Exchange {
    /// What is to be said, and who counts as told once it was.
    struct Notices {
        /// In front of the answer's text.
        var sentences: [String] = []
        /// In the head of the answer.
        var rewrites: [String] = []
        var memory: (level: MemoryReport.Level, listeners: [Int])?
        var context: Int?
    }

    /// Finds what is to be said now. Without a look at the conversation where all is well.
    func findNotices() -> Notices {
        var notices = Notices()
        guard let chat, let fitting, configuration.streamMode != .passthrough else { return notices }
        let report = configuration.memoryNotices == .off ? nil : shared.engine.memoryReport
        let shortage = report.flatMap { report in MemoryWording.notice(report).map { (report.level, $0) } }
        let long = configuration.contextNotices == .off ? nil : longPrompt
        guard shortage != nil || long != nil else { return notices }
        let listeners = listeners(fitting.outline, chat)
        if let (level, sentence) = shortage {
            notices.rewrites.append("notice=memory")
            let isDue = shared.engine.notices.withLock { $0.isDue(level, to: listeners) }
            if configuration.memoryNotices == .visible, chat.takesNotices, isDue {
                notices.sentences.append(sentence)
                notices.memory = (level, listeners)
            }
        }
        if let long {
            notices.rewrites.append("notice=context")
            let isDue = shared.engine.notices.withLock { $0.isContextDue(to: listeners[0]) }
            if configuration.contextNotices == .visible, chat.takesNotices, isDue {
                notices.sentences.append(long)
                notices.context = listeners[0]
            }
        }
        return notices
    }

    /// The conversation; on its first turn also the client, as it may be one that asks single questions only.
    private func listeners(_ outline: ConversationOutline, _ chat: ChatRequest) -> [Int] {
        let head = HistoryTrimming.headCount(outline.messages)
        let beginning = Array(outline.messages.prefix(max(1, head)))
        let key = SessionCuts.keys(beginning, of: chat.body, model: chat.model).last
        var hasher = Hasher()
        hasher.combine(key)
        let conversation = hasher.finalize()
        guard outline.messages.count <= head else { return [conversation] }
        var client = Hasher()
        client.combine(request.client)
        client.combine(request.agent)
        return [conversation, client.finalize()]
    }

    /// The answer is over: who got a word to read does not get it again.
    func noteTold() {
        guard translator?.hasToldNotice == true else { return }
        shared.engine.notices.withLock { book in
            if let memory = notices.memory { book.told(memory.level, to: memory.listeners) }
            if let context = notices.context { book.toldContext(to: context) }
        }
    }
}
