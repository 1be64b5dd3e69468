import Testing
import ToolCallParsing

@testable import ProxyEngine

/// One event may hold any number of a call's pieces, and none of them may cost more the more there were before it.
struct NativeCallsTests {
    private static let markup = "<arg_key>a</arg_key><arg_value>b</arg_value>"

    private func calls(_ fragments: [NativeFragment], tools: [String] = ["f"]) -> [(name: String, arguments: String)] {
        var calls = NativeCalls(rules: CallRules(tools: tools.map { ToolDeclaration(name: $0, parameters: nil) }))
        var steps: [NativeCalls.Step] = []
        for fragment in fragments { calls.take(fragment, into: &steps) }
        calls.endAll(isCut: false, into: &steps)
        var result: [(name: String, arguments: [UInt8])] = []
        for step in steps {
            switch step {
            case .begin(_, _, let name): result.append((name, []))
            case .arguments(let call, let bytes): result[call].arguments += bytes
            case .end, .nameless: continue
            }
        }
        return result.map { ($0.name, String(decoding: $0.arguments, as: UTF8.self)) }
    }

    private func piece(_ arguments: String, name: String = "", at index: Int = 0) -> NativeFragment {
        NativeFragment(index: index, id: "c\(index)", name: name, arguments: Array(arguments.utf8))
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["", "{", #"{"a":1,"#, #"{"a":1"#])
    func argumentsOfBlanksInPieces(_ begin: String) {
        let blanks = Array(repeating: piece(" "), count: 300_000)
        let found = calls([piece(begin, name: "f")] + blanks + [piece(begin == "" ? "{}" : "}")])
        #expect(found.map(\.name) == ["f"])
        #expect(found.first?.arguments.filter { $0 != " " } == begin.filter { $0 != "," } + (begin == "" ? "{}" : "}"))
    }

    @Test(.timeLimit(.minutes(2))) func aNameInPiecesHasAnEnd() {
        let found = calls(Array(repeating: piece("", name: "a"), count: 300_000))
        #expect(found.map(\.name) == [String(repeating: "a", count: NativeCalls.maximumNameBytes)])
    }

    /// Each is parsed by itself, with its own tool of however many there are.
    @Test(.timeLimit(.minutes(2))) func namesWithMarkup() {
        let tools = (0..<20_000).map { "t\($0)" }
        let fragments = (0..<20_000).map { piece("", name: "t\($0)" + Self.markup, at: $0) }
        let found = calls(fragments, tools: tools)
        let parsed = NativeCalls.maximumMarkupNames
        #expect(found.prefix(parsed).map(\.name) == Array(tools.prefix(parsed)))
        #expect(found.prefix(parsed).allSatisfy { $0.arguments == #"{"a":"b"}"# })
        // Beyond that a name is only freed of what stands behind it.
        #expect(found.count == 20_000 && found.last?.name == "t19999" && found.last?.arguments == "")
    }
}
