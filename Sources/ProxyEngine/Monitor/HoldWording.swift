/// Says that an operator holds requests, or no longer does.
enum HoldWording {
    static let begun = "hold: new requests wait"
    static let over = "hold is over: requests go on"
}
