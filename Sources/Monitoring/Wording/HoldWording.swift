/// Says that an operator holds requests, or no longer does.
package enum HoldWording {
    package static func begun(_ session: String) -> String { "hold of \(session): its new requests wait" }
    package static func over(_ session: String) -> String { "hold of \(session) is over: its requests go on" }

    package static let begun = "hold: new requests wait"
    package static let over = "hold is over: requests go on"
}
