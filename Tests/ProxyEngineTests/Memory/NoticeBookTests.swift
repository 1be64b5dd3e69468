import Testing

@testable import ProxyEngine

struct NoticeBookTests {
    /// Once for each conversation and level, and again after memory was normal.
    @Test func tellsEachConversationOnce() {
        var book = NoticeBook()
        #expect(!book.isDue(.normal, to: [1]))
        #expect(book.isDue(.warning, to: [1]))
        book.told(.warning, to: [1])
        #expect(!book.isDue(.warning, to: [1]))
        #expect(book.isDue(.warning, to: [2]))
        #expect(book.isDue(.critical, to: [1]), "it has become worse")
        book.told(.critical, to: [1])
        book.told(.warning, to: [1])
        #expect(!book.isDue(.critical, to: [1]))
        book.memoryIsNormal()
        #expect(book.isDue(.warning, to: [1]))
    }

    /// A client that asks single questions is told with the first of them; a conversation that it goes on with, too.
    @Test func tellsAClientOfSingleQuestionsOnce() {
        var book = NoticeBook()
        let client = 100
        #expect(book.isDue(.warning, to: [1, client]))
        book.told(.warning, to: [1, client])
        #expect(!book.isDue(.warning, to: [2, client]))
        #expect(book.isDue(.warning, to: [2]), "its second turn")
    }

    @Test func staysBounded() {
        var book = NoticeBook()
        for listener in 0..<3 * NoticeBook.maximumListeners {
            book.told(.warning, to: [listener])
            book.toldContext(to: listener)
            #expect(!book.isDue(.warning, to: [listener]))
            #expect(!book.isContextDue(to: listener))
        }
        #expect(book.isContextDue(to: -1))
    }
}
