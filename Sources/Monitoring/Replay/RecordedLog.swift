/// A traffic log that can be replayed: what it holds is known, each request is read when it is needed.
package protocol RecordedLog: Sendable {
    /// What is replayed, in short.
    var name: String { get }
    var index: [LogIndexEntry] { get }
    /// Lines that are no requests of a log.
    var brokenLines: Int { get }
    /// The request at `entry`; `nil` where it cannot be read. May block.
    func request(_ entry: LogIndexEntry) -> RecordedRequest?
}
