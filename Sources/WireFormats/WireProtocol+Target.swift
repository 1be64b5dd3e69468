extension WireProtocol.ID {
    /// Where chat completions are mostly asked for.
    package static let chatTarget = "/v1/chat/completions"

    /// The protocol that is spoken at a target (path and query as received), errors included.
    package static func spoken(at target: String) -> WireProtocol.ID {
        if target == chatTarget { return .chat }
        let path = target.prefix { $0 != "?" }
        if let id = WireProtocol.id(atPath: path.hasSuffix("/") ? path.dropLast() : path) { return id }
        if path.hasPrefix("/v1/messages") { return .messages }
        return path.hasPrefix("/api/") ? .ollamaChat : .chat
    }
}
