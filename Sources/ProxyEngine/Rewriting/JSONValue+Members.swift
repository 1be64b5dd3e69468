import ToolCallParsing

extension JSONValue {
    /// Sets the member `key` of an object, in its place or at the end.
    mutating func set(_ key: String, _ value: JSONValue) {
        guard case .object(var members) = self else { return }
        if let index = members.firstIndex(where: { $0.key == key }) {
            members[index].value = value
        } else {
            members.append(JSONMember(key: key, value: value))
        }
        self = .object(members)
    }

    mutating func remove(_ key: String) {
        guard case .object(var members) = self else { return }
        members.removeAll { $0.key == key }
        self = .object(members)
    }

    /// The members of an object but those with one of `keys`, which the proxy has dealt with.
    func members(without keys: Set<String>) -> [JSONMember] {
        (objectValue ?? []).filter { !keys.contains($0.key) }
    }
}
