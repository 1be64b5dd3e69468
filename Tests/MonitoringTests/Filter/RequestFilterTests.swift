import TestSupport
import Testing

@testable import Monitoring

struct RequestFilterTests {
    private static let now = 1_000_000.0

    /// Every field with a value, and one of each kind of problem.
    private static let request: RequestSummary = {
        var request = RequestSummary(
            id: RequestID(rawValue: 185),
            received: ReceivedRequest(
                time: now - 60, client: "10.1.2.3", agent: "Aider", method: "POST",
                route: "/v1/chat/completions?a=b", kind: .chat, model: "qwen3-coder-30b", wantsStream: true,
                toolCount: 11, messageCount: 23, requestID: "req-abc", body: [UInt8](repeating: 0x20, count: 2_048)))
        request.phase = .done
        request.status = 200
        request.backend = "gpu1"
        request.sentSeconds = 0.1
        request.firstTokenSeconds = 1.14
        request.endedSeconds = 11.9
        request.usage = TokenUsage(prompt: 29_000, completion: 402, cached: 28_700)
        request.tokensPerSecond = 38.2
        request.finishReason = "tool_calls"
        request.backendFinishReason = "stop"
        request.nearMisses = 1
        request.calls = [
            ToolCallReport(
                index: 0, id: "c", name: "read_file", dialect: "hermes-json", arguments: "{}", isValid: false,
                problem: "/limit: expected integer")
        ]
        return request
    }()

    private static let running: RequestSummary = {
        var request = RequestSummary(
            id: RequestID(rawValue: 186),
            received: ReceivedRequest(
                time: now - 8, client: "::1", agent: "", method: "POST", route: "/v1/chat/completions", kind: .chat))
        request.phase = .decode
        request.heldBytes = 9
        return request
    }()

    private func matches(_ text: String, _ request: RequestSummary, tagged: Set<RequestID> = []) throws -> Bool {
        try RequestFilter(text).matches(request, in: .init(now: Self.now, tagged: tagged))
    }

    /// A request's number as people write it, and as the list shows it.
    @Test(arguments: [("#185", true), ("#0185", true), ("#01", true), ("#18", false), ("#1850", false), ("#85", false)])
    func requestNumbers(_ text: String, _ isFound: Bool) throws {
        #expect(try matches(text, Self.request) == isFound)
    }

    /// What the client speaks, by the route.
    @Test(arguments: [
        ("/v1/messages?beta=true", "messages"), ("/v1/responses", "responses"), ("/api/chat", "ollama-chat"),
        ("/v1/chat/completions", "chat"),
    ])
    func protocols(_ route: String, _ wire: String) throws {
        let request = RequestSummary(
            id: RequestID(rawValue: 1),
            received: ReceivedRequest(
                time: Self.now, client: "::1", agent: "", method: "POST", route: route, kind: .chat))
        #expect(try matches("wire=\(wire)", request))
        #expect(try !matches("wire=other", request))
    }

    /// A pattern looks at a running request's time as a comparison does.
    @Test func patternsOfTheTimeSoFar() throws {
        #expect(try matches("time:8*", Self.running))
        #expect(try !matches("time:0*", Self.running))
    }

    /// A word that stands for exactly that, whatever is in it.
    @Test(arguments: ["a\\", "a\"b", "*", "a b", "!(x)|&", "\\\"", "naïve 日本"]) func quotedWords(text: String) throws {
        var request = Self.request
        #expect(try !matches("tool=\(RequestFilter.quoted(text)) format:hermes", request))
        request.calls[0].name = text
        #expect(try matches("tool=\(RequestFilter.quoted(text)) format:hermes", request))
    }

    @Test func callsInReasoning() throws {
        var request = Self.request
        #expect(try !matches("reasoning", request))
        request.calls[0].finding = CallFinding(isInReasoning: true)
        #expect(try matches("reasoning bad", request))
    }

