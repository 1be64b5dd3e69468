/// What people and programs that wait are told.
package enum QueueWording {
    /// In a comment of the stream: `queued 3, about 12 s`.
    package static func comment(_ place: QueuePlace) -> String {
        // It stands in no queue.
        if place.hold == .session { return "held by the operator" }
        let text = "queued \(place.position)"
        switch (place.hold, place.seconds) {
        case (.paused?, _), (.session?, _): return text + ", held by the operator"
        case (.memory?, _): return text + ", held until there is more memory"
        case (nil, let seconds?): return text + ", about \(rounded(seconds)) s"
        case (nil, nil): return text
        }
    }

    /// Whole seconds; from a minute up in steps of ten, because more is not known.
    package static func rounded(_ seconds: Double) -> Int {
        let whole = Int(min(359_990, max(1, seconds.rounded(.up))))
        return whole < 60 ? whole : (whole + 5) / 10 * 10
    }
}
