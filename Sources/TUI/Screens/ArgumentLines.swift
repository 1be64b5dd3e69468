import Monitoring

/// The text of an argument as its author meant it: with its lines, and as a difference where the old text and the new one are
/// both there.
struct ArgumentLines {
    /// Columns that there are for a row.
    var width: Int
    var symbols: Symbols

    /// How editors' tools call the text to be replaced and what takes its place.
    private static let pairs = [
        ("old_string", "new_string"), ("old_str", "new_str"), ("oldString", "newString"), ("old_text", "new_text"),
        ("oldText", "newText"), ("old", "new"), ("search", "replace"), ("before", "after"),
    ]

    /// Which two of the members are the old text and the new one; `nil`: none are.
    static func edit(in members: [ArgumentOutline.Member]) -> (old: Int, new: Int)? {
        for (oldName, newName) in pairs {
            if let old = members.firstIndex(where: { $0.key == oldName }),
                let new = members.firstIndex(where: { $0.key == newName })
            {
                return (old, new)
            }
        }
        return nil
    }

    /// The text of a value that has lines; `nil`: it is to be shown as it is written.
    static func text(of value: String) -> String? {
        // Nearly no value has a line break, and only then it is taken apart.
        guard value.utf8.count > 2, value.contains("\\n"), let text = ReadableText.string(ofJSON: value),
            text.contains("\n")
        else { return nil }
        return text
    }

    func rows(of text: String) -> [StyledText] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { row($0, mark: rule, .dim, .plain) }
    }

    func rows(_ diff: LineDiff) -> [StyledText] {
        diff.lines.flatMap { line in
            switch line.kind {
            case .same: row(line.text, mark: " ", .dim, .dim)
            case .removed: row(line.text, mark: "-", .failure, .failure)
            case .added: row(line.text, mark: "+", .good, .good)
            }
        }
    }

    private var rule: String { symbols.isASCII ? ":" : "┊" }

    private func row(_ text: Substring, mark: String, _ markStyle: Style, _ style: Style) -> [StyledText] {
        let lead = StyledText("    ") + StyledText(mark + " ", markStyle)
        let bytes = Array(text.utf8)
        let ranges = TextWrap.rows(bytes, width: max(4, width - lead.width))
        guard !ranges.isEmpty else { return [lead] }
        return ranges.map { lead + TextWrap.text(bytes[$0], style) }
    }
}
