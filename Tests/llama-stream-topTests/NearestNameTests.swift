import Testing

@testable import llama_stream_top

struct NearestNameTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("port", "prot", 1), ("kitten", "sitting", 3), ("same", "same", 0),
    ])
    func distances(a: String, b: String, expected: Int) {
        #expect(NearestName.distance(a, b) == expected)
        #expect(NearestName.distance(b, a) == expected)
    }

    @Test(arguments: [("chunk_sise", "chunk_size"), ("CHUNK_SIZE", "chunk_size"), ("xyz", nil), ("", nil)])
    func nearest(name: String, expected: String?) {
        #expect(NearestName.of(name, among: ["chunk_size", "proxy_port"]) == expected)
    }
}
