import Foundation

/// What goes wrong while a model writes a call. Each kind fits some of the pieces of some grammars.
enum Damage: String, CaseIterable, Sendable {
    case tagLost = "tag lost"
    case tagDoubled = "tag doubled"
    case neighbourTag = "neighbour's tag"
    case tagBracketLost = "tag's bracket lost"
    case tagCase = "tag's case"
    case tokenStray = "stray token"
    case closerLost = "closer lost"
    case closerOther = "another closer"
    case closerForeign = "foreign closer"
    case quoteLost = "quote lost"
    case quoteDoubled = "quote doubled"
    case quoteEscaped = "quote escaped"
    case quoteCurly = "curly quote"
    case quotesCurly = "curly quotes"
    case equals = "= for :"
    case colonLost = "colon lost"
    case commaLost = "comma lost"
    case commaDoubled = "comma doubled"
    case bracketLost = "bracket lost"
    case bracketDoubled = "bracket doubled"
    case keyGlued = "key glued"
    case headDamaged = "head damaged"
    case nameCut = "name cut"
    case nameTwice = "name twice"
    case quotesSingle = "single quotes"
    case quotesEntities = "quotes as entities"
    case bracketsEntities = "tags as entities"
    case barsWide = "other bars"
    case commaTrailing = "comma at the end"
    case commaWide = "full-width comma"
    case colonWide = "full-width colon"
    case comment = "comment"
    case wordsOther = "True for true"
    case lineFeedRaw = "raw line feed"
    case separatorInNumber = "thousands separated"
    case bracesDoubled = "braces doubled"
    case encodedTwice = "object as a string"
    case fenceInside = "fence inside"
    case proseBehind = "prose for a closer"
    case closerFirst = "closer first"
    case lineEnds = "CR LF"
    case byteOrderMark = "byte order mark"
    case zeroWidth = "zero-width space"
    case two = "two of these"
    case cut = "text cut"

    /// The text of the damaged call; `nil`: there is nothing to damage in this way.
    func text(of pieces: [WrittenPiece], _ generator: inout SeededGenerator) -> String? {
        var pieces = pieces
        guard self != .cut else { return Self.cut(pieces, &generator) }
        guard damage(&pieces, &generator) else { return nil }
        return pieces.map(\.text).joined()
    }

    private func damage(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        switch self {
        case .tagLost, .tagDoubled, .neighbourTag, .tagBracketLost, .tagCase, .closerLost, .closerOther, .closerForeign:
            return damageTags(&pieces, &generator)
        case .tokenStray: return addToken(&pieces, &generator)
        case .headDamaged: return damageHead(&pieces, &generator)
        case .nameCut:
            guard let place = pieces.firstIndex(where: { $0.role == .name }) else { return false }
            pieces[place].text = Self.cutName(pieces[place].text)
            return true
        case .two:
            let kinds = Self.allCases.filter { ![.two, .cut, .nameCut, .separatorInNumber, .proseBehind].contains($0) }
            for _ in 0..<2 {
                guard let kind = kinds.randomElement(using: &generator), kind.damage(&pieces, &generator) else {
                    return false
                }
            }
            return true
        case .quoteLost, .quoteDoubled, .quoteEscaped, .quoteCurly, .quotesCurly, .equals, .colonLost, .commaLost,
            .commaDoubled, .keyGlued, .bracketLost, .bracketDoubled:
            return damagePunctuation(&pieces, &generator)
        default: return respell(&pieces, &generator)
        }
    }

    /// No tool is called so.
    static func cutName(_ name: String) -> String { String(name.dropLast(name.count / 3 + 1)) }

    // MARK: Tags

    private func damageTags(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        guard let place = pieces.indices.filter({ fits(pieces[$0]) }).randomElement(using: &generator) else {
            return false
        }
        let tag = pieces[place].text
        switch self {
        case .tagLost, .closerLost: pieces.remove(at: place)
        case .tagDoubled: pieces.insert(pieces[place], at: place)
        case .neighbourTag: pieces[place].text = pieces[place].neighbour ?? tag
        case .tagBracketLost:
            let losesFirst = tag.hasPrefix("<") && (!tag.hasSuffix(">") || Bool.random(using: &generator))
            pieces[place].text = losesFirst ? String(tag.dropFirst()) : String(tag.dropLast())
        case .tagCase: pieces[place].text = Bool.random(using: &generator) ? tag.uppercased() : tag.capitalized
        case .closerOther:
            pieces[place].text =
                ["</tool_use>", "</function_invocation>", "</tool_calls>", "</Tool_Call>", "</tool_call"]
                .randomElement(using: &generator) ?? ""
        default: pieces[place].text = Self.foreignClosers.randomElement(using: &generator) ?? ""
        }
        return true
    }

