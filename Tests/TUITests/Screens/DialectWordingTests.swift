import TUI
import Testing

struct DialectWordingTests {
    @Test(arguments: [
        (["qwen3-coder-xml"], 16, "qwen3-coder-xml"), (["qwen3-coder-xml"], 12, "qwen3-coder"),
        (["qwen3-coder-xml"], 8, "qwen3"), (["hermes-json"], 8, "hermes"), (["native"], 8, "native"),
        (["hermes-json", "native"], 18, "hermes-json,native"), (["hermes-json", "native"], 8, "hermes+1"),
        (["unbreakable"], 8, "unbreakable"), ([], 8, ""),
    ])
    func dialectNames(_ names: [String], _ width: Int, _ expected: String) {
        #expect(DialectWording.names(names, width: width) == expected)
    }
}
