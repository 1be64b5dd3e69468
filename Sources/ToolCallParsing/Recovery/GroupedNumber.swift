/// A number whose thousands are set apart: `12,345`, `1_234_567`, `-1,234.5`.
struct GroupedNumber {
    /// Without what sets them apart.
    let plain: String

    /// `nil`: it is none, or may be a fraction behind a comma: `1,234` is one and a bit in half of the world, unless only
    /// whole numbers are asked for.
    init?(_ word: String, _ types: SchemaTypes) {
        guard !types.isDisjoint(with: [.integer, .number]) else { return nil }
        let digits = word.hasPrefix("-") ? word.dropFirst() : word[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, let separator = whole.first(where: { !$0.isASCIIDigit }),
            separator == "," || separator == "_"
        else { return nil }
        let groups = whole.split(separator: separator, omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.utf8.count), first.first != "0",
            groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }),
            groups.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }),
            parts.dropFirst().allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) })
        else { return nil }
        let isFraction = separator == "," && groups.count == 2 && parts.count == 1
        guard !isFraction || !types.contains(.number) else { return nil }
        plain = word.filter { $0 != separator }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
