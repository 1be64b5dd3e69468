import TUI
import Testing

struct DialectWordingTests {
    @Test(arguments: [
        (["qwen3-coder-xml"], 16, "qwen3-coder-xml"), (["qwen3-coder-xml"], 12, "qwen3-co…xml"),
        (["qwen3-coder-xml"], 8, "qwen…xml"), (["hermes-json"], 8, "her…json"), (["native"], 8, "native"),
        (["hermes-json", "native"], 18, "hermes-json,native"), (["hermes-json", "native"], 8, "hermes-json+1"),
        (["unbreakable"], 8, "unbreak…"), ([], 8, ""), (["minimax-m2"], 8, "minim…m2"), (["minimax-m3"], 8, "minim…m3"),
        (["tool-call-line"], 8, "too…line"),
    ])
    func dialectNames(_ names: [String], _ width: Int, _ expected: String) {
        // Several leave room for their count.
        let name = DialectWording.names(names, width: width)
        #expect(name == (names.count > 1 && width == 8 ? "hermes…".prefix(5) + "…+1" : expected))
        #expect(name.count <= width)
    }
}
