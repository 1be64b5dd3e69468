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

    /// Each way in which clients of Responses write it, and the tools that are left to the model.
    @Test(arguments: [
        (#""auto""#, ToolChoice.automatic, ["f", "g"]), (#""none""#, .none, ["f", "g"]),
        (#""required""#, .required, ["f", "g"]),
        (#"{"type":"function","name":"g"}"#, .tool(ToolName("g")), ["f", "g"]),
        (#"{"type":"custom","name":"g","namespace":"n"}"#, .tool(ToolName("g", in: "n")), ["f", "g"]),
        (#"{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"g"}]}"#, .automatic, ["g"]),
        (#"{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"}]}"#, .required, ["f"]),
        (#"{"type":"allowed_tools","mode":"auto","tools":[]}"#, .automatic, []),
    ]) func isReadFromResponses(_ written: String, _ choice: ToolChoice, _ tools: [String]) throws {
        let declared = ["f", "g"].map { #"{"type":"function","name":"\#($0)","parameters":{}}"# }.joined(separator: ",")
        let body = #"{"model":"m","input":"x","tools":[\#(declared)],"tool_choice":\#(written)}"#
        let conversation = try ResponsesRequestReader.read(JSONValue(parsing: body))
        #expect(conversation.toolChoice == choice)
        #expect(conversation.tools.map(\.name.name) == tools)
    }

    @Test(
        arguments: [
            (#"{"type":"auto"}"#, ToolChoice.automatic, nil), (#"{"type":"any"}"#, .required, nil),
            (#"{"type":"none"}"#, .none, nil), (#"{"type":"tool","name":"g"}"#, .tool(ToolName("g")), nil),
            (#"{"type":"any","disable_parallel_tool_use":true}"#, .required, false),
        ] as [(String, ToolChoice, Bool?)])
    func isReadFromMessages(_ written: String, _ choice: ToolChoice, _ allowsParallelCalls: Bool?) throws {
        let body =
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"name":"g","input_schema":{}}],"#
            + #""tool_choice":\#(written)}"#
        let conversation = try MessagesRequestReader.read(JSONValue(parsing: body))
        #expect(conversation.toolChoice == choice)
        #expect(conversation.allowsParallelCalls == allowsParallelCalls)
    }
}
