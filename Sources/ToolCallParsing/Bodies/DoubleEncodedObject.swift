/// Arguments written as a JSON string that holds JSON: `"{\"city\": \"Oslo\"}"`. Unwrapped while they are read.
struct DoubleEncodedObject: Sendable {
    private var unescaper = JSONUnescaper()
    private var scanner = TolerantJSONScanner()
    /// Unescaped text that the scanner has not taken yet.
    private var inner: [UInt8] = []
    /// Position of the opening quote; `nil` before it has been read.
    private var start: Int?
    private var isEscaped = false
    private var isMarked = false
    private var isComplete = false

    /// See ``TolerantJSONScanner/containers``.
    var containers: [String: SchemaTypes] {
        get { scanner.containers }
        set { scanner.containers = newValue }
    }

    /// The dialect asks for it, so that it is no repair.
    private let isUsual: Bool

    init(isUsual: Bool = false) { self.isUsual = isUsual }

    /// Reads on from the opening quote.
    mutating func consume(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> TolerantJSONScanner.Status {
        let quote = start ?? text.base + index
        if start == nil {
            start = quote
            index += 1
        }
        let begin = index
        while index < text.count, isEscaped || text[index] != UInt8(ascii: "\"") {
            isEscaped = !isEscaped && text[index] == UInt8(ascii: "\\")
            index += 1
        }
        unescaper.append(UnsafeRawBufferPointer(rebasing: text.bytes[begin..<index]), to: &inner)
        let hasEnded = index < text.count
        if hasEnded { unescaper.finish(to: &inner) }
        let position = text.base + index
        scan(isFinal: hasEnded, at: quote, into: &output)
        guard hasEnded else { return .needsMore }
        index += 1
        finish(at: position, into: &output)
        return .done
    }

    private mutating func scan(isFinal: Bool, at position: Int, into output: inout ArgumentText) {
        guard !isComplete, !inner.isEmpty else { return }
        if !isMarked {
            guard inner.first(where: { !$0.isJSONWhitespace }) == UInt8(ascii: "{") else { return }
            isMarked = true
            if !isUsual { output.repaired(.doubleEncoded, at: position) }
        }
        let text = inner
        var taken = 0
        let status = text.withUnsafeBytes { buffer in
            scanner.consume(RawText(bytes: buffer, base: position, isFinal: isFinal), &taken, into: &output)
        }
        inner.removeFirst(taken)
        isComplete = status != .needsMore
        if status == .stopped { scanner.close(at: position, into: &output) }
        // The last brace is written with the string's end, so that the arguments end where they are known to.
        if isComplete { output.bytes.removeLast() }
    }

    /// Text that is no object; known once the string has ended.
    var plainText: String? { isMarked ? nil : String(decoding: inner, as: UTF8.self) }

    /// The string has ended.
    private mutating func finish(at position: Int, into output: inout ArgumentText) {
        if isMarked {
            isComplete ? output.append("}") : scanner.close(at: position, into: &output)
        }
        isComplete = true
    }

    /// Ends the object where it stands.
    mutating func close(at position: Int, into output: inout ArgumentText) {
        unescaper.finish(to: &inner)
        scan(isFinal: true, at: start ?? position, into: &output)
        if !isMarked { output.repaired(.unclosed, at: position) }
        finish(at: position, into: &output)
    }
}
