/// The last lines for the operator, newest last.
package struct EventLog: Equatable, Sendable {
    /// As many as somebody scrolls through.
    package static let capacity = 200
    /// A line is cut here: longer ones are nobody's to read.
    package static let maximumLineBytes = 1000

    private var entries: [MonitorSnapshot.EventEntry] = []
    private var count = 0

    package init() {}

    package mutating func append(_ notice: Notice, at time: Double) {
        var notice = notice
        notice.text = notice.text.bounded(to: Self.maximumLineBytes)
        // Twice the capacity before the older half goes: no move of the whole list for each line.
        if entries.count == 2 * Self.capacity { entries.removeFirst(Self.capacity) }
        count += 1
        entries.append(.init(id: count, time: time, notice: notice))
    }

    package var newestFirst: [MonitorSnapshot.EventEntry] { entries.suffix(Self.capacity).reversed() }
}
