/// The members of an object by their keys. Of many the keys are kept in order of their hashes, so that looking for each of them
/// does not take the square of their number.
struct MemberIndex {
    /// Up to so many are looked through faster than a table is made.
    private static let few = 16

    private let members: [JSONMember]
    private let places: [String: Int]

    init(_ members: [JSONMember]) {
        self.members = members
        guard members.count > Self.few else {
            places = [:]
            return
        }
        places = Dictionary(members.enumerated().map { ($1.key, $0) }) { first, _ in first }
    }

    var count: Int { members.count }

    /// The value of the first member `key`.
    subscript(key: String) -> JSONValue? {
        if members.count <= Self.few { return members.first { $0.key == key }?.value }
        return places[key].map { members[$0].value }
    }
}
