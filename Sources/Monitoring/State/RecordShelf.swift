/// Records by number, each in a place of its own: they are large, and are read and changed where they are.
struct RecordShelf: Sendable {
    private(set) var count = 0
    private var places: [RequestID: Int] = [:]
    private var free: [Int] = []
    /// A free place holds an empty record.
    private(set) var slots: ContiguousArray<RequestRecord> = []

    private static let empty = RequestRecord(
        id: RequestID(rawValue: 0),
        received: ReceivedRequest(time: 0, client: "", agent: "", method: "", route: "", kind: .other))

    /// Where the record of `id` is: valid until one is removed.
    func place(of id: RequestID) -> Int? { places[id] }

    /// A copy of the record. Who wants only a part of it takes that from its place.
    subscript(id: RequestID) -> RequestRecord? { places[id].map { slots[$0] } }

    func row(of id: RequestID) -> RequestSummary? { places[id].map { slots[$0].summary } }

    /// `record` has a number that is not here yet.
    mutating func insert(_ record: __owned RequestRecord) {
        count += 1
        if let place = free.popLast() {
            places[record.summary.id] = place
            slots[place] = record
        } else {
            places[record.summary.id] = slots.count
            slots.append(record)
        }
    }

    mutating func remove(_ id: RequestID) -> RequestRecord? {
        guard let place = places.removeValue(forKey: id) else { return nil }
        count -= 1
        free.append(place)
        var record = Self.empty
        swap(&record, &slots[place])
        return record
    }

    mutating func change<Result>(_ place: Int, _ change: (inout RequestRecord) -> Result) -> Result {
        change(&slots[place])
    }
}
