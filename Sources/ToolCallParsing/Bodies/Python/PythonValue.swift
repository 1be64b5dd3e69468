/// Reads one Python literal as models write it and emits strict JSON while it reads.
///
/// Held back are escapes and quotes until it is known what they are, words until they end, and the first element behind
/// `(` and `{` until what follows tells a tuple from parentheses and a dictionary from a set.
struct PythonValue: Sendable {
    enum Status: Equatable {
        case needsMore
        /// The place where the reading was to stop has been reached.
        case paused
        case done
        /// What stands here is no literal.
        case failed
    }
    enum Container: Equatable, Sendable {
        case list, tuple, dictionary, set
        /// `(`, which may be a tuple; its text starts at `start` of what is held.
        case parentheses(start: Int)
        /// `{`, which may be a dictionary or a set.
        case braces(start: Int)

        var closer: UInt8 {
            switch self {
            case .list: UInt8(ascii: "]")
            case .tuple, .parentheses: UInt8(ascii: ")")
            case .dictionary, .set, .braces: UInt8(ascii: "}")
            }
        }
        var isUndecided: Bool {
            switch self {
            case .parentheses, .braces: true
            case .list, .tuple, .dictionary, .set: false
            }
        }
    }
    enum Expectation: Sendable { case value, firstElement, key, colon, separator, done }

    static let maximumDepth = 128
    static let maximumWord = 4096
    static let maximumKey = 65536

    /// The argument is one without a keyword, and so are those behind it.
    var isPositional = false
    /// Parameters that have not come: one of them in a string's text may stand behind its end.
    var keywords: [String] = []
    /// Text of a number stands for a string.
    var keepsNumbersAsText = false

    /// What is emitted before the value as soon as that begins.
    var prefix: [UInt8] = []
    private(set) var hasBegun = false

    var stack: [Container] = []
    var expectation = Expectation.value
    var string: PythonString?
    /// A dictionary's key that waits for its value, without quotes, escaped.
    var key: [UInt8] = []
    /// A comma waits for what follows it.
    var hasComma = false
    /// What was read since the first container that is undecided.
    var held: [UInt8] = []
    var undecided = 0
    /// The word that was read as the first thing in braces.
    var wordInBraces: [UInt8]?
    /// Of the string that is being read.
    var escapedQuotes = 0
    /// A closer in the string that is being read is all that is doubtful.
    var closerDoubt = false
    /// That word is no literal, so it can only be a key.
    var isNameInBraces = false

    mutating func consume(
        _ text: RawText, _ index: inout Int, stop: Int, closers: [String], into output: inout ArgumentText
    ) -> Status {
        while true {
            if index >= stop { return .paused }
            if string != nil {
                guard scanString(text, &index, stop: stop, closers: closers, into: &output) else {
                    return index >= stop ? .paused : .needsMore
                }
                if expectation == .done { return .done }
                continue
            }
            guard index < text.count else { return .needsMore }
            if text[index].isJSONWhitespace {
                index += 1
                continue
            }
            if text[index] == UInt8(ascii: "#"), !stack.isEmpty {
                guard let end = text.bytes[index...].firstIndex(of: UInt8(ascii: "\n")) else { return .needsMore }
                output.repaired(.comment, at: text.base + index)
                index = end
                continue
            }
            guard let status = step(text[index], text, &index, into: &output) else { continue }
            return status
        }
    }

