import ToolCallParsing
import WireFormats

/// A call with the result that the client sent back.
struct ToolExchange: Equatable {
    /// The same for the same tool, the same arguments in whatever order, and the same result.
    var identity: UInt64
    /// The call's identifier.
    var callID: String
    /// The same for the same result.
    var result: UInt64
    var name: String
    /// Where the arguments stand in the body, as a JSON value.
    var arguments: Range<Int>
    /// Index of the result's message.
    var message: Int

    /// Longer arguments are compared as they were written.
    private static let maximumCanonicalBytes = 8_192
    private static let maximumNameBytes = 256

    /// Those of a whole conversation, in order.
    static func all(in body: UnsafeRawBufferPointer, _ outline: PromptOutline) -> [ToolExchange] {
        var calls: [String: (name: String, arguments: Range<Int>, identity: UInt64)] = [:]
        var exchanges: [ToolExchange] = []
        for (index, piece) in outline.messages.enumerated() {
            switch PromptRole(label: piece.label) {
            case .assistant:
                for call in MessageCalls(body, piece.span).calls {
                    let name = call.name.bounded(to: maximumNameBytes)
                    let identity = key(name, canonical(body.part(call.arguments))).withUnsafeBytes(Fingerprint.of)
                    calls[call.id] = (name, call.arguments, identity)
                }
            case .result:
                let message = MessageCalls(body, piece.span)
                guard let id = message.answeredCall, let result = message.result, let call = calls[id] else { continue }
                let found = Fingerprint.of(body.part(result))
                exchanges.append(
                    ToolExchange(
                        identity: Fingerprint.joined(call.identity, found), callID: id, result: found, name: call.name,
                        arguments: call.arguments, message: index))
            case .tools, .system, .user: continue
            }
        }
        return exchanges
    }

    /// The same for the same tool and the same arguments.
    static func key(_ call: ToolCallReport) -> [UInt8] {
        key(call.name.bounded(to: maximumNameBytes), Array(call.arguments.utf8).withUnsafeBytes(canonical))
    }

    private static func key(_ name: String, _ arguments: [UInt8]) -> [UInt8] { Array(name.utf8) + [0] + arguments }

    /// The same bytes for the same arguments, in whatever order the members stand.
    private static func canonical(_ value: UnsafeRawBufferPointer) -> [UInt8] {
        guard value.count <= maximumCanonicalBytes, let first = try? JSONValue(parsing: value) else {
            return Array(value)
        }
        let inner = first.stringValue.flatMap { try? JSONValue(parsing: $0) } ?? first
        var output: [UInt8] = []
        inner.membersSorted.append(to: &output)
        return output
    }
}

extension JSONValue {
    fileprivate var membersSorted: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.map { JSONMember(key: $0.key, value: $0.value.membersSorted) }.sorted { $0.key < $1.key })
        case .array(let elements): .array(elements.map(\.membersSorted))
        case .null, .bool, .number, .string: self
        }
    }
}
