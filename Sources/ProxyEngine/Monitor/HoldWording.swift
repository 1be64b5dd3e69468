/// Says that an operator holds requests, or no longer does.
enum HoldWording {
    static func begun(_ session: String) -> String { "hold of \(session): its new requests wait" }
    static func over(_ session: String) -> String { "hold of \(session) is over: its requests go on" }

    static let begun = "hold: new requests wait"
    static let over = "hold is over: requests go on"
}
