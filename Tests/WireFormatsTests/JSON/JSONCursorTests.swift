import TestSupport
import Testing

@testable import WireFormats

struct JSONCursorTests {
    /// The members of an object as `key=value`, then whether the text was broken.
    private func members(_ text: String) -> (members: [String], isBroken: Bool) {
        Array(text.utf8).withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            var found: [String] = []
            guard cursor.enterObject() else { return (["no object"], cursor.isBroken) }
            while let key = cursor.nextKey(), let value = cursor.skipValue() {
                found.append("\(bytes.text(key))=\(bytes.text(value))")
            }
            return (found, cursor.isBroken)
        }
    }

    @Test(
        arguments: zip(
            [
                "{}", " { } ", #"{"a":1}"#, #"{ "a" : 1 , "b" : "x" }"#, #"{"a":"\"}","b":[1,{"c":"]"}],"c":{"d":{}}}"#,
                #"{"":null,"x":-1.5e3,"y":true}"#, #"{"é":"🌦"}"#,
            ],
            [
                [], [], ["a=1"], ["a=1", "b=\"x\""], [#"a="\"}""#, #"b=[1,{"c":"]"}]"#, #"c={"d":{}}"#],
                ["=null", "x=-1.5e3", "y=true"], ["é=\"🌦\""],
            ]))
    func walks(_ text: String, _ wanted: [String]) {
        let (found, isBroken) = members(text)
        #expect(found == wanted)
        #expect(!isBroken)
    }

    @Test(arguments: [
        "{", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"a":"x"#, #"{"a":[1"#, "{1:2}", #"{"a":,}"#, #"{"a":"\"#,
    ])
    func noticesTheEnd(_ text: String) { #expect(members(text).isBroken) }

    @Test func tellsEscapes() {
        Array(#"["a","\n"]"#.utf8).withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            let isEntered = cursor.enterArray()
            #expect(isEntered)
            var escapes: [Bool] = []
            while cursor.nextElement(), cursor.skipValue() != nil { escapes.append(cursor.sawEscape) }
            #expect(escapes == [false, true])
        }
    }

    /// Never a trap, never past the end, whatever the bytes are.
    @Test(arguments: 0..<500) func survives(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let alphabet = Array("{}[]\",:\\ \n0a\u{0}".utf8) + [0xFF]
        let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
            alphabet.randomElement(using: &generator) ?? 0
        }
        bytes.withUnsafeBytes { buffer in
            var cursor = JSONCursor(buffer)
            for _ in 0..<100 where !cursor.isBroken {
                let before = cursor.position
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: _ = cursor.enterObject()
                case 1: _ = cursor.enterArray()
                case 2: _ = cursor.nextKey()
                case 3: _ = cursor.nextElement()
                default: _ = cursor.skipValue()
                }
                #expect(before <= cursor.position && cursor.position <= buffer.count)
            }
        }
    }
}
