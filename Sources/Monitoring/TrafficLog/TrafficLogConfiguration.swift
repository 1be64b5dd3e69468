/// What is written to the traffic log, and where.
package struct TrafficLogConfiguration: Equatable, Sendable {
    package enum Bodies: String, CaseIterable, Sendable { case full, meta }
    package var path: String
    /// A file that reaches this size is rotated; `fileCount` files are kept in all.
    package var maximumMegabytes = 64
    package var fileCount = 4
    package var bodies = Bodies.full

    package init(path: String) { self.path = path }
}
