/// Texts to be read, each of one kind throughout.
struct Sample {
    var name: String
    var text: String

    private static let line = "let x = 1; // some code here that goes on"
    private static let code = "    if (a[i] < b && c > d) { return f(x, \"y\"); } // `note`: see <T> and [1]\n"
    private static let prose = "The quick brown fox jumps over the lazy dog, then sleeps. Some (code) too.\n"

    /// Each some `bytes` long.
    static func all(bytes: Int) -> [Sample] {
        func repeated(_ text: String) -> String { String(repeating: text, count: max(1, bytes / text.utf8.count)) }
        return [
            Sample(name: "prose", text: repeated(prose)),
            Sample(name: "code", text: repeated(code)),
            // The dearest text without a call: on every other line an object begins that could be one.
            Sample(name: "code, JSON", text: repeated(code + "{ \"key\": 1 }\n")),
            hermes(bytes: bytes),
            Sample(
                name: "qwen3-coder-xml",
                text: "<tool_call>\n<function=write_file>\n<parameter=content>\n" + repeated(line + "\n")
                    + "</parameter>\n</function>\n</tool_call>"),
            Sample(name: "lfm2", text: "<|tool_call_start|>[write_file(content=\"" + repeated(line + "\\n") + "\")]"),
            Sample(
                name: "gemma4",
                text: "<|tool_call>call:write_file{content:<|\"|>" + repeated(line + "\n") + "<|\"|>}<tool_call|>"),
            Sample(
                name: "minimax-m3",
                text: "]<]minimax[>[<tool_call>\n]<]minimax[>[<invoke name=\"write_file\">]<]minimax[>[<content>"
                    + repeated(line + "\n") + "]<]minimax[>[</content>]<]minimax[>[</invoke>"),
            Sample(
                name: "short calls",
                text: repeated(
                    prose
                        + "<tool_call>\n{\"name\": \"write_file\", \"arguments\": {\"path\": \"a.txt\", \"lines\": [1, 2, 3]}}"
                        + "\n</tool_call>\n")),
        ]
    }

    static func hermes(bytes: Int) -> Sample {
        let lines = String(repeating: line + "\\n", count: max(1, bytes / (line.utf8.count + 2)))
        return Sample(
            name: "hermes-json",
            text: "<tool_call>\n{\"name\": \"write_file\", \"arguments\": {\"path\": \"a\", \"content\": \"" + lines
                + "\"}}\n</tool_call>")
    }
}
