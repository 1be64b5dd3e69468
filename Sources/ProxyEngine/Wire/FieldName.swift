/// Names of header fields compared as they come, without a copy in lower case for each.
extension String {
    /// Whether this names the field `name`, which is ASCII in lower case.
    func isField(_ name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        return utf8.count == count && startsLikeField(UnsafeBufferPointer(start: name.utf8Start, count: count))
    }

    /// Whether this names a field of those that begin with `prefix`, which is ASCII in lower case.
    func beginsField(_ prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        return utf8.count >= count && startsLikeField(UnsafeBufferPointer(start: prefix.utf8Start, count: count))
    }

    private func startsLikeField(_ lowered: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        for byte in utf8 {
            guard index < lowered.count else { return true }
            guard (0x41...0x5A ~= byte ? byte | 0x20 : byte) == lowered[index] else { return false }
            index += 1
        }
        return index == lowered.count
    }
}
