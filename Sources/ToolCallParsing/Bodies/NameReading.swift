extension RawText {
    /// How a search for the end of a name went.
    enum NameEnd {
        case undecided
        /// No name ends here, however much more text comes.
        case hopeless
        case found(end: Int, literal: String)
    }

    /// The first of `ends` behind `start`, within the length of a name; white space before it is no part of the name. A
    /// line feed or `<` elsewhere means that there is no name.
    func reading(until ends: [String], from start: Int) -> NameEnd {
        var index = skippingWhitespace(from: start)
        while index < count {
            guard index - start <= Self.maximumName else { return .hopeless }
            let (isDecided, literal) = longest(of: ends, at: index)
            guard isDecided else { return .undecided }
            if let literal { return .found(end: index, literal: literal) }
            if self[index] == UInt8(ascii: "\n") {
                let next = skippingWhitespace(from: index)
                guard next < count || isFinal else { return .undecided }
                let (isDecided, literal) = longest(of: ends, at: next)
                guard isDecided else { return .undecided }
                return literal.map { .found(end: next, literal: $0) } ?? .hopeless
            }
            if self[index] == UInt8(ascii: "<") { return .hopeless }
            index += 1
        }
        return isFinal ? .hopeless : .undecided
    }
}
