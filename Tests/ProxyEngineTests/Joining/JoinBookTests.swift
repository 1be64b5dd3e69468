import Monitoring
import ProxyEngine
import Testing

struct JoinBookTests {
    private let book = JoinBook<Int>()
    private let again = RepeatSign(retryCount: 1)

    private func key(_ body: String = "{}", client: String = "c", fields: [(name: String, value: String)] = [])
        -> JoinKey
    {
        JoinKey(client: client, target: "/v1/chat/completions", fields: fields, body: Array(body.utf8))
    }

    private func add(_ number: Int, _ sign: RepeatSign = RepeatSign()) {
        book.add(RequestID(rawValue: UInt64(number)), key(), sign, handle: number, at: Moment(nanoseconds: 0))
    }

    private func leader(_ key: JoinKey, _ sign: RepeatSign, after nanoseconds: UInt64 = 0) -> Int? {
        book.leader(for: key, sign, at: Moment(nanoseconds: nanoseconds))
    }

    private func remove(_ number: Int, isAnswered: Bool = true) {
        book.remove(RequestID(rawValue: UInt64(number)), key(), isAnswered: isAnswered)
    }

    // MARK: What is the same

    @Test func sameIsWhatCannotBeAnsweredDifferently() {
        let fields: [(name: String, value: String)] = [
            ("Authorization", "Bearer a"), ("User-Agent", "x"), ("X-Request-Id", "1"),
        ]
        #expect(key(fields: fields) == key(fields: [("user-agent", "x"), ("authorization", "Bearer a")]))
        #expect(key(fields: fields) != key(fields: [("Authorization", "Bearer b"), ("User-Agent", "x")]))
        #expect(key(fields: fields) != key(fields: [("User-Agent", "x")]))
        #expect(key("{}") != key("{ }"))
        #expect(key(client: "c") != key(client: "d"))
        #expect(
            JoinKey(client: "c", target: "/a", fields: [], body: [])
                != JoinKey(client: "c", target: "/b", fields: [], body: []))
    }

    /// Long bodies that end alike are told apart all the same.
    @Test func comparesTheWholeBody() {
        let end = String(repeating: "x", count: 5000)
        #expect(key("a" + end) != key("b" + end))
        #expect(key("a" + end).hashValue == key("b" + end).hashValue)
    }

    // MARK: What is a repetition

    @Test(arguments: [
        // Several samples of one answer look like this too.
        (RepeatSign(), RepeatSign(), false),
        (RepeatSign(retryCount: 0), RepeatSign(retryCount: 0), false),
        (RepeatSign(retryCount: 1), RepeatSign(retryCount: 0), true),
        (RepeatSign(retryCount: 1), RepeatSign(), true),
        // Claude Code says 0 with every repeat.
        (RepeatSign(retryCount: 0, session: "s"), RepeatSign(retryCount: 0, session: "s"), true),
        (RepeatSign(session: "s"), RepeatSign(session: "s"), true),
        (RepeatSign(session: "s"), RepeatSign(session: "t"), false),
        (RepeatSign(idempotencyKey: "k"), RepeatSign(idempotencyKey: "k"), true),
        (RepeatSign(idempotencyKey: "k", retryCount: 1), RepeatSign(idempotencyKey: "l"), false),
        (RepeatSign(retryCount: 1), RepeatSign(idempotencyKey: "l"), false),
    ])
    func knowsARepetition(new: RepeatSign, earlier: RepeatSign, repeats: Bool) {
        #expect(new.repeats(earlier, after: RepeatSign.patience) == repeats)
        if !new.session.isEmpty { #expect(!new.repeats(earlier, after: RepeatSign.patience - 1)) }
    }

    /// Who has lost the stream asks for the same once more without one.
    @Test func aFallbackRepeatsTheStreamAtOnce() {
        let stream = RepeatSign(retryCount: 0, session: "s", wantsStream: true)
        let fallback = RepeatSign(retryCount: 0, session: "s", wantsStream: false)
        #expect(fallback.repeats(stream, after: 0))
        #expect(!stream.repeats(fallback, after: 0) && !stream.repeats(stream, after: 0))
    }

    @Test func readsTheSigns() {
        let fields: [(name: String, value: String)] = [
            ("Idempotency-Key", "k"), ("X-Stainless-Retry-Count", "2"), ("X-Session-Id", "s"), ("Accept", "x"),
        ]
        let sign = RepeatSign(fields: fields)
        #expect(sign == RepeatSign(idempotencyKey: "k", retryCount: 2, session: "s"))
        #expect(RepeatSign(fields: [(name: "x-stainless-retry-count", value: "many")]) == RepeatSign())
    }

    // MARK: Who is joined

    @Test func findsWhoRuns() {
        #expect(leader(key(), again) == nil)
        add(1)
        #expect(leader(key(), again) == 1)
        #expect(leader(key(), RepeatSign()) == nil)
        #expect(leader(key("other"), again) == nil)
        remove(1)
        #expect(leader(key(), again) == nil)
        #expect(book.count == 0)
    }

    /// Two at the same time in one session are two; one that comes later is the same again.
    @Test func aSessionNeedsTime() {
        add(1, RepeatSign(session: "s"))
        #expect(leader(key(), RepeatSign(session: "s")) == nil)
        #expect(leader(key(), RepeatSign(session: "s"), after: RepeatSign.patience) == 1)
    }

    /// Who has lost its client is joined without any sign, because nobody else wants its answer.
    @Test func findsOrphansFirst() {
        add(1)
        add(2)
        book.setOrphan(RequestID(rawValue: 1), key(), true)
        #expect(leader(key(), RepeatSign()) == 1)
        #expect(leader(key(), again) == 1)
        #expect(leader(key(), RepeatSign(idempotencyKey: "k")) == nil)
        book.setOrphan(RequestID(rawValue: 1), key(), false)
        #expect(leader(key(), again) == 2)
    }

    /// One of several samples that was refused comes again: it repeats none of those that run.
    @Test func whatWasRefusedRepeatsNobody() {
        for number in 1...3 { add(number) }
        remove(3, isAnswered: false)
        #expect(leader(key(), again) == nil)
        #expect(leader(key(), again) == 2)
    }

    @Test func theLastOneOutForgetsEverything() {
        add(1)
        remove(1, isAnswered: false)
        add(2)
        #expect(leader(key(), again) == 2)
    }
}
