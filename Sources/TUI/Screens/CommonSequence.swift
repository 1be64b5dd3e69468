/// Which elements two sequences share, in the same order: the longest such selection, as far as that can be looked for in a
/// moment.
struct CommonSequence {
    /// Of each element, whether the other sequence has it too.
    private(set) var isSharedOld: [Bool]
    private(set) var isSharedNew: [Bool]

    /// `false`: what lies between the elements that are the same at both ends was too much to be compared, and counts as
    /// different.
    private(set) var isCompared = true

    /// Pairs of elements that are compared, a step each, in what is left between a common beginning and a common end. 1,024 lines
    /// or words against as many are a large edit, take 4 MiB, and are laid out while somebody waits for the picture.
    static let maximumPairs = 1 << 20

    init<Element: Hashable>(_ old: [Element], _ new: [Element], pairs: Int = maximumPairs) {
        isSharedOld = [Bool](repeating: false, count: old.count)
        isSharedNew = [Bool](repeating: false, count: new.count)
        let shorter = min(old.count, new.count)
        var head = 0
        while head < shorter, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
        for index in 0..<head { share(index, index) }
        for index in 0..<tail { share(old.count - 1 - index, new.count - 1 - index) }
        let (before, after) = (head..<old.count - tail, head..<new.count - tail)
        guard !before.isEmpty, !after.isEmpty else { return }
        guard before.count <= pairs / after.count else {
            isCompared = false
            return
        }
        let numbers = Self.numbers(old[before], new[after])
        shareMiddle(numbers.old, numbers.new, at: head)
    }

    private mutating func share(_ old: Int, _ new: Int) {
        isSharedOld[old] = true
        isSharedNew[new] = true
    }

    /// The elements by numbers, which are compared sooner.
    private static func numbers<Element: Hashable>(
        _ old: ArraySlice<Element>, _ new: ArraySlice<Element>
    ) -> (old: [Int32], new: [Int32]) {
        var known: [Element: Int32] = [:]
        func number(_ element: Element) -> Int32 {
            if let number = known[element] { return number }
            let number = Int32(known.count)
            known[element] = number
            return number
        }
        return (old.map(number), new.map(number))
    }

    private mutating func shareMiddle(_ old: [Int32], _ new: [Int32], at start: Int) {
        let columns = new.count + 1
        var lengths = [Int32](repeating: 0, count: (old.count + 1) * columns)
        for o in stride(from: old.count - 1, through: 0, by: -1) {
            for n in stride(from: new.count - 1, through: 0, by: -1) {
                lengths[o * columns + n] =
                    old[o] == new[n]
                    ? lengths[(o + 1) * columns + n + 1] + 1
                    : max(lengths[(o + 1) * columns + n], lengths[o * columns + n + 1])
            }
        }
        var (o, n) = (0, 0)
        while o < old.count, n < new.count {
            if old[o] == new[n] {
                share(start + o, start + n)
                (o, n) = (o + 1, n + 1)
            } else if lengths[(o + 1) * columns + n] >= lengths[o * columns + n + 1] {
                o += 1
            } else {
                n += 1
            }
        }
    }
}
