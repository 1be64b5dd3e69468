/// What stands inside an object or array that is written as nested tags. A member that comes again makes a list.
struct NestedMembers: Sendable {
    private struct Member: Sendable {
        var key: String
        /// The value, as long as it is the only one.
        var written: [UInt8]
        /// All values, each of the type that elements have.
        var elements: [[UInt8]]
    }
    private var members: [Member] = []
    private var places: [String: Int] = [:]

    var firstKey: String? { members.first?.key }

    var firstValue: [UInt8] {
        var bytes: [UInt8] = []
        if let first = members.first { Self.append(first, to: &bytes) }
        return bytes
    }

    mutating func add(_ key: String, _ written: [UInt8], element: [UInt8]) {
        if let place = places[key] {
            members[place].elements.append(element)
        } else {
            places[key] = members.count
            members.append(Member(key: key, written: written, elements: [element]))
        }
    }

    func appendObject(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (number, member) in members.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONString.appendQuoted(member.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            Self.append(member, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    func appendArray(to bytes: inout [UInt8]) { Self.append(list: members.first?.elements ?? [], to: &bytes) }

    private static func append(_ member: Member, to bytes: inout [UInt8]) {
        if member.elements.count == 1 {
            bytes.append(contentsOf: member.written)
        } else {
            append(list: member.elements, to: &bytes)
        }
    }

    private static func append(list: [[UInt8]], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (number, value) in list.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: value)
        }
        bytes.append(UInt8(ascii: "]"))
    }
}
