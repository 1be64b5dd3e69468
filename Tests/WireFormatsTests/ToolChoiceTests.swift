import Testing
import ToolCallParsing

@testable import WireFormats

struct ToolChoiceTests {
    /// Which tool must be called, where there is no other, is told in the word that more backends know.
    @Test(arguments: [
        (["f"], ToolChoice.tool(ToolName("f")), #""required""#),
        (["f", "g"], .tool(ToolName("f")), #"{"type":"function","function":{"name":"f"}}"#),
        (["f"], .automatic, #""auto""#), (["f", "g"], .required, #""required""#), (["f"], .none, #""none""#),
    ]) func isWritten(_ tools: [String], _ choice: ToolChoice, _ written: String) throws {
        var conversation = Conversation()
        conversation.tools = tools.map { Tool(ToolName($0)) }
        conversation.toolChoice = choice
        let body = ChatBodyWriter(conversation, names: FlatToolNames(conversation.tools)).body
        let value = try body.withUnsafeBytes { try JSONValue(parsing: $0) }
        #expect(value["tool_choice"]?.jsonText == written)
    }
}
