/// What a user can do to a replay.
package enum ReplayOrder: Equatable, Sendable {
    /// Pauses, or goes on.
    case togglePause
    /// Pauses, where the next request ends.
    case step
    /// Pauses, where the last request before this moment ended.
    case stepBack
    /// Pauses at the start.
    case restart
    case faster
    case slower
}
