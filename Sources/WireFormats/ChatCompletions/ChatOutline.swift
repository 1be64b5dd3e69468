package import ToolCallParsing

/// What a chat request's body holds, in short; for those who look at a request and send none.
package struct ChatOutline: Equatable, Sendable {
    package private(set) var tools: [ToolDeclaration] = []
    package private(set) var messageCount = 0

    /// `nil`: it is no body of a chat request.
    package init?(_ body: [UInt8]) {
        guard body.withUnsafeBytes({ read($0) }) else { return nil }
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let outline = try? ConversationOutline(bytes) else { return false }
        for member in outline.members {
            let areFunctions = bytes.equals("functions", in: member.key)
            if bytes.equals("messages", in: member.key) {
                let messages = outline.messages[member.elements]
                guard bytes[member.value.lowerBound] == UInt8(ascii: "["),
                    messages.allSatisfy({ bytes[$0.range.lowerBound] == UInt8(ascii: "{") })
                else { return false }
                messageCount += messages.count
            } else if areFunctions || bytes.equals("tools", in: member.key), !bytes.equals("null", in: member.value) {
                guard let more = try? ChatTools.declarations(bytes.part(member.value), areFunctions: areFunctions)
                else {
                    return false
                }
                tools += more
            }
        }
        return messageCount > 0
    }
}
