/// Two texts line by line: what stayed, what went, what came.
struct LineDiff {
    enum Kind { case same, removed, added }
    struct Line: Equatable {
        var kind: Kind
        var text: Substring
    }
    private(set) var lines: [Line] = []
    /// `false`: what lies between the lines that are the same at both ends was too much to be compared.
    private(set) var isCompared = true

    /// Pairs of lines that are compared, a step each; beyond, all of the middle is taken for changed. 512 lines against 512 are
    /// a large edit, cost 2 MiB, and are laid out while somebody waits for the picture.
    static let maximumPairs = 1 << 18
    private let pairs: Int

    init(from old: String, to new: String, pairs: Int = maximumPairs) {
        self.pairs = pairs
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
        guard old.count * new.count <= pairs, !old.isEmpty, !new.isEmpty else {
            isCompared = old.isEmpty || new.isEmpty
            add(.removed, old)
            add(.added, new)
            return
        }
        addMatched(Array(old), Array(new))
    }

    private mutating func addMatched(_ old: [Substring], _ new: [Substring]) {
        // Each line is read once, however long it is; pairs are pairs of numbers.
        var numbers: [Substring: Int] = [:]
        func numbered(_ texts: [Substring]) -> [Int] {
            texts.map { text in
                let number = numbers[text] ?? numbers.count
                numbers[text] = number
                return number
            }
        }
        let (oldNumbers, newNumbers) = (numbered(old), numbered(new))
        let columns = new.count + 1
        var lengths = [Int](repeating: 0, count: (old.count + 1) * columns)
        for o in stride(from: old.count - 1, through: 0, by: -1) {
            for n in stride(from: new.count - 1, through: 0, by: -1) {
                lengths[o * columns + n] =
                    oldNumbers[o] == newNumbers[n]
                    ? lengths[(o + 1) * columns + n + 1] + 1
                    : max(lengths[(o + 1) * columns + n], lengths[o * columns + n + 1])
            }
        }
        var (o, n) = (0, 0)
        while o < old.count || n < new.count {
            if o < old.count, n < new.count, oldNumbers[o] == newNumbers[n] {
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
