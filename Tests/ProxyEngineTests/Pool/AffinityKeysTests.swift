import ProxyEngine
import Testing

struct AffinityKeysTests {
    private func keys(_ body: String, _ name: String = "") -> SessionAffinity.Keys {
        SessionAffinity.Keys(body: Array(body.utf8), sessionName: name)
    }

    private static let first = #"{"role":"user","content":"Mend the gate."}"#

    /// A later turn is the same conversation, whatever the instructions say now.
    @Test func knowsLaterTurns() {
        let turn = keys(#"{"model":"m","messages":[{"role":"system","content":"It is 9:00."},\#(Self.first)]}"#)
        let later = keys(
            #"{"stream":true,"messages":[{"role":"system","content":"It is 9:07."},\#(Self.first),"#
                + #"{"role":"assistant","content":"Done."},{"role":"user","content":"And now?"}],"model":"m"}"#)
        #expect(turn.conversation != nil && turn == later)
        #expect(turn.session == nil)
    }

    @Test func tellsConversationsApart() {
        let messages = #""messages":[\#(Self.first)]"#
        let all = [
            keys(#"{"model":"m",\#(messages)}"#), keys(#"{"model":"n",\#(messages)}"#),
            keys(#"{"model":"m","user":"u",\#(messages)}"#), keys(#"{"model":"m",\#(messages)}"#, "s"),
            keys(#"{"model":"m","messages":[{"role":"user","content":"Mend the fence."}]}"#),
        ].map(\.conversation)
        #expect(Set(all).count == all.count && !all.contains(nil))
    }

    @Test func takesTheHeadersNameBeforeTheBodys() {
        #expect(keys(#"{"prompt_cache_key":"a"}"#, "h") == keys(#"{"session_id":"b"}"#, "h"))
        #expect(keys(#"{"prompt_cache_key":"a"}"#).session != keys(#"{"prompt_cache_key":"b"}"#).session)
        #expect(keys(#"{"user":"u"}"#).session == nil)
    }

    /// Other protocols' requests, and what is no request at all.
    @Test(arguments: [
        (#"{"input":"long text"}"#, true), (#"{"prompt":"long text"}"#, true),
        (#"{"input":[{"role":"user","content":"x"}]}"#, true),
        (#"{"messages":[{"role":"system","content":"only that"}]}"#, true),
        (#"{"messages":[]}"#, false), (#"{"messages":7}"#, false), ("", false), ("[", false),
        (#"{"messages":[{"role""#, false), (#"{"input":["#, false),
    ])
    func readsWhatThereIs(_ body: String, _ isKnown: Bool) {
        #expect((keys(body).conversation != nil) == isKnown)
    }

    @Test(arguments: [
        (#"{"model":"a\/b","prompt":{"model":"c"}}"#, "a/b"), (#"{"model":null}"#, ""), ("x", ""), ("", ""),
    ])
    func readsTheModel(_ body: String, _ name: String) {
        #expect(RequestedModel.name(in: Array(body.utf8)) == name)
    }

    @Test(arguments: [
        ("/v1/models/qwen3?x=1", "qwen3"), ("/models/a/b", "a/b"), ("/v1/models", ""), ("/v1/chat/completions", ""),
    ])
    func readsTheModelOfATarget(_ target: String, _ name: String) {
        #expect(RequestedModel.name(inTarget: target) == name)
    }
}
