import ToolCallParsing

/// A text that is looked for in prompts and answers.
package struct BodyPattern: Equatable, Hashable, Sendable {
    /// Its name in filters.
    static let field = "body"

    /// As it was written; the same for the same pattern.
    package let text: String
    let pattern: FilterPattern

    package static func == (a: BodyPattern, b: BodyPattern) -> Bool { a.text == b.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// In which requests texts were found, of those that have been looked through.
package struct BodyFindings: Equatable, Sendable {
    private var found: [BodyPattern: Set<RequestID>] = [:]
    /// Looked through with all of the patterns.
    package private(set) var searched: Set<RequestID> = []
    /// Of these it is not known whether all of the patterns stand in them.
    package private(set) var unchecked: Set<RequestID> = []

    package init() {}

    package func holds(_ pattern: BodyPattern, _ id: RequestID) -> Bool { found[pattern]?.contains(id) ?? false }

    package mutating func take(_ result: BodySearch.Result) {
        searched.formUnion(result.searched)
        unchecked = unchecked.subtracting(result.searched).union(result.unchecked)
        for (pattern, ids) in result.found {
            // What was written on may no longer, or only now, have it.
            found[pattern] = (found[pattern] ?? []).subtracting(result.searched).union(ids)
        }
    }

    /// These are to be looked through again.
    package mutating func forget(_ ids: Set<RequestID>) { searched.subtract(ids) }
}

/// Looks through texts; pure, and slow where there are many: nothing that somebody waits for.
package struct BodySearch: Sendable {
    package struct Result: Equatable, Sendable {
        package var searched: Set<RequestID> = []
        /// Would have taken more steps than one request may, and were not found before these ran out.
        package var unchecked: Set<RequestID> = []
        package var found: [BodyPattern: Set<RequestID>] = [:]
        package init() {}
    }

    /// Steps for one request; a step is a byte against 64 places of a pattern. Two patterns of up to 63 bytes are looked for in
    /// all that is kept of any request (64 MiB, read in two ways); more or longer ones may be too much for the largest.
    package static let maximumSteps = 1 << 28

    private let patterns: [BodyPattern]
    private let steps: Int

    package init(_ patterns: [BodyPattern], steps: Int = maximumSteps) {
        self.patterns = patterns
        self.steps = steps
    }

    package func run(_ texts: [SearchableText]) -> Result {
        var result = Result()
        for pattern in patterns { result.found[pattern] = [] }
        for text in texts {
            result.searched.insert(text.id)
            var left = steps
            for bytes in text.texts { search(bytes, text.id, &left, &result) }
        }
        return result
    }

    /// As it was written, and as it reads: JSON has its own ways to write quotes, line breaks and other alphabets.
    private func search(_ bytes: [UInt8], _ id: RequestID, _ left: inout Int, _ result: inout Result) {
        let backslash = UInt8(ascii: "\\")
        let plain = bytes.contains(backslash) ? bytes.withUnsafeBytes { Array(JSONString.unescaped($0).utf8) } : nil
        for pattern in patterns where result.found[pattern]?.contains(id) == false {
            left -= (bytes.count + (plain?.count ?? 0)) * pattern.pattern.stepsPerByte
            guard left >= 0 else {
                result.unchecked.insert(id)
                return
            }
            if pattern.pattern.matches(bytes) || plain.map(pattern.pattern.matches) == true {
                result.found[pattern]?.insert(id)
            }
        }
    }
}
