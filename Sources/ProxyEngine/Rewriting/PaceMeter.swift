import Monitoring

/// Measures a response while it passes: called for each piece that arrives, so it only adds up.
struct PaceMeter {
    /// Where a translation stands after a piece has been read.
    struct Reading {
        /// Pieces of text, reasoning or calls so far.
        var tokens: Int
        var heldBytes: Int
        /// Something of the message has gone on to the client.
        var isVisible: Bool
        /// The head of a call among it.
        var hasCall: Bool
        /// Events read and written so far; `nil`: there is no such stream.
        var chunksIn: Int?
        var chunksOut: Int?
    }

    private(set) var pace = ResponsePace()
    private var tokens = 0
    private var lastToken: UInt64?
    /// When the text began to be held back that is held now.
    private(set) var heldSince: UInt64?
    /// Since when some text has been held without a break, be it not always the same.
    private var holdingSince: UInt64?

    /// `nanoseconds`: since the request's arrival; never less than at the call before.
    mutating func note(_ reading: Reading, at nanoseconds: UInt64) {
        if reading.tokens > tokens {
            tokens = reading.tokens
            if let lastToken {
                pace.gaps.add(Self.seconds(nanoseconds &- lastToken), endedAt: Self.seconds(nanoseconds))
            }
            lastToken = nanoseconds
            pace.lastTokenSeconds = Self.seconds(nanoseconds)
        }
        if reading.isVisible, pace.firstVisibleSeconds == nil { pace.firstVisibleSeconds = Self.seconds(nanoseconds) }
        if reading.hasCall, pace.firstCallSeconds == nil { pace.firstCallSeconds = Self.seconds(nanoseconds) }
        let hasPassed = reading.chunksOut.map { $0 > pace.chunksOut ?? 0 } ?? false
        pace.chunksIn = reading.chunksIn
        pace.chunksOut = reading.chunksOut
        noteHeld(reading.heldBytes, hasPassed: hasPassed, at: nanoseconds)
    }

    /// `hasPassed`: something went on to the client, so that what is held is other text than before.
    private mutating func noteHeld(_ bytes: Int, hasPassed: Bool, at nanoseconds: UInt64) {
        if bytes > pace.mostHeldBytes { pace.mostHeldBytes = bytes }
        if let since = heldSince, bytes == 0 || hasPassed {
            heldSince = nil
            pace.longestHoldSeconds = max(pace.longestHoldSeconds, Self.seconds(nanoseconds &- since))
        }
        if bytes > 0 {
            if heldSince == nil { heldSince = nanoseconds }
            if holdingSince == nil { holdingSince = nanoseconds }
        } else if let since = holdingSince {
            holdingSince = nil
            pace.heldSeconds += Self.seconds(nanoseconds &- since)
        }
    }

    /// The pace up to now: what is held at this moment counts.
    func pace(at nanoseconds: UInt64) -> ResponsePace {
        guard heldSince != nil else { return pace }
        var copy = self
        copy.noteHeld(0, hasPassed: false, at: nanoseconds)
        return copy.pace
    }

    private static func seconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1e9 }
}
