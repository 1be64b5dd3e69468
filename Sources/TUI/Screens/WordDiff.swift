/// Two texts word by word: which words of each the other has not got at that place. White space does not count.
struct WordDiff: Equatable {
    /// Bytes of the words, in order; words beside each other are one range.
    private(set) var removed: [Range<Int>] = []
    private(set) var added: [Range<Int>] = []
    /// How many words these are.
    private(set) var removedCount = 0
    private(set) var addedCount = 0
    /// `false`: the texts are too long to be compared; what lies between a common beginning and a common end counts as
    /// different, all of it.
    private(set) var isCompared: Bool

    var isSame: Bool { removed.isEmpty && added.isEmpty }

    /// Of texts that were not compared, instead of a number of words.
    static let notCompared = "too long to compare word by word: marked is all from the first difference to the last"

    init(from old: [UInt8], to new: [UInt8]) {
        let (before, after) = (Self.words(old), Self.words(new))
        let common = CommonSequence(before.map { old[$0] }, after.map { new[$0] })
        isCompared = common.isCompared
        (removed, removedCount) = Self.ranges(before, common.isSharedOld)
        (added, addedCount) = Self.ranges(after, common.isSharedNew)
    }

    private static func words(_ text: [UInt8]) -> [Range<Int>] {
        text.split { $0 <= 0x20 }.map { $0.startIndex..<$0.endIndex }
    }

    private static func ranges(_ words: [Range<Int>], _ isShared: [Bool]) -> (ranges: [Range<Int>], count: Int) {
        var ranges: [Range<Int>] = []
        var count = 0
        var goesOn = false
        for (word, isShared) in zip(words, isShared) {
            defer { goesOn = !isShared }
            guard !isShared else { continue }
            count += 1
            if goesOn, let last = ranges.last {
                ranges[ranges.count - 1] = last.lowerBound..<word.upperBound
            } else {
                ranges.append(word)
            }
        }
        return (ranges, count)
    }
}
