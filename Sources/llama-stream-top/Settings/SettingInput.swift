/// A value as somebody wrote it: text of an option or a variable, or a node of the YAML file.
struct SettingInput: Equatable, Sendable {
    indirect enum Shape: Equatable, Sendable {
        case null
        case scalar(String)
        case list([SettingInput])
        case map([SettingEntry])
    }

    var shape: Shape
    /// Line of the file, counted from 1; `nil` outside files.
    var line: Int?

    init(_ shape: Shape, line: Int? = nil) {
        self.shape = shape
        self.line = line
    }

    static func text(_ text: String) -> SettingInput { SettingInput(.scalar(text)) }

    /// The text of a scalar.
    var scalar: String? {
        guard case .scalar(let text) = shape else { return nil }
        return text
    }

    /// A list's scalars, or the parts of a comma-separated scalar; `nil` for anything else.
    var words: [String]? {
        switch shape {
        case .null: return []
        case .scalar(let text):
            return text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
        case .list(let items):
            let words = items.compactMap(\.scalar)
            return words.count == items.count ? words : nil
        case .map: return nil
        }
    }

    /// Short enough for an error line.
    var description: String {
        switch shape {
        case .null: return "null"
        case .scalar(let text):
            let shown = text.count > 80 ? text.prefix(77) + "..." : text[...]
            return "\"" + shown.map { $0.isNewline ? " " : String($0) }.joined() + "\""
        case .list(let items): return "a list of \(items.count)"
        case .map(let entries): return "a map of \(entries.count)"
        }
    }
}

/// A member of a map in the file.
struct SettingEntry: Equatable, Sendable {
    var key: String
    var value: SettingInput
    var line: Int?
}

/// Why a value cannot be taken.
struct SettingProblem: Error, Equatable {
    /// What would be right.
    var expected: String
    /// The part that is wrong, where it is not the whole value.
    var part: SettingInput?
    /// The place inside the value: `max_concurrent of backend 2`.
    var place: String?

    init(expected: String, part: SettingInput? = nil, place: String? = nil) {
        self.expected = expected
        self.part = part
        self.place = place
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
