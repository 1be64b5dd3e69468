/// Calls of a conversation that have no result so far, in their order. Ollama's clients mostly name no identifiers, and
/// there may be thousands, so they are found by whatever is told of them.
struct OpenCalls {
    private var ids: [String] = []
    private var isOpen: [Bool] = []
    /// Numbers of calls, of which some may be closed meanwhile.
    private var byID: [String: ArraySlice<Int>] = [:]
    private var byName: [String: ArraySlice<Int>] = [:]
    private var first = 0

    mutating func open(id: String, name: String) {
        byID[id, default: []].append(ids.count)
        byName[name, default: []].append(ids.count)
        ids.append(id)
        isOpen.append(true)
    }

    /// Closes the call that a result is of, and tells its identifier: by its identifier, else by its name, else the first.
    mutating func close(id: String?, name: String?) -> String? {
        let found =
            id.flatMap { Self.next(in: &byID[$0], isOpen) } ?? name.flatMap { Self.next(in: &byName[$0], isOpen) }
        guard let number = found ?? (id == nil && name == nil ? firstOpen() : nil) else { return nil }
        isOpen[number] = false
        return ids[number]
    }

    private static func next(in line: inout ArraySlice<Int>?, _ isOpen: [Bool]) -> Int? {
        while let number = line?.popFirst() {
            if isOpen[number] { return number }
        }
        return nil
    }

    private mutating func firstOpen() -> Int? {
        while first < ids.count, !isOpen[first] { first += 1 }
        return first < ids.count ? first : nil
    }
}
