// <use_mcp_tool>
// <server_name>SERVER</server_name>
// <tool_name>NAME</tool_name>
// <arguments>
// {...}
// </arguments>
// </use_mcp_tool>
//
// Source: the model's chat template; llama.cpp's parser.
extension Dialect {
    private static let serverName: [Lead.Step] = [
        "<server_name>", .space, .name, .space, "</server_name>", .space, "<tool_name>",
    ]

    public static let miroThinker = Dialect(
        id: "mirothinker",
        title: "MiroThinker: a tool of an MCP server",
        models: ["MiroThinker"],
        openers: [
            Opener(
                "<use_mcp_tool>", leads: [Lead(serverName, consumed: 7), Lead(["<tool_name>"], consumed: 1)],
                strength: .medium)
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(nameEnds: ["</tool_name>"], beforeArguments: ["</tool_name>", "<arguments>"])),
        closers: ["</use_mcp_tool>", "</arguments>"],
        example: """
            <use_mcp_tool>
            <server_name>web</server_name>
            <tool_name>search</tool_name>
            <arguments>
            {"query": "tea"}
            </arguments>
            </use_mcp_tool>
            """)
}
