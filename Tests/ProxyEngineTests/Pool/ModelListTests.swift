import ProxyEngine
import Testing

struct ModelListTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func keepsEntriesAsTheyAreAndEachOnce() {
        var list = ModelList()
        list.add(bytes(#"{"object":"list","data":[{"id":"a","meta": {"n_ctx":1}},{"id":"b\u0031"}]}"#))
        list.add(bytes(#" { "data" : [ {"owned_by":"x","id":"a"} , {"id":"c"} ], "models":[{"id":"z"}]}"#))
        list.add(name: "d\"", owner: "gpu")
        list.add(name: "c", owner: "gpu")
        let expected =
            #"{"object":"list","data":[{"id":"a","meta": {"n_ctx":1}},{"id":"b\u0031"},{"id":"c"},"#
            + #"{"id":"d\"","object":"model","created":0,"owned_by":"gpu"}]}"#
        #expect(String(decoding: list.json, as: UTF8.self) == expected)
    }

    @Test func takesOnlyWhatIsWanted() {
        var list = ModelList()
        list.add(bytes(#"{"data":[{"id":"a"},{"id":"b"}]}"#)) { $0 == "b" }
        #expect(String(decoding: list.json, as: UTF8.self) == #"{"object":"list","data":[{"id":"b"}]}"#)
    }

    @Test(arguments: ["", "[]", "{}", #"{"data":7}"#, #"{"data":[{"id":"a"#, #"{"error":{}}"#])
    func refusesWhatIsNoList(_ answer: String) {
        var list = ModelList()
        let isList = list.add(bytes(answer))
        #expect(!isList)
        #expect(String(decoding: list.json, as: UTF8.self) == #"{"object":"list","data":[]}"#)
    }
}
