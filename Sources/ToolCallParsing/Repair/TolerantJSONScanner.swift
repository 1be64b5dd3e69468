/// Reads one JSON value as models write it and emits strict JSON while it reads.
///
/// Valid JSON comes out byte for byte. What is malformed is put right where it can be (see ``RepairKind``); a comma or a
/// key is withheld until it is known that a value follows. Held back besides: the quote that may end a string, until what
/// follows tells, and words until they end.
struct TolerantJSONScanner: Sendable {
    enum Status: Equatable {
        case needsMore
        /// The value is complete.
        case done
        /// What stands here belongs to no JSON. The value may be closed with ``close(at:into:)``.
        case stopped
    }
    enum Container: UInt8, Sendable {
        case object, array
        /// `{{`: the next closing brace only undoes the doubling.
        case doubledObject
        var isObject: Bool { self != .array }
    }
    enum Expectation: Sendable {
        case value
        case firstKey, key
        case colon
        case firstElement
        case separator
        case done
    }
    enum Quote: UInt8, Sendable {
        case double = 0x22
        case single = 0x27
        /// A quote token: leaked, `<|"|>` or `<|">`, or the spelling's own.
        case token = 0x3C
    }
    enum Comment: Sendable {
        case line
        case block
        /// Behind a star.
        case blockStar
    }
    /// What the text is meant to be.
    enum Spelling: Sendable {
        case json
        /// Gemma's: keys without quotes, strings between quote tokens, in which nothing is escaped.
        case braces
    }

    static let maximumDepth = 512
    /// A number or bare word that is longer is none.
    static let maximumWord = 4096

    /// Containers that are open around this value, in the text.
    var enclosingDepth = 0
    /// Members of the value that are objects or arrays by the schema.
    var containers: [String: SchemaTypes] = [:]
    /// Members of the value that are strings by the schema, and nothing else.
    var strings: Set<String> = []
    /// Members of the value that stand in none of its members, by the schema: one that does shows that a bracket is lost.
    var siblings: Set<String> = []
    /// Literals that end the block in which the value stands.
    var blockClosers: [String] = []

    var stack: [Container] = []
    var expectation = Expectation.value
    var string: Quote?
    var stringIsKey = false
    /// The string that is being read, if it may stand for an object or array.
    var candidate: EncodedContainer?
    /// The comment that is being read.
    var comment: Comment?
    /// Of the string that is being read.
    var escapedQuotes = 0
    /// A closer in the string that is being read is all that is doubtful.
    var closerDoubt = false
    /// A comma and a key that wait for a value.
    var pending: [UInt8] = []
    /// Where the key begins that was read last.
    var keyStart = 0
    var hasStarted = false
    var spelling = Spelling.json
    /// The token that opened the string which is being read.
    var openToken = ""

    /// Reads on from `index`, which is moved behind what was read.
    mutating func consume(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Status {
        while true {
            if let quote = string {
                guard scanString(quote, text, &index, into: &output) else { return .needsMore }
                if expectation == .done { return .done }
            }
            guard index < text.count else { return .needsMore }
            if let comment {
                skip(comment, text, &index)
                continue
            }
            let byte = text[index]
            if byte.isJSONWhitespace {
                emitWhitespace(byte, into: &output)
                index += 1
                continue
            }
            switch structural(byte, text, &index, into: &output) {
            case .goesOn: continue
            case .waits: return .needsMore
            case .stops: return .stopped
            case .completes: return .done
            }
        }
    }

    enum Step { case goesOn, waits, stops, completes }

    private mutating func structural(
        _ byte: UInt8, _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> Step {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return open(byte, at: &index, text, into: &output)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): return closeContainer(byte, text, &index, into: &output)
        case UInt8(ascii: ","): return comma(text, &index, into: &output)
        case UInt8(ascii: ":"):
            guard expectation == .colon else { return .stops }
            pending.append(byte)
            expectation = .value
            index += 1
            return .goesOn
        case UInt8(ascii: "\""): return beginString(.double, length: 1, text, &index, into: &output)
        case UInt8(ascii: "'"): return beginString(.single, length: 1, text, &index, into: &output)
        case UInt8(ascii: "<"): return quoteToken(text, &index, into: &output)
        case UInt8(ascii: "/"): return beginComment(text, &index, into: &output)
        case UInt8(ascii: "\\"): return escapedWhitespace(text, &index, into: &output)
        default: return word(text, &index, into: &output)
        }
    }

    // MARK: Containers

    private mutating func open(
        _ byte: UInt8, at index: inout Int, _ text: RawText, into output: inout ArgumentText
    ) -> Step {
        let isObject = byte == UInt8(ascii: "{")
        if isObject && expectation == .firstKey && stack.last == .object && pending.isEmpty {
            stack[stack.count - 1] = .doubledObject
            output.repaired(.doubledBraces, at: text.base + index)
            index += 1
            return .goesOn
        }
        if stack.count == 1, isUnexpected(isObject ? .object : .array) { output.doubt(at: text.base + index) }
        guard beginValue(at: text.base + index, into: &output), stack.count < Self.maximumDepth else { return .stops }
        stack.append(isObject ? .object : .array)
        expectation = isObject ? .firstKey : .firstElement
        output.append(byte)
        index += 1
        return .goesOn
    }