    /// A token of the model's own between the name and the arguments.
    private func addToken(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        guard let name = pieces.firstIndex(where: { $0.role == .name }),
            let arguments = pieces[name...].firstIndex(where: { $0.role == .key || $0.role == .open })
        else { return false }
        let token = ["<|im_sep|>", "<pad>", "<|reserved_special_token_5|>", "<unk>"].randomElement(using: &generator)
        let place = Int.random(in: name + 1...arguments, using: &generator)
        pieces.insert(WrittenPiece(.marker, token ?? ""), at: place)
        return true
    }

    private static let foreignClosers = [
        "<|tool_call_end|>", "<tool_call|>", "<|tool_calls_section_end|>", "<end_function_call>", "[/TOOL_CALLS]",
        "</function_calls>", "<|call|>", "</minimax:tool_call>",
    ]

    private func fits(_ piece: WrittenPiece) -> Bool {
        switch self {
        case .tagDoubled: piece.isWholeTag
        case .neighbourTag: piece.neighbour != nil
        case .tagBracketLost: piece.role == .tag && (piece.text.hasPrefix("<") || piece.text.hasSuffix(">"))
        case .tagCase: piece.role == .tag && piece.text.uppercased() != piece.text
        case .closerLost, .closerOther, .closerForeign: piece.role == .closer
        default: piece.role == .tag
        }
    }

    private func damageHead(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        guard let place = pieces.firstIndex(where: { $0.role == .name }), place > 0 else { return false }
        let before = pieces[place - 1].text
        if before.hasSuffix("=") {
            pieces[place - 1].text =
                before.dropLast() + ([" ", ":", "= ", " = "].randomElement(using: &generator) ?? "")
        } else if before.hasSuffix("=\"") {
            pieces[place - 1].text =
                before.dropLast(2) + (["=", " \"", ":\"", " = \""].randomElement(using: &generator) ?? "")
        } else {
            pieces[place].text =
                (["functions.", " ", "ns:"].randomElement(using: &generator) ?? "") + pieces[place].text
        }
        return true
    }

    // MARK: Punctuation

    private func damagePunctuation(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        let role: WrittenPiece.Role
        switch self {
        case .quoteLost, .quoteDoubled, .quoteEscaped, .quoteCurly, .quotesCurly: role = .quote
        case .equals, .colonLost: role = .colon
        case .commaLost, .commaDoubled, .keyGlued: role = .comma
        default: role = Int.random(in: 0..<4, using: &generator) == 0 ? .open : .close
        }
        let places = pieces.indices.filter { pieces[$0].role == role }
        guard let place = places.randomElement(using: &generator) else { return false }
        let text = pieces[place].text
        switch self {
        case .quoteLost, .colonLost, .commaLost, .bracketLost: pieces.remove(at: place)
        case .quoteEscaped, .quoteCurly, .quotesCurly:
            guard text == "\"" else { return false }
            if self == .quoteEscaped {
                pieces[place].text = "\\\""
            } else {
                for (number, other) in places.enumerated() where self == .quotesCurly || other == place {
                    pieces[other].text = number.isMultiple(of: 2) ? "“" : "”"
                }
            }
        case .equals: pieces[place].text = text == ":" ? "=" : ":"
        case .keyGlued:
            pieces.remove(at: place)
            if place < pieces.count, pieces[place].role == .space { pieces.remove(at: place) }
        default: pieces.insert(pieces[place], at: place)
        }
        return true
    }

    private static func cut(_ pieces: [WrittenPiece], _ generator: inout SeededGenerator) -> String? {
        let text = Array(pieces.map(\.text).joined())
        return String(text[..<Int.random(in: 1..<text.count, using: &generator)])
    }
}
