/// What goes wrong while a model writes a call. Each kind fits some of the pieces of some grammars.
enum Damage: String, CaseIterable, Sendable {
    case tagLost = "tag lost"
    case tagDoubled = "tag doubled"
    case neighbourTag = "neighbour's tag"
    case tagBracketLost = "tag's bracket lost"
    case closerLost = "closer lost"
    case closerOther = "another closer"
    case quoteLost = "quote lost"
    case quoteDoubled = "quote doubled"
    case quoteEscaped = "quote escaped"
    case equals = "= for :"
    case colonLost = "colon lost"
    case commaLost = "comma lost"
    case commaDoubled = "comma doubled"
    case bracketLost = "bracket lost"
    case bracketDoubled = "bracket doubled"
    case keyGlued = "key glued"
    case headDamaged = "head damaged"
    case cut = "text cut"

    /// The text of the damaged call; `nil`: there is nothing to damage in this way.
    func text(of pieces: [WrittenPiece], _ generator: inout SeededGenerator) -> String? {
        var pieces = pieces
        func pick(_ isFit: (WrittenPiece) -> Bool) -> Int? {
            pieces.indices.filter { isFit(pieces[$0]) }.randomElement(using: &generator)
        }
        func has(_ role: WrittenPiece.Role) -> (WrittenPiece) -> Bool { { $0.role == role } }
        switch self {
        case .tagLost:
            guard let place = pick(has(.tag)) else { return nil }
            pieces.remove(at: place)
        case .tagDoubled:
            guard let place = pick({ $0.isWholeTag }) else {
                return nil
            }
            pieces.insert(pieces[place], at: place)
        case .neighbourTag:
            guard let place = pick({ $0.neighbour != nil }), let other = pieces[place].neighbour else { return nil }
            pieces[place].text = other
        case .tagBracketLost:
            guard let place = pick({ $0.role == .tag && ($0.text.hasPrefix("<") || $0.text.hasSuffix(">")) }) else {
                return nil
            }
            let tag = pieces[place].text
            let losesFirst = tag.hasPrefix("<") && (!tag.hasSuffix(">") || Bool.random(using: &generator))
            pieces[place].text = losesFirst ? String(tag.dropFirst()) : String(tag.dropLast())
        case .closerLost:
            guard let place = pick(has(.closer)) else { return nil }
            pieces.remove(at: place)
        case .closerOther:
            guard let place = pick(has(.closer)) else { return nil }
            pieces[place].text =
                ["</tool_use>", "</function_invocation>", "</tool_calls>", "</Tool_Call>", "</tool_call"]
                .randomElement(using: &generator) ?? ""
        default: return structural(&pieces, &generator)
        }
        return pieces.map(\.text).joined()
    }

    private func structural(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> String? {
        let role: WrittenPiece.Role
        switch self {
        case .quoteLost, .quoteDoubled, .quoteEscaped: role = .quote
        case .equals, .colonLost: role = .colon
        case .commaLost, .commaDoubled, .keyGlued: role = .comma
        case .bracketLost, .bracketDoubled:
            role = Int.random(in: 0..<4, using: &generator) == 0 ? .open : .close
        case .headDamaged: return damagedHead(&pieces, &generator)
        default: return cut(pieces, &generator)
        }
        let fits = pieces.indices.filter { pieces[$0].role == role }
        guard let place = fits.randomElement(using: &generator) else { return nil }
        let text = pieces[place].text
        switch self {
        case .quoteLost, .colonLost, .commaLost, .bracketLost: pieces.remove(at: place)
        case .quoteEscaped:
            guard text == "\"" else { return nil }
            pieces[place].text = "\\\""
        case .equals: pieces[place].text = text == ":" ? "=" : ":"
        case .keyGlued:
            pieces.remove(at: place)
            if place < pieces.count, pieces[place].role == .space { pieces.remove(at: place) }
        default: pieces.insert(pieces[place], at: place)
        }
        return pieces.map(\.text).joined()
    }

    private func damagedHead(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> String? {
        guard let place = pieces.firstIndex(where: { $0.role == .name }), place > 0 else { return nil }
        let before = pieces[place - 1].text
        if before.hasSuffix("=") {
            pieces[place - 1].text =
                before.dropLast() + ([" ", ":", "= ", " = "].randomElement(using: &generator) ?? "")
        } else if before.hasSuffix("=\"") {
            pieces[place - 1].text =
                before.dropLast(2) + (["=", " \"", ":\"", " = \""].randomElement(using: &generator) ?? "")
        } else {
            pieces[place].text =
                ["functions.", " ", "ns:"].randomElement(using: &generator).map { $0 + pieces[place].text }
                ?? ""
        }
        return pieces.map(\.text).joined()
    }

    private func cut(_ pieces: [WrittenPiece], _ generator: inout SeededGenerator) -> String? {
        let text = Array(pieces.map(\.text).joined())
        return String(text[..<Int.random(in: 1..<text.count, using: &generator)])
    }
}
