/// Escapes and classes.
extension PatternReader {
    /// What a class holds, or an escape stands for.
    private enum Atom {
        case scalar(Unicode.Scalar)
        case ranges([ScalarSet.Range])
        case property(ScalarProperty)
    }

    /// The backslash is taken.
    mutating func escape() throws(PatternRefusal) -> PatternSyntax {
        if take("b") { return .assertion(.wordBoundary) }
        if take("B") { return .assertion(.noWordBoundary) }
        if let next = peek, ("1"..."9").contains(next) || next == "k" { throw .unsupported("a reference back") }
        switch try atom() {
        case .scalar(let scalar): return .scalar(scalar)
        case .ranges(let ranges): return set(ScalarSet(ranges))
        case .property(let property): return set(ScalarSet([], properties: [property]))
        }
    }

    /// The opening bracket is taken.
    mutating func characterClass() throws(PatternRefusal) -> ScalarSet {
        let isInverted = take("^")
        var ranges: [ScalarSet.Range] = []
        var properties: [ScalarProperty] = []
        while !take("]") {
            let first = try classAtom()
            // `a-z`; a hyphen beside the bracket or beside \d is one.
            if case .scalar(let low) = first, peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                let hyphen = position
                position += 1
                if case .scalar(let high) = try classAtom() {
                    guard low <= high else { throw .invalid("a range from more to less") }
                    ranges.append(low.value...high.value)
                    continue
                }
                position = hyphen
            }
            switch first {
            case .scalar(let scalar): ranges.append(scalar.value...scalar.value)
            case .ranges(let inner): ranges += inner
            case .property(let property): properties.append(property)
            }
        }
        return ScalarSet(ranges, properties: properties, isInverted: isInverted)
    }

    private mutating func classAtom() throws(PatternRefusal) -> Atom {
        guard let next = peek else { throw .invalid("a [ is not closed") }
        position += 1
        guard next == "\\" else {
            if next == "[", let sign = peek, ":.=".unicodeScalars.contains(sign), closesAgain(sign) {
                throw .unsupported("a class that ECMA-262 does not know")
            }
            return .scalar(next)
        }
        if take("b") { return .scalar("\u{8}") }
        return try atom()
    }

    /// `[:alpha:]` and its kind: the sign comes again before the bracket.
    private func closesAgain(_ sign: Unicode.Scalar) -> Bool {
        guard let end = scalars[(position + 1)...].firstIndex(of: "]") else { return false }
        return end > position + 1 && scalars[end - 1] == sign
    }

    /// Behind a backslash.
    private mutating func atom() throws(PatternRefusal) -> Atom {
        guard let next = peek else { throw .invalid("it ends with a backslash") }
        position += 1
        switch next {
        case "d": return .ranges(ScalarSet.digits)
        case "D": return .ranges(ScalarSet.complement(of: ScalarSet.digits))
        case "w": return .ranges(ScalarSet.wordCharacters)
        case "W": return .ranges(ScalarSet.complement(of: ScalarSet.wordCharacters))
        case "s": return .ranges(ScalarSet.spaces)
        case "S": return .ranges(ScalarSet.complement(of: ScalarSet.spaces))
        case "p", "P": return .property(try property(isInverted: next == "P"))
        case "t": return .scalar("\t")
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "v": return .scalar("\u{B}")
        case "f": return .scalar("\u{C}")
        case "0":
            if let digit = peek, Self.isDigit(digit) { throw .unsupported("an octal escape") }
            return .scalar("\0")
        case "c": return .scalar(try controlLetter())
        case "x": return .scalar(try scalar(try hexadecimal(digits: 2)))
        case "u": return .scalar(try unicodeEscape())
        case _ where ScalarSet.word.contains(next) && next != "_":
            throw .unsupported("the escape \\\(next), which ECMA-262 does not know")
        default: return .scalar(next)
        }
    }

    private mutating func property(isInverted: Bool) throws(PatternRefusal) -> ScalarProperty {
        guard take("{") else { throw .invalid("a property without a name") }
        let start = position
        guard skip(past: "}") else { throw .invalid("a property's name is not closed") }
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars[start..<(position - 1)].prefix(64))
        guard let property = ScalarProperty(name, isInverted: isInverted) else {
            throw .unsupported("a property of characters that is not known here")
        }
        return property
    }

    private mutating func controlLetter() throws(PatternRefusal) -> Unicode.Scalar {
        guard let letter = peek, letter.isASCII, ScalarSet.word.contains(letter), letter.properties.isAlphabetic else {
            throw .invalid("\\c without a letter")
        }
        position += 1
        return Unicode.Scalar(UInt8(letter.value & 31))
    }

    private mutating func unicodeEscape() throws(PatternRefusal) -> Unicode.Scalar {
        if take("{") {
            var value: UInt32 = 0
            var count = 0
            while let digit = peek.flatMap(Self.hexadecimalValue) {
                position += 1
                count += 1
                value = value << 4 | digit
                guard value <= 0x10FFFF else { throw .invalid("no such character") }
            }
            guard count > 0, take("}") else { throw .invalid("an escape is not closed") }
            return try scalar(value)
        }
        let high = try hexadecimal(digits: 4)
        // Half of a pair; the other half has to follow.
        guard (0xD800...0xDBFF).contains(high), take("\\"), take("u") else { return try scalar(high) }
        let low = try hexadecimal(digits: 4)
        guard (0xDC00...0xDFFF).contains(low) else { throw .unsupported("half of a surrogate pair") }
        return try scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private mutating func hexadecimal(digits: Int) throws(PatternRefusal) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek.flatMap(Self.hexadecimalValue) else { throw .invalid("an escape is cut short") }
            position += 1
            value = value << 4 | digit
        }
        return value
    }

    private func scalar(_ value: UInt32) throws(PatternRefusal) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(value) else { throw .unsupported("half of a surrogate pair") }
        return scalar
    }

    private static func hexadecimalValue(_ scalar: Unicode.Scalar) -> UInt32? {
        scalar.isASCII ? UInt8(scalar.value).hexadecimalValue : nil
    }
}
