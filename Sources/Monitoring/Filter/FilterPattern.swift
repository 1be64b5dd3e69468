/// Text to look for, where `*` stands for anything and `?` for one byte. ASCII letters match in both cases.
struct FilterPattern: Equatable, Sendable {
    enum Extent: Equatable, Sendable {
        /// Stands anywhere in the text.
        case part
        /// Is the whole text.
        case whole
    }
    /// What stands at each place of a text that fits, but for the runs.
    private enum Element: Equatable, Sendable {
        case byte(UInt8)
        case any
    }
    private let elements: [Element]
    /// Bit `n`: a run stands before element `n`, or behind the last one. Words of 64 bits, the low ones first.
    private let runs: [UInt64]
    /// Bit `n` of the words at a byte: element `n` accepts it.
    private let accepted: [UInt64]

    /// `literal`: byte for byte whether it is to be taken as it is, although it may be `*` or `?`.
    init(_ bytes: [UInt8], literal: [Bool], extent: Extent) {
        var elements: [Element] = []
        var places: [Int] = []
        for (byte, isLiteral) in zip(bytes, literal) {
            switch byte {
            case UInt8(ascii: "*") where !isLiteral: places.append(elements.count)
            case UInt8(ascii: "?") where !isLiteral: elements.append(.any)
            default: elements.append(.byte(byte.lowercasedASCII))
            }
        }
        if extent == .part, !bytes.isEmpty { places += [0, elements.count] }
        let words = elements.count / 64 + 1
        var runs = [UInt64](repeating: 0, count: words)
        for place in places { runs[place / 64] |= 1 << (place % 64) }
        self.elements = elements
        self.runs = runs
        accepted = Self.accepted(elements, words)
    }

    private static func accepted(_ elements: [Element], _ words: Int) -> [UInt64] {
        var table = [UInt64](repeating: 0, count: 256 * words)
        for (index, element) in elements.enumerated() {
            let bytes: [UInt8] =
                switch element {
                case .any: Array(UInt8.min...UInt8.max)
                case .byte(let byte): [byte, byte.uppercasedASCII]
                }
            for byte in bytes { table[Int(byte) * words + index / 64] |= 1 << (index % 64) }
        }
        return table
    }

    /// Nothing but nothing fits.
    private var isEmpty: Bool { elements.isEmpty && runs[0] == 0 }

    /// Steps that a byte of a text takes; the pattern's length sets it, and nothing in the text.
    var stepsPerByte: Int { runs.count }

    /// An empty pattern matches only where there is nothing to be matched.
    func matches(anyOf texts: [String]) -> Bool {
        if isEmpty { return texts.allSatisfy(\.isEmpty) }
        return texts.contains(where: matches)
    }

    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8(matches)
    }

    func matches(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer(matches) }

    /// A set of states moves on by one byte at a time and never goes back. State `n`: the first `n` elements have been met.
    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // Rows have many short texts: no array for each.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: runs.count) { states in
            states.initialize(repeating: 0)
            return matches(text, states)
        }
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>, _ states: UnsafeMutableBufferPointer<UInt64>) -> Bool {
        let words = runs.count
        let (end, endBit) = (elements.count / 64, UInt64(1) << (elements.count % 64))
        let endsInRun = runs[end] & endBit != 0
        states[0] = 1
        for byte in text {
            if endsInRun, states[end] & endBit != 0 { return true }
            let row = Int(byte) * words
            var carry: UInt64 = 0
            var isDead = true
            for word in 0..<words {
                let met = states[word] & accepted[row + word]
                states[word] = met << 1 | carry | states[word] & runs[word]
                carry = met >> 63
                isDead = isDead && states[word] == 0
            }
            if isDead { return false }
        }
        return states[end] & endBit != 0
    }
}

extension UInt8 {
    var lowercasedASCII: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
    var uppercasedASCII: UInt8 { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) ? self & ~0x20 : self }
    var isFilterSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
