/// `NAME(KEY: VALUE)`, `NAME(KEY=VALUE)`, `NAME({...})`.
extension CollectedNotation {
    func read(_ text: RawText, _ tools: ToolCatalog) -> CollectedCall? {
        switch self {
        case .parentheses: Self.readParentheses(text, tools)
        case .listedValues: Self.readListed(text, tools)
        case .labelledText: Self.readLabelled(text, tools)
        case .arrows: Self.readArrows(text, tools)
        case .assignments: Self.readAssignments(text, tools)
        case .gluedPairs: Self.readGluedPairs(text, tools)
        case .nameOnly: Self.readName(text, tools)
        case .verb(let tool): Self.readVerb(text, of: tool, tools)
        }
    }

    private static func readParentheses(_ text: RawText, _ tools: ToolCatalog) -> CollectedCall? {
        guard let open = text.bytes.firstIndex(of: UInt8(ascii: "(")), text.bytes.last == UInt8(ascii: ")") else {
            return nil
        }
        let name = name(in: text.bytes[..<open])
        guard !name.isEmpty else { return nil }
        let first = text.skippingWhitespace(from: open + 1)
        if first < text.count, text[first] == UInt8(ascii: "{") {
            // The object itself.
            return object(text, first..<text.count - 1, of: name, tools)
        }
        var bytes = Array(text.bytes[open...])
        swapRound(&bytes)
        return bytes.withUnsafeBytes { buffer in
            let braced = RawText(bytes: buffer, base: text.base + open, isFinal: true)
            return object(braced, 0..<buffer.count, of: name, tools)
        }
    }

    /// `(a=1, b: 2)` becomes `{a:1, b: 2}`, byte for byte.
    private static func swapRound(_ bytes: inout [UInt8]) {
        var places: [Int] = []
        bytes.withUnsafeBytes { buffer in
            let text = RawText(bytes: buffer, base: 0, isFinal: true)
            var scan = BracketScan()
            var index = 0
            var isKey = true
            while index < text.count {
                let byte = text[index]
                if scan.isAtTop {
                    if byte == UInt8(ascii: ",") { isKey = true }
                    if byte == UInt8(ascii: ":") { isKey = false }
                    if byte == UInt8(ascii: "="), isKey {
                        isKey = false
                        places.append(index)
                    }
                }
                _ = scan.step(text, &index)
            }
        }
        for place in places { bytes[place] = UInt8(ascii: ":") }
        bytes[0] = UInt8(ascii: "{")
        bytes[bytes.count - 1] = UInt8(ascii: "}")
    }

    /// The object that fills `range`, in JSON or in Gemma's braces. `nil`: not all of it can be read.
    static func object(_ text: RawText, _ range: Range<Int>, of name: String, _ tools: ToolCatalog) -> CollectedCall? {
        var scanner = TolerantJSONScanner()
        scanner.spelling = .braces
        scanner.containers = tools.containers(of: name)
        var arguments = ArgumentText()
        var index = 0
        let inside = RawText(
            bytes: UnsafeRawBufferPointer(rebasing: text.bytes[range]), base: text.base + range.lowerBound,
            isFinal: true)
        let status = scanner.consume(inside, &index, into: &arguments)
        let damage: [RepairKind] = [.unclosed, .surplusCloser]
        guard status == .done, inside.skippingWhitespace(from: index) == inside.count,
            !arguments.repairs.contains(where: { damage.contains($0.kind) })
        else { return nil }
        return CollectedCall(name: name, arguments: arguments)
    }

    /// Without what a shell puts around it.
    static func name(in bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var name = Substring(String(decoding: bytes, as: UTF8.self).trimmed(where: \.isWhitespace))
        if name.hasPrefix("call:") { name = name.dropFirst(5) }
        return String(name).trimmed { $0 == ":" || $0.isWhitespace }
    }
}
