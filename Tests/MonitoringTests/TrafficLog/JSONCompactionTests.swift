import Testing

@testable import Monitoring

struct JSONCompactionTests {
    @Test(
        arguments: zip(
            [
                "{}", " [ ] ",
                "{ \"a\" : [ 1 , -2.5e+10, true,false, null ] ,\r\n\t\"b c\":{\"d\":\"e f\\n\\u00e9 é\"}}",
                "0", "\"x\"", "-0.1E5", "[[[]]]",
            ],
            [
                "{}", "[]", "{\"a\":[1,-2.5e+10,true,false,null],\"b c\":{\"d\":\"e f\\n\\u00e9 é\"}}", "0", "\"x\"",
                "-0.1E5", "[[[]]]",
            ]))
    func takesWhiteSpaceOut(json: String, expected: String) throws {
        let bytes = try #require(JSONCompaction.compacted(Array(json.utf8)))
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "nul", "01", "1.", "1e", "-", "+1", ".5", "\"a",
        "\"\\x\"", "\"\\u12g4\"", "\"a\nb\"", "[1] 2", "'a'", "NaN",
    ])
    func refusesWhatIsNoJSON(text: String) {
        #expect(JSONCompaction.compacted(Array(text.utf8)) == nil)
    }

    @Test func refusesInvalidUTF8AndDeepNesting() {
        #expect(JSONCompaction.compacted([0x22, 0xFF, 0x22]) == nil)
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(JSONCompaction.compacted(Array(deep.utf8)) == nil)
        let allowed = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(JSONCompaction.compacted(Array(allowed.utf8)) != nil)
    }
}
