/// Reads a filter:
///
///     either = both { "|" both }
///     both   = not { ["&"] not }
///     not    = "!" not | "(" either ")" | term
///     term   = field ( ":" word | comparison number ) | "~" letter [word] | word
struct FilterReader {
    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    private static let maximumDepth = 64
    /// Bytes that end a word.
    private static let delimiters = Set("()|&\"".utf8)

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// `nil` where there is nothing but space.
    mutating func read() throws(FilterProblem) -> FilterExpression? {
        guard bytes.count <= RequestFilter.maximumBytes else {
            throw FilterProblem(
                message: "a filter is at most \(RequestFilter.maximumBytes) bytes long",
                offset: RequestFilter.maximumBytes)
        }
        skipSpace()
        guard place < bytes.count else { return nil }
        let result = try either()
        guard place == bytes.count else { throw problem("\")\" closes nothing") }
        return result
    }

    // MARK: Grammar

    private mutating func either() throws(FilterProblem) -> FilterExpression {
        var result = try both()
        while take("|") { result = .either(result, try both()) }
        return result
    }

    private mutating func both() throws(FilterProblem) -> FilterExpression {
        var result = try not()
        while true {
            if !take("&"),
                place == bytes.count || bytes[place] == UInt8(ascii: "|") || bytes[place] == UInt8(ascii: ")")
            {
                return result
            }
            result = .both(result, try not())
        }
    }

