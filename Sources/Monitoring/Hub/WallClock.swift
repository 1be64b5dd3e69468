#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The time of day.
package enum WallClock {
    /// Seconds since 1970.
    @Sendable package static func now() -> Double { Date().timeIntervalSince1970 }
}
