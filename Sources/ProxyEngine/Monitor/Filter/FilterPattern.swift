/// Text to look for, where `*` stands for anything and `?` for one byte. ASCII letters match in both cases.
struct FilterPattern: Equatable, Sendable {
    enum Extent: Equatable, Sendable {
        /// Stands anywhere in the text.
        case part
        /// Is the whole text.
        case whole
    }
    private enum Element: Equatable, Sendable {
        case byte(UInt8)
        case any
        case run
    }
    private let elements: [Element]

    /// `literal`: byte for byte whether it is to be taken as it is, although it may be `*` or `?`.
    init(_ bytes: [UInt8], literal: [Bool], extent: Extent) {
        let inner: [Element] = zip(bytes, literal).map { byte, isLiteral in
            switch byte {
            case UInt8(ascii: "*") where !isLiteral: .run
            case UInt8(ascii: "?") where !isLiteral: .any
            default: .byte(byte.lowercasedASCII)
            }
        }
        elements = extent == .whole || inner.isEmpty ? inner : [.run] + inner + [.run]
    }

    /// An empty pattern matches only where there is nothing to be matched.
    func matches(anyOf texts: [String]) -> Bool {
        if elements.isEmpty { return texts.allSatisfy(\.isEmpty) }
        return texts.contains(where: matches)
    }

    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8(matches)
    }

    func matches(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer(matches) }

    /// The usual walk with one place to go back to: the last run takes a byte more. Time is at most the product of both
    /// lengths.
    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        var index = 0
        var retry: (index: Int, place: Int)?
        while true {
            if index == elements.count, place == text.count { return true }
            if index < elements.count, elements[index] == .run {
                index += 1
                if index == elements.count { return true }
                retry = (index, place)
                continue
            }
            if index < elements.count, place < text.count, accepts(elements[index], text[place]) {
                index += 1
                place += 1
                continue
            }
            guard let (afterRun, before) = retry, before < text.count else { return false }
            retry = (afterRun, before + 1)
            (index, place) = (afterRun, before + 1)
        }
    }

    private func accepts(_ element: Element, _ byte: UInt8) -> Bool {
        switch element {
        case .byte(let wanted): byte.lowercasedASCII == wanted
        case .any: true
        case .run: false
        }
    }
}

extension UInt8 {
    var lowercasedASCII: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
    var isFilterSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