    private mutating func not() throws(FilterProblem) -> FilterExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw problem("more than \(Self.maximumDepth) levels") }
        if take("!") { return .not(try not()) }
        let start = place
        guard take("(") else { return try term() }
        let inner = try either()
        guard take(")") else { throw FilterProblem(message: "\"(\" is never closed", offset: start) }
        return inner
    }

    private mutating func term() throws(FilterProblem) -> FilterExpression {
        guard place < bytes.count, bytes[place] != UInt8(ascii: ")"), bytes[place] != UInt8(ascii: "|"),
            bytes[place] != UInt8(ascii: "&")
        else { throw problem("a word is missing") }
        guard !":=<>".utf8.contains(bytes[place]) else { throw problem("a field stands right before this: ctx>5") }
        if bytes[place] == UInt8(ascii: "~") { return try alias() }
        let start = place
        if let name = fieldName() { return try comparison(ofField: name, at: start) }
        let word = try word()
        skipSpace()
        if !word.isQuoted, let state = FilterState(rawValue: word.text.lowercased()) { return .state(state) }
        if let number = word.requestNumber { return .number(.id, .equal, Double(number)) }
        return .text(word.pattern(.part))
    }

    // MARK: Fields

    /// A name that a comparison follows; stays in place where there is none.
    private mutating func fieldName() -> String? {
        var end = place
        while end < bytes.count, isNameByte(bytes[end]) { end += 1 }
        guard end > place, end < bytes.count else { return nil }
        let isInverse = bytes[end] == UInt8(ascii: "!") && end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: "=")
        guard isInverse || ":=<>".utf8.contains(bytes[end]) else { return nil }
        defer { place = end }
        return String(decoding: bytes[place..<end], as: UTF8.self).lowercased()
    }

    private mutating func comparison(ofField name: String, at start: Int) throws(FilterProblem) -> FilterExpression {
        if name == BodyPattern.field {
            guard take(raw: ":"), place < bytes.count, !bytes[place].isFilterSpace else {
                throw problem("body: goes with a text: body:\"no such file\"")
            }
            let word = try word()
            skipSpace()
            return .body(BodyPattern(text: word.text, pattern: word.pattern(.part)))
        }
        guard let field = FilterField(rawValue: name) else {
            throw FilterProblem(message: "no field \"\(name)\"; a word with : or > in it needs quotes", offset: start)
        }
        let sign = place
        let isColon = take(raw: ":")
        let comparison = isColon ? .equal : takeComparison()
        guard place < bytes.count, !bytes[place].isFilterSpace else { throw problem("a value is missing") }
        let value = place
        let word = try word()
        skipSpace()
        if field.kind == .text {
            switch comparison {
            case .equal: return .field(field, word.pattern(isColon && !word.hasWildcard ? .part : .whole))
            case .notEqual: return .not(.field(field, word.pattern(.whole)))
            default: throw FilterProblem(message: "\(name) is no number: only : = != go with it", offset: sign)
            }
        }
        if isColon, word.hasWildcard { return .field(field, word.pattern(.whole)) }
        return .number(field, comparison, try FilterNumber.read(word.text, of: field, at: value))
    }

    /// mitmproxy's short forms (https://docs.mitmproxy.org/stable/concepts/filters/), so far as they mean something here.
    private mutating func alias() throws(FilterProblem) -> FilterExpression {
        let start = place
        place += 1
        var end = place
        while end < bytes.count, isNameByte(bytes[end]) { end += 1 }
        let name = String(decoding: bytes[place..<end], as: UTF8.self)
        place = end
        skipSpace()
        switch name {
        case "e": return .state(.error)
        case "q": return .state(.inflight)
        case "s": return .not(.state(.inflight))
        case "marked": return .state(.tagged)
        case "b":
            let word = try aliasValue(name)
            return .body(BodyPattern(text: word.text, pattern: word.pattern(.part)))
        case "m": return .field(.method, try aliasValue(name).pattern(.part))
        case "u": return .field(.route, try aliasValue(name).pattern(.part))
        case "c":
            let value = place
            return .number(.status, .equal, try FilterNumber.read(try aliasValue(name).text, of: .status, at: value))
        default:
            throw FilterProblem(message: "no ~\(name); there are ~e ~q ~s ~b ~m ~u ~c ~marked", offset: start)
        }
    }

    private mutating func aliasValue(_ name: String) throws(FilterProblem) -> Word {
        guard place < bytes.count, bytes[place] != UInt8(ascii: ")") else { throw problem("~\(name) needs a word") }
        let word = try word()
        skipSpace()
        return word
    }

    // MARK: Words

    private struct Word {
        var bytes: [UInt8] = []
        var literal: [Bool] = []
        var isQuoted = false

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var hasWildcard: Bool {
            zip(bytes, literal).contains { ($0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?")) && !$1 }
        }
        func pattern(_ extent: FilterPattern.Extent) -> FilterPattern {
            FilterPattern(bytes, literal: literal, extent: extent)
        }
        /// `#80` is a request as people write it; with zeros in front it is the text that the list shows, or its beginning.
        var requestNumber: Int? {
            guard !isQuoted, bytes.first == UInt8(ascii: "#"), bytes.count > 1, bytes[1] != UInt8(ascii: "0") else {
                return nil
            }
            return Int(text.dropFirst())
        }
        mutating func append(_ byte: UInt8, literal isLiteral: Bool) {
            bytes.append(byte)
            literal.append(isLiteral)
        }
    }

    /// Up to a delimiter; parts may be in quotes, in which `\` takes the next byte as it is.
    private mutating func word() throws(FilterProblem) -> Word {
        let start = place
        var word = Word()
        while place < bytes.count, !bytes[place].isFilterSpace {
            if bytes[place] == UInt8(ascii: "\"") {
                try quoted(into: &word)
            } else if Self.delimiters.contains(bytes[place]) {
                break
            } else {
                word.append(bytes[place], literal: false)
                place += 1
            }
        }
        guard place > start else { throw problem("a value is missing") }
        return word
    }

    private mutating func quoted(into word: inout Word) throws(FilterProblem) {
        let start = place
        word.isQuoted = true
        place += 1
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                place += 1
                return
            case UInt8(ascii: "\\") where place + 1 < bytes.count:
                word.append(bytes[place + 1], literal: true)
                place += 2
            default:
                word.append(bytes[place], literal: true)
                place += 1
            }
        }
        throw FilterProblem(message: "a quote is never closed", offset: start)
    }

    // MARK: Bytes

    private mutating func takeComparison() -> FilterComparison {
        for sign in [FilterComparison.notEqual, .lessOrEqual, .greaterOrEqual, .less, .greater]
        where take(raw: sign.rawValue) {
            return sign
        }
        _ = take(raw: "=")
        return .equal
    }

    /// A sign with the space that follows.
    private mutating func take(_ sign: String) -> Bool {
        guard take(raw: sign) else { return false }
        skipSpace()
        return true
    }

    private mutating func take(raw sign: String) -> Bool {
        guard bytes[place...].starts(with: sign.utf8) else { return false }
        place += sign.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while place < bytes.count, bytes[place].isFilterSpace { place += 1 }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte.lowercasedASCII) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    private func problem(_ message: String) -> FilterProblem { FilterProblem(message: message, offset: place) }
}
