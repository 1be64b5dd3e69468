/// A call as Python writes it: `NAME(key=value, ...)`, perhaps within `print(...)`. Values are literals; an expression is
/// no call.
struct PythonCallBody: CallBody {
    private enum Step: Sendable { case name, argument, keyword, value, separator, closing, done }

    /// The name is told once the first value is complete, or is a string of more than so many bytes: an expression may
    /// begin like a literal.
    private static let evidenceWindow = 256
    private static let printCall = "print"

    private let dropsCallSuffix: Bool
    private(set) var name: String?
    private var isNameTold = false
    private var isPrinted = false
    private var step = Step.name
    private var scanner = PythonLiteralScanner()
    private var keys: [String] = []
    private var hasKeywords = false
    private var hasOpened = false
    private var isDuplicate = false
    private var discarded = ArgumentText()
    /// Position of the first value.
    private var firstValue: Int?

    init(dropsCallSuffix: Bool = false) { self.dropsCallSuffix = dropsCallSuffix }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        while true {
            let status: BodyStatus?
            switch step {
            case .name: status = readName(text, &index)
            case .argument: status = beginArgument(text, &index, context, into: &output)
            case .keyword: status = readKeyword(text, &index, into: &output)
            case .value: status = readValue(text, &index, into: &output)
            case .separator: status = readSeparator(text, &index, into: &output)
            case .closing: status = readPrintCloser(text, &index)
            case .done: return isNameTold ? .ended : tellName()
            }
            if let status { return status }
        }
    }

    private mutating func tellName() -> BodyStatus {
        isNameTold = true
        return .named
    }

    // MARK: The name

    private mutating func readName(_ text: RawText, _ index: inout Int) -> BodyStatus? {
        let start = text.skippingWhitespace(from: index)
        var end = start
        while end < text.count, end - start <= RawText.maximumName, text[end].isNamePart { end += 1 }
        let bracket = text.skippingBlanks(from: end)
        guard bracket < text.count else { return text.isFinal ? .failed(.incomplete) : .needsMore }
        guard end > start, end - start <= RawText.maximumName, text[bracket] == UInt8(ascii: "(") else {
            return .failed(.malformed)
        }
        let written = String(decoding: text.bytes[start..<end], as: UTF8.self)
        index = bracket + 1
        if written == Self.printCall && !isPrinted {
            isPrinted = true
            return nil
        }
        let suffix = ".call"
        name = dropsCallSuffix && written.hasSuffix(suffix) ? String(written.dropLast(suffix.count)) : written
        step = .argument
        return nil
    }

    // MARK: Arguments

    /// A keyword, a value without one, or the end.
    private mutating func beginArgument(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        index = text.skippingWhitespace(from: index)
        guard index < text.count else { return text.isFinal ? .failed(.incomplete) : .needsMore }
        if text[index] == UInt8(ascii: ")") { return finish(&index, into: &output) }
        switch text.keywordEnd(from: index) {
        case .undecided: return .needsMore
        case .keyword: step = .keyword
        case .none:
            let properties = context.tools.schema(of: name)?["properties"]?.objectValue ?? []
            guard !hasKeywords, properties.indices.contains(keys.count) else { return .failed(.malformed) }
            beginValue(of: properties[keys.count].key, at: text.base + index, into: &output)
        }
        return nil
    }

    private mutating func readKeyword(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard case .keyword(let key, let end) = text.keywordEnd(from: index) else { return .failed(.malformed) }
        hasKeywords = true
        let start = text.skippingWhitespace(from: end)
        guard start < text.count else { return text.isFinal ? .failed(.incomplete) : .needsMore }
        index = start
        beginValue(of: key, at: text.base + index, into: &output)
        return nil
    }

    private mutating func beginValue(of key: String, at position: Int, into output: inout ArgumentText) {
        isDuplicate = keys.contains(key)
        keys.append(key)
        scanner = PythonLiteralScanner()
        firstValue = firstValue ?? position
        step = .value
        guard !isDuplicate else { return }
        output.append(hasOpened ? "," : "{")
        hasOpened = true
        JSONString.appendQuoted(key, to: &output.bytes)
        output.append(UInt8(ascii: ":"))
    }

    private mutating func readValue(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> BodyStatus? {
        var seen = text
        let window = (firstValue ?? 0) + Self.evidenceWindow
        let isLimited = !isNameTold && text.base + text.count > window
        if isLimited {
            let count = max(index, min(text.count, window - text.base))
            seen = RawText(
                bytes: UnsafeRawBufferPointer(rebasing: text.bytes[..<count]), base: text.base, isFinal: false)
        }
        let status =
            isDuplicate
            ? scanner.consume(seen, &index, into: &discarded) : scanner.consume(seen, &index, into: &output)
        discarded.removeAll()
        switch status {
        case .needsMore: return isLimited ? tellName() : .needsMore
        case .stopped: return .failed(.malformed)
        case .done:
            step = .separator
            return nil
        }
    }

    private mutating func readSeparator(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> BodyStatus? {
        index = text.skippingWhitespace(from: index)
        guard index < text.count else { return .needsMore }
        switch text[index] {
        case UInt8(ascii: ","):
            index += 1
            step = .argument
            return isNameTold ? nil : tellName()
        case UInt8(ascii: ")"): return finish(&index, into: &output)
        default: return .failed(.malformed)
        }
    }

    private mutating func finish(_ index: inout Int, into output: inout ArgumentText) -> BodyStatus? {
        index += 1
        output.append(hasOpened ? "}" : "{}")
        step = isPrinted ? .closing : .done
        return isNameTold ? .argumentsEnded : tellName()
    }

    /// The bracket of `print(...)`.
    private mutating func readPrintCloser(_ text: RawText, _ index: inout Int) -> BodyStatus? {
        let place = text.skippingWhitespace(from: index)
        guard place < text.count || text.isFinal else { return .needsMore }
        if place < text.count, text[place] == UInt8(ascii: ")") { index = place + 1 }
        step = .done
        return nil
    }

    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        switch step {
        case .closing, .done: return
        case .value: if !isDuplicate { scanner.close(into: &output) }
        case .name, .argument, .keyword, .separator: break
        }
        output.repaired(.unclosed, at: position)
        output.append(hasOpened ? "}" : "{}")
        step = .done
    }
}

extension RawText {
    enum KeywordReading {
        case undecided, none
        /// `end`: behind the equals sign.
        case keyword(String, end: Int)
    }

    /// `key =` at `start`. Reserved words are keys as well.
    func keywordEnd(from start: Int) -> KeywordReading {
        var end = start
        while end < count, end - start <= Self.maximumName, self[end].isIdentifierPart { end += 1 }
        guard end < count else { return isFinal ? .none : .undecided }
        guard end > start, end - start <= Self.maximumName, !self[start].isASCIIDigit else { return .none }
        let equals = skippingWhitespace(from: end)
        guard equals + 1 < count else {
            if equals < count, self[equals] != UInt8(ascii: "=") { return .none }
            return isFinal ? .none : .undecided
        }
        guard self[equals] == UInt8(ascii: "="), self[equals + 1] != UInt8(ascii: "=") else { return .none }
        return .keyword(String(decoding: bytes[start..<end], as: UTF8.self), end: equals + 1)
    }
}
