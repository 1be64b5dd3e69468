import TestSupport
import Testing

@testable import TUI

/// A JSON text as lines, and what folding hides of them.
struct JSONTreeTests {
    private static let sample = #"{"a":1,"b":{"c":[true,null,"x, y"],"d":{}},"e":"}"}"#

    private func tree(_ text: String) -> JSONTree { JSONTree(Array(text.utf8)) }

    private func lines(_ tree: JSONTree) -> [String] {
        tree.lines.map { line in
            let key = line.key.isEmpty ? "" : String(decoding: tree.key(line), as: UTF8.self) + ":"
            let value = tree.bytes[Int(line.value.lowerBound)..<Int(line.value.upperBound)]
            return String(repeating: " ", count: Int(line.depth)) + key + String(decoding: value, as: UTF8.self)
        }
    }

    @Test func aLineForEachValueAndEachEnd() {
        let tree = tree(Self.sample)
        #expect(
            lines(tree) == [
                "{", " a:1", " b:{", "  c:[", "   true", "   null", #"   "x, y""#, "  ]", "  d:{", "  }", " }",
                #" e:"}""#,
                "}",
            ])
        #expect(tree.lines[0].count == 3 && tree.lines[3].count == 3 && tree.lines[8].count == 0)
        #expect(String(decoding: tree.source(2), as: UTF8.self) == #"{"c":[true,null,"x, y"],"d":{}}"#)
        // An end stands for all that it ends.
        #expect(tree.source(10) == tree.source(2))
        #expect(tree.path(5) == "/b/c/1" && tree.path(7) == "/b/c" && tree.path(0) == "/")
        #expect(tree.line(named: "e") == 11 && tree.line(named: "c") == nil)
    }

    /// White space, names with escapes, several values behind each other, none.
    @Test func otherForms() {
        #expect(lines(tree("{ \"a\\\"b\" :\n [ 1 , -2.5e3 ] }")) == ["{", #" a\"b:["#, "  1", "  -2.5e3", " ]", "}"])
        #expect(lines(tree("1 \"a\" [2]")) == ["1", #""a""#, "[", " 2", "]"])
        #expect(lines(tree(" \n")) == [])
        #expect(lines(tree("]}")) == [])
    }

    /// It may end anywhere, and then everything ends there.
    @Test func everyBeginningCanBeRead() {
        for count in 0...Self.sample.utf8.count {
            let tree = JSONTree(Array(Self.sample.utf8.prefix(count)))
            #expect(tree.lines.count { $0.isOpening } == tree.lines.count { $0.isEnd })
            for line in tree.lines.indices {
                _ = tree.source(line)
                _ = tree.path(line)
            }
        }
    }

    /// Rows and lines belong together as if all lines were gone through, whatever is folded.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func rowsOfWhatIsFolded(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let text = "[" + (0..<12).map { #"{"a":[\#($0),{"b":[{}]}],"c":{"d":"e"}}"# }.joined(separator: ",") + "]"
        let tree = tree(text)
        let openings = tree.openings(from: 0)
        var folds = JSONFolds(tree)
        for _ in 0..<40 {
            if let opening = openings.randomElement(using: &random) { folds.toggle(Int(opening), of: tree) }
            var visible: [Int] = []
            var line = 0
            while line < tree.lines.count {
                visible.append(line)
                line = folds.isFolded(line) ? Int(tree.lines[line].end) + 1 : line + 1
            }
            #expect(folds.count == visible.count)
            #expect((0..<folds.count).map { folds.line(at: $0) } == visible)
            #expect(visible.map { folds.row(of: $0) } == Array(visible.indices))
        }
    }
}
