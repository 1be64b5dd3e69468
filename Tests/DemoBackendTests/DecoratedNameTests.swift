import Testing
import ToolCallParsing

@testable import DemoBackend

/// Names as models decorate them, in every dialect.
struct DecoratedNameTests {
    private static let decorations: [@Sendable (String) -> String] = [
        { "functions.\($0)" }, { "tools.\($0)" }, { "default_api.\($0)" }, { "ns:\($0)" }, { "a:b:\($0)" },
        { "Server/\($0)" }, { "mcp__server__\($0)" }, { "\($0):\($0)" },
    ]

    /// A recipient on a line of its own has to be a tool's very name: the first line of any text would be one.
    private static let dialects = DialectWriter.all.map(\.id).filter { $0 != "functionary-v32" }

    @Test(arguments: dialects) func areResolved(_ id: String) throws {
        let writer = try #require(DialectWriter.named(id))
        for decoration in Self.decorations {
            let call = DemoCall(name: decoration("make"), arguments: .object([("s", .string("Oslo"))]))
            let text = writer.answer("", [call])
            let whole = ReadAnswer(text, options: ReadAnswer.options(for: id))
            #expect(whole.calls.map(\.name) == ["make"], "\(text)\n\(whole)")
            #expect(whole.content.isEmpty, "\(text)\n\(whole)")
            #expect(whole.repairs == [.name] || whole.repairs.isEmpty, "\(text)\n\(whole)")
            let bytewise = ReadAnswer(
                text, cuts: Array(0..<text.utf8.count), options: ReadAnswer.options(for: id))
            #expect(bytewise == whole, "\(text)")
        }
    }
}
