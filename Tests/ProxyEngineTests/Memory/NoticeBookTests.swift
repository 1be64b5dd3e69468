import Monitoring
import Testing

@testable import ProxyEngine

struct NoticeBookTests {
    private func short(_ level: MemoryReport.Level, _ listeners: Int...) -> NoticeBook.Entry {
        NoticeBook.Entry(listeners: listeners, memory: level)
    }

    /// Once for each conversation and level, and again after memory was normal for a while.
    @Test func tellsEachConversationOnce() {
        var book = NoticeBook()
        func claim(_ level: MemoryReport.Level, _ listener: Int) -> Bool { book.claim(short(level, listener)) }
        let empty = book.claim(NoticeBook.Entry(listeners: [1]))
        #expect(!empty)
        // The third has become worse.
        let claims = [claim(.warning, 1), claim(.warning, 1), claim(.warning, 2), claim(.critical, 1)]
        #expect(claims == [true, false, true, true])
        #expect([claim(.warning, 1), claim(.critical, 1)] == [false, false])
        for (seconds, level) in [(0, .normal), (599, .normal), (600, .warning), (601, .normal), (1200, .normal)]
            as [(Double, MemoryReport.Level)]
        {
            book.note(level, at: seconds)
            #expect(!book.isDue(short(.warning, 1)), "\(seconds)")
        }
        book.note(.normal, at: 1201)
        #expect(book.isDue(short(.warning, 1)))
    }

    /// A client that asks single questions is told with the first of them; a conversation that it goes on with, too.
    @Test func tellsAClientOfSingleQuestionsOnce() {
        var book = NoticeBook()
        let client = 100
        // The last is the second turn of the conversation.
        let entries = [short(.warning, 1, client), short(.warning, 2, client), short(.warning, 2)]
        #expect(entries.map { book.claim($0) } == [true, false, true])
    }

    /// What is told together counts as told, each for itself.
    @Test func tellsThatAConversationIsLongOnce() {
        var book = NoticeBook()
        let both = NoticeBook.Entry(listeners: [1, 100], memory: .warning, context: true)
        let other = NoticeBook.Entry(listeners: [2, 100], memory: .warning, context: true)
        let entries = [both, both, NoticeBook.Entry(listeners: [1], context: true), other]
        #expect(entries.map { book.claim($0) } == [true, false, false, true])
    }

    /// What is told of a lesser shortage does not make one forget that a worse one was told.
    @Test func aWorseShortageStaysTold() {
        var book = NoticeBook()
        let long = NoticeBook.Entry(listeners: [1], memory: .warning, context: true)
        let entries = [short(.critical, 1), long, short(.critical, 1), short(.warning, 1)]
        #expect(entries.map { book.claim($0) } == [true, true, false, false])
    }

    @Test func staysBounded() {
        var book = NoticeBook()
        for listener in 0..<3 * NoticeBook.maximumListeners {
            let entry = NoticeBook.Entry(listeners: [listener], memory: .warning, context: true)
            guard book.claim(entry), !book.claim(entry) else {
                Issue.record("\(listener)")
                return
            }
        }
        #expect(book.isDue(short(.warning, 0)))
    }
}
