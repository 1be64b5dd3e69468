/// From how many prompt tokens on something is done.
package enum TokenThreshold: Equatable, Hashable, Sendable {
    case off
    /// A share of the backend's window.
    case automatic
    case tokens(Int)
}
