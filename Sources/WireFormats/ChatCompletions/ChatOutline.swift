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
        guard let extents = try? JSONSyntaxScan.extents(of: bytes) else { return false }
        var cursor = JSONCursor(bytes, extents)
        guard cursor.enterObject() else { return false }
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            let areFunctions = bytes.equals("functions", in: key)
            if bytes.equals("messages", in: key) {
                guard countMessages(bytes, value, extents) else { return false }
            } else if areFunctions || bytes.equals("tools", in: key), !bytes.equals("null", in: value) {
                guard let more = try? ChatTools.declarations(bytes.part(value), areFunctions: areFunctions) else {
                    return false
                }
                tools += more
            }
        }
        return messageCount > 0
    }

    private mutating func countMessages(
        _ bytes: UnsafeRawBufferPointer, _ value: Range<Int>, _ extents: JSONExtents
    ) -> Bool {
        var cursor = JSONCursor(bytes, at: value.lowerBound, extents)
        guard cursor.enterArray() else { return false }
        while cursor.nextElement(), let message = cursor.skipValue() {
            guard bytes[message.lowerBound] == UInt8(ascii: "{") else { return false }
            messageCount += 1
        }
        return true
    }
}
