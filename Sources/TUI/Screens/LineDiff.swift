/// Two texts line by line: what stayed, what went, what came.
struct LineDiff {
    enum Kind { case same, removed, added }
    struct Line: Equatable {
        var kind: Kind
        var text: Substring
    }
    private(set) var lines: [Line] = []

    /// Pairs of lines up to which the best matching is looked for; beyond, all of the middle is taken for changed.
    private static let maximumPairs = 1 << 18

    init(from old: String, to new: String) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        var head = 0
        while head < min(before.count, after.count), before[head] == after[head] { head += 1 }
        var tail = 0
        while tail < min(before.count, after.count) - head,
            before[before.count - 1 - tail] == after[after.count - 1 - tail]
        { tail += 1 }
        add(.same, before[..<head])
        addMiddle(before[head..<before.count - tail], after[head..<after.count - tail])
        add(.same, before[(before.count - tail)...])
    }

    private mutating func add(_ kind: Kind, _ texts: ArraySlice<Substring>) {
        lines += texts.map { Line(kind: kind, text: $0) }
    }

    /// Along a longest common subsequence.
    private mutating func addMiddle(_ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>) {
        guard old.count * new.count <= Self.maximumPairs, !old.isEmpty, !new.isEmpty else {
            add(.removed, old)
            add(.added, new)
            return
        }
        let (old, new) = (Array(old), Array(new))
        let columns = new.count + 1
        var lengths = [Int](repeating: 0, count: (old.count + 1) * columns)
        for o in stride(from: old.count - 1, through: 0, by: -1) {
            for n in stride(from: new.count - 1, through: 0, by: -1) {
                lengths[o * columns + n] =
                    old[o] == new[n]
                    ? lengths[(o + 1) * columns + n + 1] + 1
                    : max(lengths[(o + 1) * columns + n], lengths[o * columns + n + 1])
            }
        }
        var (o, n) = (0, 0)
        while o < old.count || n < new.count {
            if o < old.count, n < new.count, old[o] == new[n] {
                lines.append(Line(kind: .same, text: old[o]))
                o += 1
                n += 1
            } else if n == new.count
                || (o < old.count && lengths[(o + 1) * columns + n] >= lengths[o * columns + n + 1])
            {
                lines.append(Line(kind: .removed, text: old[o]))
                o += 1
            } else {
                lines.append(Line(kind: .added, text: new[n]))
                n += 1
            }
        }
    }
}
