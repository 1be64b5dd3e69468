/// Unicode scalars, as a class of a pattern names them. A look takes time logarithmic in the class's length.
struct ScalarSet: Equatable, Sendable {
    typealias Range = ClosedRange<UInt32>

    /// Those below 128, a bit each.
    private var ascii: (low: UInt64, high: UInt64) = (0, 0)
    /// In order, without overlaps.
    private let ranges: [Range]
    private let properties: [ScalarProperty]
    private let isInverted: Bool

    init(_ ranges: [Range], properties: [ScalarProperty] = [], isInverted: Bool = false) {
        self.ranges = Self.merged(ranges)
        self.properties = properties
        self.isInverted = isInverted
        for range in self.ranges.prefix(while: { $0.lowerBound < 128 }) {
            for value in range.lowerBound...min(range.upperBound, 127) {
                if value < 64 { ascii.low |= 1 << UInt64(value) } else { ascii.high |= 1 << UInt64(value - 64) }
            }
        }
    }

    static func == (a: ScalarSet, b: ScalarSet) -> Bool {
        a.ranges == b.ranges && a.properties == b.properties && a.isInverted == b.isInverted
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        (isInRanges(scalar.value) || properties.contains { $0.holds(of: scalar) }) != isInverted
    }

    private func isInRanges(_ value: UInt32) -> Bool {
        if value < 64 { return ascii.low >> UInt64(value) & 1 == 1 }
        if value < 128 { return ascii.high >> UInt64(value - 64) & 1 == 1 }
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }

    private static func merged(_ ranges: [Range]) -> [Range] {
        var result: [Range] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound + 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// All that is in none of `ranges`.
    static func complement(of ranges: [Range]) -> [Range] {
        var result: [Range] = []
        var next: UInt32 = 0
        for range in merged(ranges) {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }

    // MARK: What ECMA-262 calls CharacterClassEscape, WhiteSpace and LineTerminator

    static let digits: [Range] = [0x30...0x39]
    static let wordCharacters: [Range] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    static let lineEnds: [Range] = [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]
    static let spaces: [Range] = [
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ]
    static let word = ScalarSet(wordCharacters)
    /// What `.` stands for.
    static let dot = ScalarSet(lineEnds, isInverted: true)
}

/// A property of Unicode scalars, as `\p{...}` names it; scripts are not known.
struct ScalarProperty: Equatable, Sendable {
    private enum Kind: Equatable, Sendable {
        case categories(Set<Unicode.GeneralCategory>)
        case any, ascii, assigned, alphabetic, lowercase, uppercase, whiteSpace, emoji, idStart, idContinue
    }
    private let kind: Kind
    private let isInverted: Bool

    /// `name` is what stands between the braces; `nil`: not known.
    init?(_ name: String, isInverted: Bool) {
        var name = name
        for prefix in ["gc=", "General_Category="] where name.hasPrefix(prefix) {
            name = String(name.dropFirst(prefix.count))
        }
        if let kind = Self.binary[name] {
            self.kind = kind
        } else {
            let short = Self.longNames[name] ?? name
            let categories = Self.categories.filter {
                short == "LC" ? Self.cased.contains($0.0) : $0.0.hasPrefix(short)
            }
            guard !short.isEmpty, !categories.isEmpty else { return nil }
            kind = .categories(Set(categories.map(\.1)))
        }
        self.isInverted = isInverted
    }

    func holds(of scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        let holds =
            switch kind {
            case .categories(let categories): categories.contains(properties.generalCategory)
            case .any: true
            case .ascii: scalar.isASCII
            case .assigned: properties.generalCategory != .unassigned
            case .alphabetic: properties.isAlphabetic
            case .lowercase: properties.isLowercase
            case .uppercase: properties.isUppercase
            case .whiteSpace: properties.isWhitespace
            case .emoji: properties.isEmoji
            case .idStart: properties.isIDStart
            case .idContinue: properties.isIDContinue
            }
        return holds != isInverted
    }

    private static let binary: [String: Kind] = [
        "Any": .any, "ASCII": .ascii, "Assigned": .assigned, "Alphabetic": .alphabetic, "Alpha": .alphabetic,
        "Lowercase": .lowercase, "Lower": .lowercase, "Uppercase": .uppercase, "Upper": .uppercase,
        "White_Space": .whiteSpace, "space": .whiteSpace, "Emoji": .emoji, "ID_Start": .idStart, "IDS": .idStart,
        "ID_Continue": .idContinue, "IDC": .idContinue,
    ]
    private static let cased: Set<String> = ["Lu", "Ll", "Lt"]
    private static let categories: [(String, Unicode.GeneralCategory)] = [
        ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter), ("Lm", .modifierLetter),
        ("Lo", .otherLetter), ("Mn", .nonspacingMark), ("Mc", .spacingMark), ("Me", .enclosingMark),
        ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
        ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation), ("Pi", .initialPunctuation),
        ("Pf", .finalPunctuation), ("Po", .otherPunctuation), ("Sm", .mathSymbol), ("Sc", .currencySymbol),
        ("Sk", .modifierSymbol), ("So", .otherSymbol), ("Zs", .spaceSeparator), ("Zl", .lineSeparator),
        ("Zp", .paragraphSeparator), ("Cc", .control), ("Cf", .format), ("Cs", .surrogate), ("Co", .privateUse),
        ("Cn", .unassigned),
    ]
    /// Source: PropertyValueAliases.txt of the Unicode Character Database.
    private static let longNames: [String: String] = [
        "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M",
        "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd",
        "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P",
        "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe",
        "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S",
        "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z",
        "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc",
        "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co", "Unassigned": "Cn",
    ]
}
