import Testing

@testable import ProxyEngine

struct CacheSizesTests {
    private func read(_ json: String) -> [CacheSizes.Size] { CacheSizes.read(Array(json.utf8)) }

    @Test func tellsWhatHasChanged() {
        let before = read(#"{"prefix":{"num_entries":3,"memory_bytes":1200.5,"hits":9,"max_entries":50},"on":true}"#)
        let after = read(#"{"prefix":{"num_entries":0,"memory_bytes":0,"hits":10,"max_entries":50},"on":true}"#)
        #expect(before.map(\.name) == ["memory_bytes", "num_entries"])
        #expect(CacheSizes.change(from: before, to: after) == ": memory_bytes 1200.5 -> 0, num_entries 3 -> 0")
        #expect(CacheSizes.change(from: before, to: before) == "")
    }

    @Test(arguments: ["", "[]", "{", #"{"tokens":"many"}"#, #"{"tokens":null}"#])
    func readsNothingFromWhatSaysNothing(_ json: String) { #expect(read(json).isEmpty) }

    @Test(arguments: [(12, "12 bytes"), (4_700_000_000, "4.7 GB"), (2_500_000, "2.5 MB")])
    func writesBytes(_ count: Int, _ text: String) { #expect(CacheSizes.bytes(count) == text) }
}
