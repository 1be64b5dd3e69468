import Testing
import ToolCallParsing

@testable import ProxyEngine

/// Arguments of calls that the backend gave itself.
struct NativeArgumentsTests {
    private static let tool = ToolDeclaration(
        name: "search",
        parameters: try? JSONValue(
            parsing: #"{"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"}}}"#))

    /// What is told of `text`, cut at `cuts`, with what could go on at once.
    private func told(_ text: String, cuts: [Int] = [], isCut: Bool = false) -> (whole: String, early: String) {
        var arguments = NativeArguments()
        let bytes = Array(text.utf8)
        var early: [UInt8] = []
        var start = 0
        for end in cuts.sorted() + [bytes.count] where end >= start {
            early += arguments.receive(Array(bytes[start..<end]))
            start = end
        }
        let whole = early + arguments.finish(isCut: isCut, tool: Self.tool)
        return (String(decoding: whole, as: UTF8.self), String(decoding: early, as: UTF8.self))
    }

    /// JSON is told as it is, and at once.
    @Test(arguments: [
        #"{"query": "tea", "limit": 2}"#, " {\n\t\"query\": \"a\\n\\u00e9\"}\n",
        #"{"a": [1, -2.5e3, true, null, {"b": []}]}"#,
        #"{"query": "<|im_end|> < <| |>"}"#, #"{"limit":10}"#,
    ])
    func goOnAsTheyAre(_ text: String) {
        for cut in 0...text.utf8.count {
            #expect(told(text, cuts: [cut]).whole == text)
            #expect(told(text, cuts: [cut]).early == text)
        }
    }

    @Test(arguments: [
        ("{}", "{}"), ("", ""), (#"{"query": "a"# + "\n" + #"b"}"#, #"{"query": "a\nb"}"#),
        (#"{"query": "tea",}"#, #"{"query": "tea"}"#), (#"{"limit": \n2}"#, #"{"limit": 2}"#),
        (#"{'query': 'tea'}"#, #"{"query": "tea"}"#), (#"{}{"query": "tea"}"#, #"{"query": "tea"}"#),
        (#"{"query": "tea"}{"query": "tea"}"#, #"{"query": "tea"}"#),
        (#"{"query": "<|\"|"tea<|\"", "limit": 2}"#, #"{"query": "tea", "limit": 2}"#),
        (#"{"query": "<|\"|>tea<|\"|>"}"#, #"{"query": "tea"}"#), ("null", "{}"),
        // Only brackets are missing.
        (#"{"limit": 2"#, #"{"limit": 2}"#), (#"{"a": [1, {"b": true"#, #"{"a": [1, {"b": true}]}"#),
    ])
    func arePutRight(text: String, expected: String) throws {
        for cut in 0...text.utf8.count {
            let whole = told(text, cuts: [cut]).whole
            #expect(
                whole == expected || (try? JSONValue(parsing: whole)) == (try? JSONValue(parsing: expected)), "\(cut)")
        }
    }

    /// What cannot be read stays as it was written, to the byte: the client's reader says so.
    @Test(arguments: [
        "rm -rf /tmp", #"{"query": "te"#, #"{"query": "#, "[1, 2]", #"{"query": "a"}{"query": "b"}"#,
        #"{"query" tea}}}"#, "7",
        #"{"query": "say <|\"|> to it"}"#,
    ])
    func stayAsTheyAre(_ text: String) {
        for cut in 0...text.utf8.count {
            let whole = told(text, cuts: [cut]).whole
            #expect(whole == text || (try? JSONValue(parsing: whole)) != nil && !text.hasPrefix("{\"query\": \"te"))
        }
    }

    /// Half of a command is a command.
    @Test(arguments: [#"{"query": "rm -rf /tm"#, #"{"limit": 1"#, #"{"a": {"b": "c"}"#])
    func areNotCompletedAfterACut(_ text: String) {
        #expect(told(text, isCut: true).whole == text)
    }
}