    private mutating func closeContainer(
        _ byte: UInt8, _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> Step {
        let closesObject = byte == UInt8(ascii: "}")
        // A key without its colon may have its value in itself.
        guard let top = stack.last, expectation != .colon else { return .stops }
        let position = text.base + index
        if top.isObject != closesObject {
            guard stack.contains(where: { $0.isObject == closesObject }) else {
                // A closer of nothing: in `{"a": 1]}` only the brace counts.
                output.repaired(.surplusCloser, at: position)
                index += 1
                return .goesOn
            }
            output.repaired(.unclosed, at: position)
            while let inner = stack.last, inner.isObject != closesObject { closeTop(at: position, into: &output) }
        }
        index += 1
        dropPending(at: position, into: &output)
        if stack.last == .doubledObject {
            stack[stack.count - 1] = .object
            if expectation != .firstKey { expectation = .separator }
            return .goesOn
        }
        output.append(byte)
        stack.removeLast()
        return valueEnded() ? .completes : .goesOn
    }

    private mutating func closeTop(at position: Int, into output: inout ArgumentText) {
        dropPending(at: position, into: &output)
        guard let top = stack.popLast() else { return }
        output.append(top.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        expectation = .separator
    }

    /// The schema wants something else here: a string whose quote may be lost, a list that may be written as a set.
    private func isUnexpected(_ type: SchemaTypes) -> Bool {
        guard !strings.isEmpty || !containers.isEmpty, let key = pendingKey else { return false }
        return strings.contains(key) || containers[key].map { !$0.contains(type) } ?? false
    }

    /// A comma or key without a value behind it is left out.
    private mutating func dropPending(at position: Int, into output: inout ArgumentText) {
        guard !pending.isEmpty else { return }
        let isComma = pending.first == UInt8(ascii: ",") && expectation != .value && expectation != .colon
        output.repaired(isComma ? .trailingComma : .unclosed, at: position)
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func comma(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Step {
        switch expectation {
        case .separator:
            pending.append(UInt8(ascii: ","))
            expectation = stack.last?.isObject == true ? .key : .value
        case .value where stack.last?.isObject == true:
            // A key without a value. The comma is read again, as the one behind the value.
            let position = text.base + index
            output.repaired(.literal, at: position)
            guard beginValue(at: position, into: &output) else { return .stops }
            output.append("null")
            return .goesOn
        case .key, .firstKey, .firstElement: break  // A leading or doubled comma.
        case .value where !stack.isEmpty: break
        case .value, .colon, .done: return .stops
        }
        index += 1
        return .goesOn
    }

    // MARK: Values

    /// A value starts here: emits what waited for it. `false`: no value may stand here.
    mutating func beginValue(at position: Int, into output: inout ArgumentText) -> Bool {
        switch expectation {
        case .value, .firstElement: break
        case .separator where stack.last == .array:
            output.repaired(.missingComma, at: position)
            output.doubt(at: position)
            pending.append(UInt8(ascii: ","))
        default: return false
        }
        hasStarted = true
        output.bytes.append(contentsOf: pending)
        pending.removeAll(keepingCapacity: true)
        expectation = .separator
        return true
    }

    /// A value has ended. `true`: it was the whole one.
    mutating func valueEnded() -> Bool {
        expectation = stack.isEmpty ? .done : .separator
        return stack.isEmpty
    }

    private mutating func emitWhitespace(_ byte: UInt8, into output: inout ArgumentText) {
        guard hasStarted else { return }
        if pending.isEmpty { output.append(byte) } else { pending.append(byte) }
    }

    /// Nothing but closers is missing: no string, key or comma waits for more.
    var isClosable: Bool {
        guard string == nil, comment == nil, pending.isEmpty, hasStarted else { return false }
        return switch expectation {
        case .separator, .firstKey, .firstElement, .done: true
        case .value, .key, .colon: false
        }
    }

    /// Ends the value where it stands, so that what was emitted is complete JSON.
    mutating func close(at position: Int, into output: inout ArgumentText) {
        guard expectation != .done else { return }
        if string != nil {
            endStringText(into: &output)
            finishCandidate(into: &output)
            string = nil
            if stringIsKey { expectation = .colon }
        }
        if !hasStarted { output.append("null") }
        if stack.isEmpty {
            pending.removeAll()
        } else {
            output.repaired(.unclosed, at: position)
        }
        while !stack.isEmpty {
            if !pending.isEmpty { pending.removeAll() }
            let isObject = stack.removeLast().isObject
            output.append(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        }
        expectation = .done
    }
}