    @Test(arguments: [
        "", "   ", "aider", "AIDER", "qwen3", "#0185", "completions?a", "read_file", "expected integer",
        "\"expected int\"",
        "agent:aid", "agent=aider", "agent:a*r", "agent:?ider", "model:qwen3*30b", "tool:read_*", "format:hermes-json",
        "finish:tool", "finish=stop", "error:integer", "request:abc", "backend:gpu1", "client:10.1.*", "method:post",
        "phase:done", "status:200", "status=200", "status:2*", "status!=404", "id:185", "id>100",
        "ctx>28k", "ctx<0.1m", "ctx>=29000", "cache<29k", "out:402", "calls:1", "tools>10", "messages=23", "misses>0",
        "size:2k", "size>=2048b", "time>11s", "time<0.2m", "ttft>1s", "ttft<1200ms", "ttft=1.1", "queue<1", "tps>38",
        "tps<0.1k", "bad", "near", "problem", "done", "rewritten", "stream", "!native", "! native", "!inflight",
        "bad & near", "bad near", "native | bad", "(native|bad) aider", "!(native & bad)", "!!bad", "~s", "!~q",
        "~m post", "~u chat", "~c 200", "agent:\"Aider\"", "backend!=gpu2", "a*b", "\"a=b\"",
    ])
    func wants(_ text: String) throws { #expect(try matches(text, Self.request)) }

    @Test(arguments: [
        "opencode", "agent:pi", "agent=aid", "agent:aid?", "\"ai*\"", "agent:\"a*r\"", "tool:write*", "status:404",
        "status>=400",
        "ctx>30k", "time>1m", "ttft>2s", "bad !near", "native", "inflight", "~e", "~q", "tagged", "held", "cancel",
        "error", "bad & native | error", "!(bad | native)", "agent!=aider", "tool:\"\"", "done (native | !near)",
    ])
    func refuses(_ text: String) throws { #expect(try !matches(text, Self.request)) }

    /// What is not known is neither more nor less, and an empty pattern finds what has no value.
    @Test func unknownValues() throws {
        for text in ["ttft>0", "ttft<1000", "ttft=0", "ttft!=0", "tps<1k", "status<600", "ctx>=0"] {
            #expect(try !matches(text, Self.running), "\(text)")
        }
        #expect(try matches("tool:\"\" backend:\"\" agent:\"\"", Self.running))
        #expect(try matches("!ttft>0 held inflight phase:decode phase:held time>7s time<9s", Self.running))
    }

    @Test func tagsComeFromOutside() throws {
        #expect(try matches("tagged", Self.request, tagged: [RequestID(rawValue: 185)]))
        #expect(try !matches("tagged", Self.running, tagged: [RequestID(rawValue: 185)]))
    }

    /// The message says what is wrong and the caret stands where it is.
    @Test(arguments: [
        ("agnet:x", 0, "no field \"agnet\""), ("bad (near", 4, "never closed"), ("bad)", 3, "closes nothing"),
        ("bad |", 5, "a word is missing"), ("!", 1, "a word is missing"), ("| bad", 0, "a word is missing"),
        ("a & & b", 4, "a word is missing"), ("()", 1, "a word is missing"), ("model:", 6, "a value is missing"),
        ("ctx > 5", 4, "a field stands right before"), ("ctx> 5", 4, "a value is missing"),
        ("ctx>x", 4, "ctx needs a number"), ("ctx>5s", 5, "no unit \"s\""),
        ("ttft>2q bad", 6, "no unit \"q\""), ("model>3", 5, "model is no number"), ("a \"b", 2, "never closed"),
        ("~z", 0, "no ~z"), ("~b", 2, "needs a word"), ("bad status>", 11, "a value is missing"),
        ("http://x", 0, "needs quotes"), ("ctx>1.2.3", 4, "needs a number"),
    ])
    func problems(_ text: String, _ offset: Int, _ words: String) {
        let problem = #expect(throws: FilterProblem.self) { try RequestFilter(text) }
        #expect(problem?.offset == offset)
        #expect(problem?.message.contains(words) == true, "\(problem?.message ?? "")")
    }

    @Test func boundsLengthAndDepth() {
        #expect(throws: FilterProblem.self) { try RequestFilter(String(repeating: "a", count: 1_025)) }
        #expect(throws: FilterProblem.self) { try RequestFilter(String(repeating: "!", count: 300) + "bad") }
        #expect(throws: FilterProblem.self) {
            try RequestFilter(String(repeating: "(", count: 300) + "bad" + String(repeating: ")", count: 300))
        }
        #expect(throws: Never.self) { try RequestFilter(String(repeating: "bad ", count: 250)) }
    }

    @Test func keepsItsText() throws {
        #expect(try RequestFilter("  bad  near\t").text == "bad  near")
        #expect(try RequestFilter(" ").wantsAll)
        #expect(RequestFilter.all.wantsAll)
    }

    /// Whatever is typed: a filter or a problem that points into the text.
    @Test(arguments: 0..<16)
    func anyBytes(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "(", ")", "!", "|", "&", " ", "\"", "\\", "~", ":", "=", "<", ">", "*", "?", "bad", "ctx", "tool", "5", "k",
            "é", "~e",
            "ttft>2s", "\u{0}", "👩‍👩‍👧",
        ]
        var readable = 0
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            do throws(FilterProblem) {
                let filter = try RequestFilter(text)
                _ = filter.matches(Self.request, in: .init(now: Self.now))
                readable += 1
            } catch {
                #expect((0...text.utf8.count).contains(error.offset), "\(text)")
            }
        }
        #expect(readable > 100)
    }

    /// A filter that is written down is read as what it was, with as few or as many brackets and spaces as you like.
    @Test(arguments: 0..<16)
    func readsWhatIsWritten(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let tree = Self.tree(depth: Int.random(in: 0...4, using: &random), &random)
            let text = Self.written(tree, binding: 0, &random)
            #expect(try RequestFilter(text).expression == tree, "\(text)")
        }
    }

    private static func tree(depth: Int, _ random: inout SeededGenerator) -> FilterExpression {
        guard depth > 0 else {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: return .state(FilterState.allCases.randomElement(using: &random) ?? .bad)
            case 1:
                let comparison = FilterComparison.allCases.randomElement(using: &random) ?? .less
                return .number(.ctx, comparison, Double(Int.random(in: 0...99_999, using: &random)))
            default:
                return .field(
                    .tool,
                    FilterPattern(Array("read_*".utf8), literal: .init(repeating: false, count: 6), extent: .whole))
            }
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return .not(tree(depth: depth - 1, &random))
        case 1: return .both(tree(depth: depth - 1, &random), tree(depth: 0, &random))
        default: return .either(tree(depth: depth - 1, &random), tree(depth: depth - 1, &random))
        }
    }

    /// `binding`: how strongly what is around it binds: 0 either, 1 both, 2 not.
    private static func written(_ tree: FilterExpression, binding: Int, _ random: inout SeededGenerator) -> String {
        func space() -> String { Bool.random(using: &random) ? " " : "" }
        var text: String
        var own = 3
        switch tree {
        case .state(let state): text = state.rawValue
        case .number(let field, let comparison, let number):
            text = field.rawValue + comparison.rawValue + String(Int(number))
        case .not(let inner):
            text = "!" + space() + written(inner, binding: 2, &random)
            own = 2
        case .both(let a, let b):
            // To the left it associates; what stands right needs brackets if it is a pair as well.
            let joint = [" ", "&", " & "].randomElement(using: &random) ?? " "
            text = written(a, binding: 1, &random) + joint + written(b, binding: 2, &random)
            own = 1
        case .either(let a, let b):
            text = written(a, binding: 0, &random) + space() + "|" + space() + written(b, binding: 1, &random)
            own = 0
        default: text = "tool:read_*"
        }
        if own < binding || Int.random(in: 0..<8, using: &random) == 0 { text = "(" + space() + text + space() + ")" }
        return text
    }
}
