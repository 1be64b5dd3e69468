import NIOHTTP1

/// Lets a backend count the tokens of a prompt, by the call that its kind has for it.
struct TokenCounter {
    /// A long prompt takes a server written in Python some time; nobody is to wait much longer than that,
    /// unless backends are given longer for any question.
    private static let leastTimeoutSeconds = 5.0
    private static let maximumQuestions = 4

    let caller: BackendCaller
    let index: Int
    let backend: Backend

    /// The prompt tokens of the chat request `body`; `nil`: the backend does not tell.
    func count(_ body: [UInt8], authorization: String?) async -> Int? {
        guard var way = backend.counting else { return nil }
        var question = way.question(about: body)
        for _ in 0..<Self.maximumQuestions {
            let answer = try? await caller.call(
                index, .POST, question.path, json: String(decoding: question.body, as: UTF8.self),
                authorization: authorization,
                timeoutSeconds: max(Self.leastTimeoutSeconds, caller.timeoutSeconds))
            guard let answer else { return nil }
            switch way.read(status: answer.status, answer.body) {
            case .tokens(let tokens): return tokens
            case .ask(let next): question = next
            case .instead(let other):
                way = other
                backend.counting = other
                question = way.question(about: body)
            case .failed: return nil
            }
        }
        return nil
    }
}
