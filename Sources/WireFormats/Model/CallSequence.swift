import ToolCallParsing

/// Brings the calls of an answer into a row: a backend may write several at once, and most protocols tell one after the
/// other. A call is held back until the one before it is whole.
struct CallSequence: Sendable {
    struct Piece {
        var index: Int
        var id: String
        var name: String
    }

    private struct Waiting: Sendable {
        var index: Int
        var id: String
        var name: String
        var arguments: [UInt8] = []

        /// About so many; a call takes memory without a word, too.
        var bytes: Int { 128 + id.utf8.count + name.utf8.count + arguments.count }
    }

    /// There may be a hundred thousand, so they are found by their index.
    private struct Line: Sendable {
        private var calls: [Waiting] = []
        private var first = 0
        private var places: [Int: Int] = [:]
        private(set) var bytes = 0

        var isEmpty: Bool { first == calls.count }

        mutating func append(_ call: Waiting) {
            places[call.index] = calls.count
            bytes += call.bytes
            calls.append(call)
        }

        /// `false`: no such call waits.
        mutating func add(_ arguments: UnsafeRawBufferPointer?, to index: Int) -> Bool {
            guard let place = places[index] else { return false }
            if let arguments {
                calls[place].arguments += arguments
                bytes += arguments.count
            }
            return true
        }

        mutating func popFirst() -> Waiting? {
            guard !isEmpty else { return nil }
            let call = calls[first]
            bytes -= call.bytes
            calls[first].arguments = []
            places[call.index] = nil
            first += 1
            if isEmpty { (calls, first) = ([], 0) }
            return call
        }
    }

    private var open: (index: Int, extent: ArgumentExtent)?
    private var waiting = Line()
    private var told: Set<Int> = []
    /// About what waits, and what is known of the calls before.
    var heldBytes: Int { waiting.bytes + told.count * 16 }
    var hasCalls: Bool { !told.isEmpty || !waiting.isEmpty }
    /// A call's arguments have begun and are not whole.
    var isInArguments: Bool { open.map { !$0.extent.isEmpty && !$0.extent.isWhole } ?? false }

    mutating func piece(_ piece: Piece, _ arguments: UnsafeRawBufferPointer?, into batch: inout AnswerBatch) {
        if open?.index == piece.index { return add(arguments, into: &batch) }
        if waiting.add(arguments, to: piece.index) { return }
        // More of a call that is over, or nothing that could be one.
        guard !told.contains(piece.index), !piece.name.isEmpty else { return }
        if let open, open.extent.isWhole || waiting.isEmpty && open.extent.isEmpty { close(into: &batch) }
        guard open == nil else {
            return waiting.append(
                Waiting(index: piece.index, id: piece.id, name: piece.name, arguments: arguments.map(Array.init) ?? []))
        }
        begin(piece, into: &batch)
        add(arguments, into: &batch)
    }

    /// Text ends the calls before it, as far as they are whole.
    mutating func textComes(into batch: inout AnswerBatch) {
        if let open, open.extent.isWhole { close(into: &batch) }
    }

    mutating func end(into batch: inout AnswerBatch) {
        if open != nil { close(into: &batch) }
    }

    private mutating func begin(_ piece: Piece, into batch: inout AnswerBatch) {
        told.insert(piece.index)
        open = (piece.index, ArgumentExtent())
        batch.events.append(.callBegan(id: piece.id, name: piece.name))
    }

    private mutating func add(_ arguments: UnsafeRawBufferPointer?, into batch: inout AnswerBatch) {
        guard let arguments, !arguments.isEmpty else { return }
        open?.extent.take(arguments)
        batch.events.append(.arguments(batch.add(inside: arguments)))
    }

    /// Ends the open call, and tells those that waited for it.
    private mutating func close(into batch: inout AnswerBatch) {
        open = nil
        batch.events.append(.callEnded)
        while open == nil, let next = waiting.popFirst() {
            begin(Piece(index: next.index, id: next.id, name: next.name), into: &batch)
            next.arguments.withUnsafeBytes { add($0, into: &batch) }
            if !waiting.isEmpty, open?.extent.isWhole == true || open?.extent.isEmpty == true {
                open = nil
                batch.events.append(.callEnded)
            }
        }
    }
}

/// Notices where the arguments of a call are a whole object. Takes the inside of a JSON string, in pieces.
struct ArgumentExtent: Sendable {
    private var depth = 0
    private var isInString = false
    /// In the arguments' own string: the character after a backslash.
    private var isEscaped = false
    /// In the string that holds the arguments: after a backslash, or so many digits of `\u` to come.
    private var outer = Outer.plain
    private(set) var isEmpty = true
    private(set) var isWhole = false

    private enum Outer: Sendable {
        case plain, escape
        case digits(Int)
    }

    mutating func take(_ inside: UnsafeRawBufferPointer) {
        for byte in inside {
            switch outer {
            case .plain:
                if byte == UInt8(ascii: "\\") { outer = .escape } else { take(byte) }
            case .escape:
                outer = byte == UInt8(ascii: "u") ? .digits(4) : .plain
                // `\"` and `\\` stand for themselves; of the others none has a meaning in JSON.
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { take(byte) } else { isEscaped = false }
            case .digits(let count): outer = count == 1 ? .plain : .digits(count - 1)
            }
        }
    }

    private mutating func take(_ byte: UInt8) {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        guard byte > 0x20 else { return }
        isEmpty = false
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if depth == 0 { isWhole = true }
        default: return
        }
    }
}
