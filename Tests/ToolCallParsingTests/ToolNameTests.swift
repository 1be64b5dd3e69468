import Testing
import ToolCallParsing

/// Which declared tool is meant by a name.
struct ToolNameTests {
    /// The name that a client is told for `written`, where `declared` are the tools; `nil`: it stays text.
    private func name(_ written: String, declared: [String]) throws -> String? {
        let text = "<|tool_call|>[{\"name\": \(JSONValue.string(written).jsonText), \"arguments\": {}}]"
        let message = ModelOutputParser.parse(text, tools: declared.map { ToolDeclaration(name: $0) })
        return message.calls.first?.name
    }

    @Test(arguments: [
        "search", " search\n", "\"search\"", "`search`", "'search'", "**search**", "search()", "search:", "search,",
        "functions.search", "function.search", "tools.search", "default_api.search", "functions.search:0", "search:12",
        "ns:search", "a:b:search", "search:search", "search.search", "Server/search", "google:mcp:search",
        "mcp__files__search", ":search", "search<|channel|>commentary", "search<|constrain|>json",
        "<|tool|>search", "search</name>", "search[ARGS]", "searchjson", "searchcode", "search json", "functionsearch",
        "functions.searchjson", "sea rch", "search｜", "“search”", "search>", "se\\arch",
    ])
    func isFoundIn(_ written: String) throws {
        #expect(try name(written, declared: ["search", "now"]) == "search")
    }

    @Test(arguments: [
        // As it is declared, whatever else it could be.
        ("functions.search", ["functions.search", "search"], "functions.search"),
        ("runjson", ["run", "runjson"], "runjson"),
        ("a:b", ["a:b", "b"], "a:b"),
        // The longest part behind a namespace.
        ("x.web.search", ["search", "web.search"], "web.search"),
        ("x:web__search", ["search", "web__search"], "web__search"),
        // The same components.
        ("mcp.files.search", ["mcp__files__search", "mcp__web__search"], "mcp__files__search"),
        ("files/search", ["files:search"], "files:search"),
        // With the escapes of Markdown.
        ("get\\_weather", ["get_weather"], "get_weather"), ("get_ weather", ["get_weather"], "get_weather"),
    ])
    func isTheNearest(written: String, declared: [String], expected: String) throws {
        #expect(try name(written, declared: declared) == expected)
    }

    /// What nobody declares stays as it was written, without quotes and tokens.
    @Test(arguments: [
        ("launch", "launch"), ("ns:launch", "ns:launch"), ("searching", "searching"), ("research", "research"),
        ("launch<|channel|>commentary", "launch"), ("\"launch\"", "launch"), ("Search", "Search"), ("a.b", "a.b"),
        // Two that would do are none.
        ("x:find", "x:find"), ("a/find", "a/find"), ("mcp__a__find", "mcp__a__find"), ("my_find", "my_find"),
        ("find", "find"),
    ])
    func isNotMadeUp(written: String, expected: String) throws {
        #expect(try name(written, declared: ["search", "a:find", "a.find"]) == expected)
    }

    /// What has more parts than any name is looked for as it stands only.
    @Test(arguments: [32, 33]) func isTakenApartSoFar(separators: Int) throws {
        let written = String(repeating: ":", count: separators) + "search"
        #expect(try name(written, declared: ["search", "now"]) == (separators > 32 ? written : "search"))
    }

    /// A name is whole where it is declared and begins no other, as looking at each of them says.
    @Test(arguments: 0..<30 as Range<UInt64>) func isWholeWhereItBeginsNoOther(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func name() -> String {
            (0..<Int.random(in: 1...3, using: &random)).map { _ in ["a", "b", "é"].randomElement(using: &random) ?? "" }
                .joined()
        }
        let declared = (0..<Int.random(in: 0...8, using: &random)).map { _ in name() }
        let names = ToolNames(declared.map { ToolDeclaration(name: $0) })
        for _ in 0..<50 {
            let written = name()
            let isWhole = declared.contains(written) && !declared.contains { $0 != written && $0.hasPrefix(written) }
            #expect(names.isWhole(written) == isWhole)
        }
    }

    /// A megabyte of namespaces is a name that nobody declares.
    @Test func aLongNameIsNotTakenApart() throws {
        let written = String(repeating: "a:", count: 500_000) + "search"
        #expect(ToolNames([ToolDeclaration(name: "search")]).meant(by: written) == written)
    }

    /// Each namespace is taken off in turn, so there is an end to them.
    @Test(arguments: [(8, true), (9, false)]) func isFoundBehindSoManyNamespaces(_ count: Int, _ isFound: Bool) {
        let written = String(repeating: "a:", count: count) + "search"
        #expect(ToolNames([ToolDeclaration(name: "search")]).meant(by: written) == (isFound ? "search" : written))
    }

    /// Taking so many names apart would take longer than a client waits.
    @Test func ofVeryManyEachIsFoundAsItStands() {
        let declared = (0..<5_000).map { "server:tool_\($0)_with_a_long_name" }
        let names = ToolNames(declared.map { ToolDeclaration(name: $0) })
        #expect(names.meant(by: "server:tool_4999_with_a_long_name") == "server:tool_4999_with_a_long_name")
        #expect(names.meant(by: "server/tool_1_with_a_long_name") == "server/tool_1_with_a_long_name")
    }
}
