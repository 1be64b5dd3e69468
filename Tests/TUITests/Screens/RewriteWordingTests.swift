import Testing

@testable import TUI

struct RewriteWordingTests {
    @Test(arguments: [
        ([], "nothing"), (["tool_calls=hermes-json;n=1"], "1 call rewritten from hermes-json"),
        (
            ["simulated", "tool_calls=llama3-json;n=2"],
            "sent as a stream made from one answer, 2 calls rewritten from llama3-json"
        ),
        (["assembled"], "sent as one answer made from a stream"),
        (
            ["truncated=3", "max_tokens=512"],
            "3 messages left out to fit the context, the answer's limit lowered to 512 tokens"
        ),
        (["cache_stable;tools;lines=2"], "kept as it was before, for the cache: tools, 2 lines"),
        (
            ["history=1", "notices_removed=2"],
            "1 call of the history put right, 2 notices of ours taken out of the history"
        ),
        (["of-the-future=9", "tool_calls=x", ""], "of-the-future=9, tool_calls=x, "),
    ])
    func sentences(_ rewrites: [String], _ words: String) { #expect(RewriteWording.sentence(rewrites) == words) }
}
