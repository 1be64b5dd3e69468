/// What comes from other languages, from templates, and from tools that a text went through on its way.
extension Damage {
    /// What the model says behind a call that it does not close.
    static let prose = "I will look at the result now."
    /// The number that is written with a separator, as it is meant.
    static let thousands = "12345"
    static let separated = "12,345"

    /// `false`: there is nothing to damage in this way.
    func respell(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        switch self {
        case .quotesSingle, .quotesEntities, .bracketsEntities, .barsWide: return respellMarkup(&pieces)
        case .commaTrailing, .comment, .commaWide, .colonWide, .wordsOther, .lineFeedRaw, .separatorInNumber:
            return respellObject(&pieces, &generator)
        case .bracesDoubled, .encodedTwice, .fenceInside, .nameTwice: return rewrap(&pieces, &generator)
        default: return respellAround(&pieces, &generator)
        }
    }

    // MARK: All of one kind

    private func respellMarkup(_ pieces: inout [WrittenPiece]) -> Bool {
        let before = pieces.map(\.text)
        for place in pieces.indices {
            let (role, text) = (pieces[place].role, pieces[place].text)
            let isMarkup = [.marker, .tag, .closer].contains(role)
            switch self {
            case .quotesSingle:
                // One inside would end the string.
                if role == .value, text.contains("'") { return false }
                if role == .quote, text == "\"" { pieces[place].text = "'" }
            case .quotesEntities: if role == .quote, text == "\"" { pieces[place].text = "&quot;" }
            case .bracketsEntities:
                if isMarkup { pieces[place].text = text.replacing("<", with: "&lt;").replacing(">", with: "&gt;") }
            default:
                let (one, other) = text.contains("｜") ? ("｜", "|") : ("|", "｜")
                if isMarkup { pieces[place].text = text.replacing(one, with: other) }
            }
        }
        return pieces.map(\.text) != before
    }

    // MARK: Inside of the object

    private func respellObject(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        func choose(_ fits: (WrittenPiece) -> Bool) -> Int? {
            pieces.indices.filter { fits(pieces[$0]) }.randomElement(using: &generator)
        }
        let words = ["true": "True", "false": "False", "True": "true", "False": "false"]
        switch self {
        case .commaTrailing:
            guard let place = choose({ $0.role == .close }) else { return false }
            pieces.insert(WrittenPiece(.comma, ","), at: place)
        case .comment:
            guard let place = choose({ $0.role == .comma }) else { return false }
            let isPython = pieces.contains { $0.role == .colon && $0.text == "=" }
            let comments = isPython ? [" # the rest\n"] : [" // the rest\n", " /* the rest */"]
            let comment = comments.randomElement(using: &generator) ?? ""
            pieces.insert(WrittenPiece(.space, comment), at: place + 1)
        case .commaWide, .colonWide:
            guard let place = choose({ $0.role == (self == .commaWide ? .comma : .colon) }) else { return false }
            pieces[place].text = self == .commaWide ? "，" : "："
        case .wordsOther:
            guard let place = choose({ $0.role == .value && words[$0.text] != nil }) else { return false }
            pieces[place].text = words[pieces[place].text] ?? ""
        case .lineFeedRaw:
            let all = pieces
            let isString = { (place: Int) in place > 0 && all[place - 1].role == .quote }
            guard let place = all.indices.first(where: { isString($0) && all[$0].text.contains("\\n") })
            else { return false }
            pieces[place].text = pieces[place].text.replacing("\\n", with: "\n")
        default:
            let all = pieces
            let numbers = all.indices.filter { place in
                all[place].role == .value && all[place - 1].role != .quote && Int(all[place].text) != nil
            }
            guard numbers.count == 1 else { return false }
            pieces[numbers[0]].text = Self.separated
        }
        return true
    }

    // MARK: What stands around it

    private func rewrap(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        guard let name = pieces.firstIndex(where: { $0.role == .name }) else { return false }
        switch self {
        case .nameTwice:
            let text = pieces[name].text
            let between = [":", " ", "\n", ""].randomElement(using: &generator) ?? ""
            pieces[name].text = text + between + text
            return true
        case .bracesDoubled:
            let isBrace = { (piece: WrittenPiece) in piece.text == "{" || piece.text == "}" }
            for place in pieces.indices where isBrace(pieces[place]) { pieces[place].text += pieces[place].text }
            return pieces.contains(where: { $0.text == "{{" })
        case .fenceInside:
            guard let open = pieces.firstIndex(where: { $0.role == .open }),
                let close = pieces.lastIndex(where: { $0.role == .close })
            else { return false }
            pieces.insert(WrittenPiece(.space, "\n```"), at: close + 1)
            pieces.insert(WrittenPiece(.space, "\n```json\n"), at: open)
            return true
        default:
            guard let open = pieces[name...].firstIndex(where: { $0.text == "{" }) else { return false }
            var depth = 0
            let close = pieces[open...].firstIndex { piece in
                depth += piece.role == .open ? 1 : piece.role == .close ? -1 : 0
                return depth == 0
            }
            guard let close, pieces[open...close].contains(where: { $0.text == "\"" }) else { return false }
            let object = pieces[open...close].map(\.text).joined()
            let escaped = object.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            pieces.replaceSubrange(open...close, with: [WrittenPiece(.value, "\"\(escaped)\"")])
            return true
        }
    }

    private func respellAround(_ pieces: inout [WrittenPiece], _ generator: inout SeededGenerator) -> Bool {
        switch self {
        case .proseBehind:
            guard pieces.contains(where: { $0.role == .closer }) else { return false }
            pieces.removeAll { $0.role == .closer }
            pieces.append(WrittenPiece(.space, "\n\n" + Self.prose))
        case .closerFirst:
            guard let closer = pieces.last(where: { $0.role == .closer }) else { return false }
            pieces.insert(WrittenPiece(.closer, closer.text + "\n"), at: 0)
        case .lineEnds:
            guard pieces.contains(where: { $0.role != .value && $0.text.contains("\n") }) else { return false }
            for place in pieces.indices where pieces[place].role != .value {
                pieces[place].text = pieces[place].text.replacing("\n", with: "\r\n")
            }
        case .byteOrderMark: pieces.insert(WrittenPiece(.space, "\u{FEFF}"), at: 0)
        case .zeroWidth:
            let roles: [WrittenPiece.Role] = [.marker, .tag, .closer, .open, .colon, .comma, .name]
            let edges = pieces.indices.filter { place in
                roles.contains(pieces[place].role) && (place == 0 || pieces[place - 1].role != .value)
            }
            guard let place = edges.randomElement(using: &generator) else { return false }
            pieces.insert(WrittenPiece(.space, "\u{200B}"), at: place)
        default: return false
        }
        return true
    }
}
