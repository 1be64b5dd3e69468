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

    init(from old: String, to new: String, pairs: Int = CommonSequence.maximumPairs) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        let common = CommonSequence(before, after, pairs: pairs)
        isCompared = common.isCompared
        var next = 0
        func takeNew() -> [Line] {
            let start = next
            while next < after.count, !common.isSharedNew[next] { next += 1 }
            return after[start..<next].map { Line(kind: .added, text: $0) }
        }
        for (index, line) in before.enumerated() {
            guard common.isSharedOld[index] else {
                lines.append(Line(kind: .removed, text: line))
                continue
            }
            lines += takeNew()
            lines.append(Line(kind: .same, text: line))
            next += 1
        }
        lines += takeNew()
    }
}
