import Testing

@testable import TUI

struct ArgumentOutlineTests {
    private func members(_ text: String) -> [String] {
        ArgumentOutline(text).members.map { "\($0.key)=\($0.value)" }
    }

    @Test(arguments: [
        ("{}", []),
        ("{\"a\":1,\"b\":\"x\"}", ["a=1", "b=\"x\""]),
        ("{ \"a\" : { \"c\": [1, 2] } , \"b\":null}", ["a={ \"c\": [1, 2] }", "b=null"]),
        ("{\"a\":\"x, }\\\"\",\"b\":true}", ["a=\"x, }\\\"\"", "b=true"]),
        ("{\"a\":\"unfini", ["a=\"unfini"]),
        ("{\"a\":[1,", ["a=[1,"]),
        ("{\"a\"", ["a="]),
        ("{\"a\\", ["a="]),
        ("[1]", []),
        ("", []),
    ])
    func topLevelMembers(_ text: String, _ expected: [String]) { #expect(members(text) == expected) }

    /// Cut anywhere, it neither traps nor invents members.
    @Test func everyPrefixIsRead() {
        let text = "{\"path\":\"a\\\\\\\"b\",\"n\":{\"x\":[1,{\"y\":\"}\"}]},\"z\":0}"
        let whole = members(text).count
        for length in 0...text.utf8.count {
            let prefix = String(decoding: Array(text.utf8).prefix(length), as: UTF8.self)
            #expect(members(prefix).count <= whole)
        }
    }
}
