import Testing
import WireFormats

@testable import ProxyEngine

struct MessageGroupsTests {
    /// `u` user, `a` assistant, `A1` calls with the id 1, `r1` its result, `r?` a result of no known call.
    private func outline(_ words: String) -> ConversationOutline {
        let texts = words.split(separator: " ").map { word in
            let id = String(word.dropFirst())
            return switch word.first {
            case "A":
                #"{"role":"assistant","tool_calls":["#
                    + id.map { #"{"id":"\#($0)","function":{}}"# }.joined(separator: ",") + "]}"
            case "r": #"{"role":"tool","tool_call_id":"\#(id)","content":""}"#
            case "f": #"{"role":"function","name":"f","content":""}"#
            case "F": #"{"role":"assistant","function_call":{"name":"f"}}"#
            case "a": #"{"role":"assistant","content":""}"#
            default: #"{"role":"user","content":""}"#
            }
        }
        return ConversationOutline(Array(#"{"messages":[\#(texts.joined(separator: ","))]}"#.utf8))
    }

    @Test(
        arguments: zip(
            [
                "", "u", "u a u", "u A1 r1 a", "u A12 r2 r1 u", "u A1 u r1 a", "u A1 r1 A1 r1 u", "u A1 A2 r1 r2 a",
                "r? u", "u r? a", "u F f a", "u A1 u",
            ],
            [
                [], [0..<1], [0..<1, 1..<2, 2..<3], [0..<1, 1..<3, 3..<4], [0..<1, 1..<4, 4..<5],
                [0..<1, 1..<4, 4..<5], [0..<1, 1..<3, 3..<5, 5..<6], [0..<1, 1..<5, 5..<6],
                [0..<1, 1..<2], [0..<2, 2..<3], [0..<1, 1..<3, 3..<4], [0..<1, 1..<2, 2..<3],
            ]))
    func keepsTogetherWhatBelongsTogether(_ words: String, _ groups: [Range<Int>]) {
        #expect(MessageGroups.of(outline(words)) == groups)
    }
}