    /// `nil`: read on.
    private mutating func step(
        _ byte: UInt8, _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> Status? {
        switch (expectation, byte) {
        case (.firstElement, stack.last?.closer), (.separator, stack.last?.closer), (.key, stack.last?.closer),
            (.value, stack.last?.closer) where hasComma:
            guard expectation != .value || stack.last != .dictionary, !isNameInBraces else { return .failed }
            index += 1
            closeTop(into: &output)
            return expectation == .done ? .done : nil
        case (.separator, UInt8(ascii: ",")):
            guard !stack.isEmpty, !isNameInBraces else { return .failed }
            decide(isMapping: false, into: &output)
            hasComma = true
            expectation = stack.last == .dictionary ? .key : .value
            index += 1
        case (.separator, UInt8(ascii: ":")):
            guard beginMapping(into: &output) else { return .failed }
            index += 1
        case (.colon, UInt8(ascii: ":")):
            expectation = .value
            index += 1
        case (.separator, _), (.colon, _), (.done, _): return .failed
        case (_, UInt8(ascii: "[")), (_, UInt8(ascii: "(")), (_, UInt8(ascii: "{")):
            guard expectation != .key, stack.count < Self.maximumDepth else { return .failed }
            // Nothing of Python's begins so: the braces were doubled.
            if byte == UInt8(ascii: "{"), expectation == .firstElement, isInUndecidedBraces { return .failed }
            open(byte, into: &output)
            index += 1
        default: return atom(text, &index, into: &output)
        }
        return nil
    }

    private mutating func open(_ byte: UInt8, into output: inout ArgumentText) {
        beginValue(into: &output)
        switch byte {
        case UInt8(ascii: "["):
            emit(byte, into: &output)
            stack.append(.list)
        case UInt8(ascii: "("):
            stack.append(.parentheses(start: held.count))
            undecided += 1
        default:
            stack.append(.braces(start: held.count))
            undecided += 1
        }
        expectation = .firstElement
    }

    /// A string, a number or a word.
    private mutating func atom(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> Status? {
        switch PythonString.opening(text, at: index) {
        case .undecided: return .needsMore
        case .opens(let opened, let length):
            index += length
            begin(opened, into: &output)
            return nil
        case .none: break
        }
        var end = index
        while end < text.count, Self.isWordPart(text[end]), end - index <= Self.maximumWord { end += 1 }
        guard end > index, end - index <= Self.maximumWord else { return .failed }
        guard end < text.count || text.isFinal else { return .needsMore }
        let word = UnsafeRawBufferPointer(rebasing: text.bytes[index..<end])
        let position = text.base + index
        if expectation == .key {
            // A bare key, or a number as one.
            key = []
            JSONString.appendEscaped(word, to: &key)
            expectation = .colon
            index = end
            return nil
        }
        let literal = PythonLiteral(word)
        let isInBraces = expectation == .firstElement && isInUndecidedBraces
        guard literal != nil || isInBraces else { return .failed }
        index = end
        beginValue(into: &output)
        if isInBraces {
            wordInBraces = Array(word)
            isNameInBraces = literal == nil
        }
        if literal?.isRepaired == true { output.repaired(.literal, at: position) }
        if let literal, !(keepsNumbersAsText && stack.isEmpty && literal.isNumber) {
            emit(literal.bytes, into: &output)
        } else {
            emit(UInt8(ascii: "\""), into: &output)
            emit(Array(word), into: &output)
            emit(UInt8(ascii: "\""), into: &output)
        }
        return valueEnded() ? .done : nil
    }

    private var isInUndecidedBraces: Bool {
        if case .braces = stack.last { true } else { false }
    }

    static func isWordPart(_ byte: UInt8) -> Bool {
        byte.isIdentifierPart || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    // MARK: Structure

    /// What comes is a value: emits what waited for it.
    mutating func beginValue(into output: inout ArgumentText) {
        hasBegun = true
        emit(prefix, into: &output)
        prefix = []
        if hasComma { emit(UInt8(ascii: ","), into: &output) }
        hasComma = false
        if stack.last == .dictionary {
            emit(UInt8(ascii: "\""), into: &output)
            emit(key, into: &output)
            emit(UInt8(ascii: "\""), into: &output)
            emit(UInt8(ascii: ":"), into: &output)
            key = []
        }
        expectation = .separator
    }

    /// A value has ended. `true`: it was the whole one.
    mutating func valueEnded() -> Bool {
        expectation = stack.isEmpty ? .done : .separator
        return stack.isEmpty
    }

    /// Behind the first thing in braces stands a colon: it is a key.
    private mutating func beginMapping(into output: inout ArgumentText) -> Bool {
        guard case .braces(let start) = stack.last else { return false }
        if let word = wordInBraces {
            key = []
            word.withUnsafeBytes { JSONString.appendEscaped($0, to: &key) }
        } else {
            guard held.count >= start + 2, held[start] == UInt8(ascii: "\"") else { return false }
            key = Array(held[(start + 1)..<(held.count - 1)])
        }
        held.removeSubrange(start...)
        decide(isMapping: true, into: &output)
        expectation = .value
        return true
    }

    /// The innermost container turns out to be a sequence, or a dictionary.
    private mutating func decide(isMapping: Bool, into output: inout ArgumentText) {
        guard let top = stack.last else { return }
        switch top {
        case .parentheses(let start), .braces(let start):
            held.insert(isMapping ? UInt8(ascii: "{") : UInt8(ascii: "["), at: start)
            let isInBraces = isInUndecidedBraces
            stack[stack.count - 1] = isMapping ? .dictionary : isInBraces ? .set : .tuple
            wordInBraces = nil
            isNameInBraces = false
            decided(into: &output)
        case .list, .tuple, .dictionary, .set: break
        }
    }

    private mutating func decided(into output: inout ArgumentText) {
        undecided -= 1
        guard undecided == 0 else { return }
        output.bytes.append(contentsOf: held)
        held.removeAll()
    }

    private mutating func closeTop(into output: inout ArgumentText) {
        let isEmpty = expectation == .firstElement
        hasComma = false
        switch stack.last {
        case .parentheses where !isEmpty:
            // Parentheses around a value.
            stack.removeLast()
            decided(into: &output)
        case .braces:
            decide(isMapping: isEmpty, into: &output)
            endTop(into: &output)
        case .parentheses:
            decide(isMapping: false, into: &output)
            endTop(into: &output)
        default: endTop(into: &output)
        }
        _ = valueEnded()
    }

    private mutating func endTop(into output: inout ArgumentText) {
        guard let top = stack.popLast() else { return }
        emit(top == .dictionary ? UInt8(ascii: "}") : UInt8(ascii: "]"), into: &output)
    }

    /// Ends the value where it stands; it must have begun.
    mutating func close(into output: inout ArgumentText) {
        guard expectation != .done else { return }
        if let open = string { finish(open, into: &output) }
        while let top = stack.last {
            hasComma = false
            key = []
            switch top {
            case .braces(let start):
                // Whether it was a key or an element is unknown: it is left out.
                held.removeSubrange(start...)
                decide(isMapping: true, into: &output)
                endTop(into: &output)
            default: closeTop(into: &output)
            }
            expectation = .separator
        }
        expectation = .done
    }

    // MARK: Output

    mutating func emit(_ byte: UInt8, into output: inout ArgumentText) {
        if undecided > 0 { held.append(byte) } else { output.append(byte) }
    }

    mutating func emit(_ bytes: [UInt8], into output: inout ArgumentText) {
        if undecided > 0 { held.append(contentsOf: bytes) } else { output.bytes.append(contentsOf: bytes) }
    }
}
