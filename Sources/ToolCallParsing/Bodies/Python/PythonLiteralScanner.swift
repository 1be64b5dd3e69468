/// Reads one Python literal and emits it as JSON while it reads: strings, numbers, `True`, `None` (and JSON's words), lists,
/// tuples, dictionaries. Anything else stops it.
struct PythonLiteralScanner: Sendable {
    enum Container: Sendable { case list, tuple, dictionary }
    enum Expectation: Sendable { case value, valueOrEnd, key, colon, separator, done }

    /// Deeper nesting is none that a model means.
    private static let maximumDepth = 128
    private static let maximumWord = 4096

    var stack: [Container] = []
    var expectation = Expectation.value
    var string: PythonString?

    mutating func consume(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> TolerantJSONScanner.Status {
        while true {
            if string != nil {
                guard readString(text, &index, into: &output) else { return .needsMore }
                string = nil
                if expectation == .key { expectation = .colon } else if valueEnded() { return .done }
            }
            index = text.skippingWhitespace(from: index)
            guard index < text.count else { return .needsMore }
            switch structural(text, &index, into: &output) {
            case .none: continue
            case .some(let status): return status
            }
        }
    }

    /// `nil`: read on.
    private mutating func structural(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> TolerantJSONScanner.Status? {
        let byte = text[index]
        switch (expectation, byte) {
        case (.separator, UInt8(ascii: ",")):
            index += 1
            expectation = stack.last == .dictionary ? .key : .valueOrEnd
            return nil
        case (.colon, UInt8(ascii: ":")):
            output.append(byte)
            index += 1
            expectation = .value
            return nil
        case (.separator, _), (.valueOrEnd, UInt8(ascii: "]")), (.valueOrEnd, UInt8(ascii: ")")),
            (.key, UInt8(ascii: "}")):
            return close(byte, &index, into: &output)
        case (.value, _), (.valueOrEnd, _), (.key, _): return begin(text, &index, into: &output)
        default: return .stopped
        }
    }

    private mutating func begin(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> TolerantJSONScanner.Status? {
        switch PythonString.prefix(text, at: index) {
        case .undecided: return .needsMore
        case .begins(let begun, let length):
            emitComma(into: &output)
            output.append(UInt8(ascii: "\""))
            string = begun
            index += length
            return nil
        case .none: break
        }
        if expectation == .key { return word(text, &index, into: &output) }
        let container: Container
        switch text[index] {
        case UInt8(ascii: "["): container = .list
        case UInt8(ascii: "("): container = .tuple
        case UInt8(ascii: "{"): container = .dictionary
        default: return word(text, &index, into: &output)
        }
        guard stack.count < Self.maximumDepth else { return .stopped }
        emitComma(into: &output)
        output.append(container == .dictionary ? "{" : "[")
        stack.append(container)
        isFirst = true
        expectation = container == .dictionary ? .key : .valueOrEnd
        index += 1
        return nil
    }

    /// Nothing stands in the innermost container yet.
    private var isFirst = true

    /// Commas are written with what follows them, so that a trailing one is not.
    private mutating func emitComma(into output: inout ArgumentText) {
        if !isFirst, !stack.isEmpty, expectation != .value { output.append(",") }
        isFirst = false
    }

    private mutating func close(
        _ byte: UInt8, _ index: inout Int, into output: inout ArgumentText
    ) -> TolerantJSONScanner.Status? {
        switch (stack.last, byte) {
        case (.list, UInt8(ascii: "]")), (.tuple, UInt8(ascii: ")")): output.append("]")
        case (.dictionary, UInt8(ascii: "}")): output.append("}")
        default: return .stopped
        }
        stack.removeLast()
        isFirst = false
        index += 1
        return valueEnded() ? .done : nil
    }

    private mutating func valueEnded() -> Bool {
        expectation = stack.isEmpty ? .done : .separator
        return stack.isEmpty
    }

    /// A number or one of the words that stand for values; as a key, any word.
    private mutating func word(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> TolerantJSONScanner.Status? {
        var end = index
        while end < text.count, end - index <= Self.maximumWord, Self.isWordPart(text[end]) { end += 1 }
        guard end < text.count || text.isFinal else { return .needsMore }
        guard end > index, end - index <= Self.maximumWord else { return .stopped }
        let word = String(decoding: text.bytes[index..<end], as: UTF8.self)
        if expectation == .key {
            emitComma(into: &output)
            JSONString.appendQuoted(word, to: &output.bytes)
            expectation = .colon
            index = end
            return nil
        }
        guard let value = Self.value(of: word) else { return .stopped }
        emitComma(into: &output)
        output.bytes.append(contentsOf: value)
        index = end
        return valueEnded() ? .done : nil
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        byte.isIdentifierPart || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func value(of word: String) -> [UInt8]? {
        var word = word
        if word.first?.isNumber == true || word.first == "-" || word.first == "+" { word.removeAll { $0 == "_" } }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.lowercased().hasPrefix(prefix) {
            return UInt64(word.dropFirst(2), radix: radix).map { Array(String($0).utf8) }
        }
        return word.withUTF8 { JSONLiteral(UnsafeRawBufferPointer($0))?.bytes }
    }

    /// Ends the value where it stands.
    mutating func close(into output: inout ArgumentText) {
        if string != nil {
            output.append(UInt8(ascii: "\""))
            if expectation == .key { output.append(":null") }
            string = nil
        } else if expectation == .colon {
            output.append(":null")
        } else if expectation == .value {
            output.append("null")
        }
        while let top = stack.popLast() { output.append(top == .dictionary ? "}" : "]") }
        expectation = .done
    }
}
