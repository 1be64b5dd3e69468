import ToolCallParsing

/// What can be told from a model's chat template (Jinja) without rendering it.
enum ChatTemplate {
    /// A tag, or the text between two tags.
    private enum Piece {
        case statement(String)
        case text(Substring)
    }

    /// Longer ones are not looked at.
    private static let maximumLength = 1 << 20

    /// Whether the prompt ends inside reasoning: what is written behind the last message opens it and does not close it.
    static func opensReasoning(_ template: String) -> Bool {
        guard template.utf8.count <= maximumLength else { return false }
        guard let prompt = template.ranges(of: "add_generation_prompt").last else {
            let end = template.trimmed(where: \.isWhitespace)
            return ReasoningSection.all.contains { !$0.opener.isEmpty && end.hasSuffix($0.opener) }
        }
        let start = template[..<prompt.lowerBound].ranges(of: "{%").last ?? prompt
        return Reading(template[start.lowerBound...]).isOpen
    }

    /// Walks through the branches that are taken where a client says nothing.
    private struct Reading {
        /// Conditions of the branches around; `nil`: it cannot be told.
        private var branches: [(isTaken: Bool?, wasTaken: Bool)] = []
        private(set) var isOpen = false

        init(_ text: Substring) {
            for piece in ChatTemplate.pieces(of: text) {
                switch piece {
                case .statement(let words): enter(words)
                case .text(let text): read(text)
                }
            }
        }

        private mutating func enter(_ statement: String) {
            let words = statement.split(maxSplits: 1, whereSeparator: \.isWhitespace)
            let condition = words.count > 1 ? String(words[1]) : ""
            switch words.first {
            case "if":
                let value = ChatTemplate.value(of: condition)
                branches.append((value, value == true))
            case "elif":
                guard let last = branches.popLast() else { return }
                let value = last.wasTaken ? false : ChatTemplate.value(of: condition)
                branches.append((value, last.wasTaken || value == true))
            case "else":
                guard let last = branches.popLast() else { return }
                branches.append((last.wasTaken ? false : last.isTaken.map { !$0 }, true))
            case "endif": _ = branches.popLast()
            default: break
            }
        }

        private mutating func read(_ text: Substring) {
            guard branches.allSatisfy({ $0.isTaken != false }) else { return }
            for section in ReasoningSection.all where section.opener.hasSuffix(">") || section.opener.hasSuffix("]") {
                let opener = text.ranges(of: section.opener).last?.lowerBound
                let closer = text.ranges(of: section.closer).last?.lowerBound
                switch (opener, closer) {
                case (nil, nil): continue
                // In a branch that may not be taken nothing is certain.
                case (_?, nil): isOpen = isCertain
                case (let opener?, let closer?): isOpen = opener > closer && isCertain
                case (nil, _?): isOpen = false
                }
            }
        }

        private var isCertain: Bool { branches.allSatisfy { $0.isTaken == true } }
    }

    private static func pieces(of text: Substring) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text
        while let open = rest.firstRange(of: "{%") {
            pieces.append(.text(rest[..<open.lowerBound]))
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "%}") else { break }
            let statement = rest[..<close.lowerBound].drop { $0 == "-" || $0 == "+" || $0.isWhitespace }
            pieces.append(.statement(String(statement).trimmed { $0 == "-" || $0.isWhitespace }))
            rest = rest[close.upperBound...]
        }
        return pieces + [.text(rest)]
    }

    /// The value of a condition as servers set its variables; `nil`: it cannot be told.
    private static func value(of condition: String) -> Bool? {
        let words = condition.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if words == "add_generation_prompt" { return true }
        if words.contains("enable_thinking") {
            // Set to true where nobody asks for anything else (llama-server does so).
            if words.contains("is not defined or") { return true }
            let denials = [
                "not enable_thinking", "enable_thinking is false", "enable_thinking == false", "not defined",
            ]
            return !denials.contains { words.contains($0) }
        }
        // Any other variable is not set.
        let name = words.hasPrefix("not ") ? words.dropFirst(4) : words[...]
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0 == "_" }) else { return nil }
        return words.hasPrefix("not ")
    }
}

extension String {
    fileprivate func trimmed(where isTrimmed: (Character) -> Bool) -> String {
        var text = Substring(self)
        while let first = text.first, isTrimmed(first) { text.removeFirst() }
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return String(text)
    }
}
