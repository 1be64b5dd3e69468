/// Where the long values of one JSON text end, so that whoever reads the text again need not look for their ends again. A
/// request is read for many things, and nearly all of it is long strings.
package struct JSONExtents: Equatable, Sendable {
    /// The ends of shorter values are found sooner by reading them.
    static let shortest = 64

    /// In order, with the end of each value at the same place in `ends`.
    private var starts: [UInt32] = []
    private var ends: [UInt32] = []

    package init() {}

    /// The place after the value that begins at `start`; `nil`: it is none of the long ones.
    package func end(of start: Int) -> Int? {
        guard let start = UInt32(exactly: start) else { return nil }
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < start { low = middle + 1 } else { high = middle }
        }
        return low < starts.count && starts[low] == start ? Int(ends[low]) : nil
    }

    /// A container begins; what is returned is to be handed to ``close(_:at:)``.
    mutating func open(at start: Int) -> Int {
        starts.append(UInt32(clamping: start))
        ends.append(0)
        return starts.count - 1
    }

    mutating func close(_ place: Int, at end: Int) {
        if end - Int(starts[place]) < Self.shortest || end > UInt32.max {
            // What is in it is shorter still, and gone already.
            starts.removeLast(starts.count - place)
            ends.removeLast(ends.count - place)
        } else {
            ends[place] = UInt32(end)
        }
    }

    /// A string has been passed.
    mutating func add(_ range: Range<Int>) {
        guard range.count >= Self.shortest, range.upperBound <= UInt32.max else { return }
        starts.append(UInt32(range.lowerBound))
        ends.append(UInt32(range.upperBound))
    }
}
