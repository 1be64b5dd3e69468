import Monitoring
import ToolCallParsing
import WireFormats

/// A request in another protocol than the backend's, and what it is in chat completions, which is all that the rest of the
/// proxy and the backend get to see of it.
struct BridgedRequest {
    let wire: WireProtocol
    let conversation: Conversation
    let names: FlatToolNames
    /// The request as a chat completion's.
    let body: [UInt8]

    /// `nil`: the client speaks what backends speak.
    init?(_ id: WireProtocol.ID, body: [UInt8]) throws(ProxyError) {
        guard let wire = WireProtocol.of(id), let read = wire.read else { return nil }
        self.wire = wire
        let value: JSONValue
        do { value = try JSONValue(parsing: body) } catch { throw .invalidJSON(error, in: body) }
        do { conversation = try read(value) } catch { throw ProxyError(error) }
        names = FlatToolNames(conversation.tools)
        self.body = ChatBodyWriter(conversation.settled(), names: names).body
    }

    /// The same as if no stream were wanted: requests that differ in nothing else have one answer.
    var unstreamedBody: [UInt8] {
        var conversation = conversation
        conversation.wantsStream = false
        return ChatBodyWriter(conversation.settled(), names: names).body
    }

    /// Nothing is asked but that the model be there.
    var isEmpty: Bool { wire.emptyBody != nil && conversation.messages.isEmpty }

    /// Names of what was left out that are told; clients take no header of any length.
    static let maximumLeftOut = 16

    /// For the header and the log.
    var rewrites: [String] {
        let leftOut = conversation.leftOut
        var names = leftOut.prefix(Self.maximumLeftOut).map(Self.plain)
        if leftOut.count > names.count { names.append("\(leftOut.count - names.count)_more") }
        return ["wire=\(wire.id.rawValue)"] + (names.isEmpty ? [] : ["left_out=" + names.joined(separator: ";")])
    }

    /// A client's own words, made fit for a header.
    private static func plain(_ name: String) -> String {
        String(name.prefix(64).map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) ? $0 : "_" })
    }
}

extension ProxyError {
    init(_ error: WireError) {
        self.init(
            status: error.status, type: error.type, code: error.code ?? "invalid_request", message: error.message,
            parameter: error.parameter, side: .client)
    }
}

extension WireError {
    init(_ error: ProxyError) { self.init(chat: ErrorObject.of(error), status: error.status) }
}
