import Monitoring
import Testing

@testable import ProxyEngine

struct TokenCountingTests {
    private func read(_ way: TokenCounting, _ answer: String, status: Int = 200) -> TokenCounting.Reading {
        way.read(status: status, Array(answer.utf8))
    }

    @Test func asksLlamaServerWithTheRequestItself() {
        let question = TokenCounting.inputTokens.question(about: Array("{}".utf8))
        #expect(question == .init(path: "/v1/chat/completions/input_tokens", body: Array("{}".utf8)))
        #expect(read(.inputTokens, #"{"object":"response.input_tokens","input_tokens":42}"#) == .tokens(42))
        #expect(read(.inputTokens, "{}", status: 404) == .instead(.templateAndTokens))
        #expect(read(.inputTokens, "{}", status: 500) == .failed)
        #expect(read(.inputTokens, "no") == .failed)
    }

    @Test func asksOlderOnesInTwoSteps() throws {
        #expect(TokenCounting.templateAndTokens.question(about: []).path == "/apply-template")
        let wanted = #"{"content":"a\nb","add_special":true,"parse_special":true}"#
        #expect(
            read(.templateAndTokens, #"{"prompt":"a\nb"}"#)
                == .ask(.init(path: "/tokenize", body: Array(wanted.utf8))))
        #expect(read(.templateAndTokens, #"{"tokens":[1,2,3]}"#) == .tokens(3))
        #expect(read(.templateAndTokens, "{}", status: 404) == .failed)
    }

    @Test func asksVLLM() {
        let body = #"{"stream":true,"model":"m","messages":[{"a": 1}],"tools":[],"n":1}"#
        let wanted = #"{"add_generation_prompt":true,"model":"m","messages":[{"a": 1}],"tools":[]}"#
        let question = TokenCounting.tokenize.question(about: Array(body.utf8))
        #expect(question.path == "/tokenize")
        #expect(String(decoding: question.body, as: UTF8.self) == wanted)
        #expect(read(.tokenize, #"{"count":17,"max_model_len":4096,"tokens":[1]}"#) == .tokens(17))
    }
}
