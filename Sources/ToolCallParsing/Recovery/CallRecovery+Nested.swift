/// Calls whose tags nest, each behind a token that no text contains. Some of the tags may be lost, doubled, or lack a bracket:
/// they are written anew, as they must have been meant, and read as usual.
extension CallRecovery {
    private static let token = NestedTagsBody.token

    func nested(_ text: DamagedText) -> RecoveredCall? {
        guard isEnded else { return nil }
        var pieces = inUsualCase(text).split(
            separator: Self.token, omittingEmptySubsequences: false
        ).map(String.init)
        while let first = pieces.first, ["", "<tool_call>"].contains(first.trimmed(where: \.isWhitespace)) {
            pieces.removeFirst()
        }
        guard let head = pieces.first, let (name, schema) = invoked(head), name == self.name ?? name else { return nil }
        var tree = NestedTree(schema: schema)
        for piece in pieces.dropFirst() {
            guard tree.take(piece) else { return nil }
        }
        guard let tags = tree.written else { return nil }
        let whole = Self.token + "<invoke name=\"\(name)\">" + tags + Self.token + "</invoke>"
        var body = NestedTagsBody()
        var output = ArgumentText()
        let context = BodyContext(closers: [], tools: tools)
        let isRead = Array(whole.utf8).withUnsafeBytes { bytes in
            var index = 0
            let raw = RawText(bytes: bytes, base: 0, isFinal: true)
            guard body.consume(raw, &index, context, into: &output) == .named else { return false }
            return body.consume(raw, &index, context, into: &output) == .ended
        }
        guard isRead else { return nil }
        return call(name, schema, (try? JSONValue(parsing: output.bytes))?.objectValue)
    }

    /// The text with its tokens in their usual case.
    private func inUsualCase(_ text: DamagedText) -> String {
        var bytes = text.bytes
        let length = Self.token.utf8.count
        for index in bytes.indices where text.has(Self.token, at: index, isFolded: true) {
            bytes.replaceSubrange(index..<index + length, with: Self.token.utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `<invoke name="N">`, pieces of which may be lost.
    private func invoked(_ head: String) -> (name: String, schema: JSONValue)? {
        var rest = Substring(head).trimmingPrefix { "< \n".contains($0) }
        for word in ["invoke", "name"] {
            if rest.hasPrefix(word) { rest = rest.dropFirst(word.count) }
            rest = rest.trimmingPrefix { " =:".contains($0) }
        }
        let written = rest.trimmingPrefix { "\"' ".contains($0) }.prefix { !"\"'<> \n".contains($0) }
        let behind = rest.trimmingPrefix { "\"' ".contains($0) }.dropFirst(written.count)
        guard behind.allSatisfy({ "\"'> \n".contains($0) }) else { return nil }
        return tool(String(written))
    }
}

/// The tags of one call, put right while they are taken.
private struct NestedTree {
    private struct Level {
        var tag: String
        var schema: NestedSchema
        var hasText = false
        var hasChildren = false
    }
    private var levels: [Level]
    private var text = ""
    private var lastClosed: String?
    private var isDone = false

    private static let token = NestedTagsBody.token

    init(schema: JSONValue) {
        levels = [Level(tag: "invoke", schema: NestedSchema(schema: schema, root: schema), hasChildren: true)]
    }

    /// The tags; `nil`: something is still open that has members of its own.
    var written: String? {
        var text = text
        for level in levels.dropFirst().reversed() { text += Self.token + "</\(level.tag)>" }
        return levels.count <= 2 ? text : nil
    }

    /// A tag and what stands behind it. `false`: it cannot be placed.
    mutating func take(_ piece: String) -> Bool {
        if isDone { return piece.allSatisfy(\.isWhitespace) }
        let hasOpen = piece.hasPrefix("<")
        let inside = piece.drop { $0 == "<" }
        guard inside.hasPrefix("/") else { return open(inside, hasOpen) }
        let word = inside.dropFirst()
        let tags = levels.reversed().map(\.tag) + (lastClosed.map { [$0] } ?? [])
        guard let tag = tags.first(where: { isTag($0, word) }) else { return false }
        let rest = word.dropFirst(tag.count).drop { $0 == ">" }
        return rest.allSatisfy(\.isWhitespace) && close(tag)
    }

    private func isTag(_ tag: String, _ word: Substring) -> Bool {
        word.hasPrefix(tag) && (word.dropFirst(tag.count).first.map { $0 == ">" || $0.isWhitespace } ?? true)
    }

    private mutating func close(_ tag: String) -> Bool {
        if tag == "invoke" {
            isDone = true
            return levels.count <= 2
        }
        if levels.last?.tag != tag, lastClosed == tag { return true }
        guard levels.contains(where: { $0.tag == tag }) else { return false }
        while let level = levels.popLast() {
            text += Self.token + "</\(level.tag)>"
            if level.tag == tag { break }
        }
        lastClosed = tag
        return true
    }

    private mutating func open(_ inside: Substring, _ hasOpen: Bool) -> Bool {
        guard let last = levels.last else { return false }
        let end = inside.firstIndex { $0 == ">" || $0.isWhitespace || $0 == "<" }
        if let end, inside[end] == ">" {
            let tag = String(inside[..<end])
            return begin(tag, inside[inside.index(after: end)...])
        }
        // Its bracket is lost: only what is declared tells where the tag ends.
        let parents = [last.schema] + levels.dropLast().suffix(1).map(\.schema)
        for parent in parents {
            let tags = parent.declaredMembers.filter { inside.hasPrefix($0) }
            if hasOpen, let tag = tags.max(by: { $0.count < $1.count }) {
                return begin(tag, inside.dropFirst(tag.count))
            }
        }
        return false
    }

    private mutating func begin(_ tag: String, _ rest: Substring) -> Bool {
        guard let last = levels.last else { return false }
        let isEmpty = !last.hasText && !last.hasChildren
        let hasText = !rest.allSatisfy(\.isWhitespace)
        if levels.count > 1, last.tag == tag, isEmpty, !last.schema.mayHold(tag) {
            // It was written twice.
            text += rest
            levels[levels.count - 1].hasText = hasText
            return true
        }
        if levels.count > 1, last.hasText || isEmpty && !last.schema.mayHaveMembers {
            // The closer before it is lost.
            text += Self.token + "</\(last.tag)>"
            levels.removeLast()
        }
        guard let parent = levels.last, levels.count > 1 || parent.schema.declares(tag) else { return false }
        if levels.count > 1 {
            if parent.schema.isDeclaredList, tag != "item" { return false }
            // It may be the call's own, behind a closer that is lost.
            if !parent.schema.declares(tag), levels[0].schema.declares(tag) { return false }
        }
        levels[levels.count - 1].hasChildren = true
        text += Self.token + "<\(tag)>" + rest
        let isList = parent.schema.isDeclaredList
        levels.append(
            Level(tag: tag, schema: isList ? parent.schema.element : parent.schema.member(tag), hasText: hasText))
        return true
    }
}

extension NestedSchema {
    fileprivate var declaredMembers: [String] { isDeclaredList ? ["item"] : members }
    fileprivate var isDeclaredList: Bool { types.contains(.array) && !types.contains(.object) }
    fileprivate var mayHaveMembers: Bool { types.isEmpty || !types.isDisjoint(with: [.object, .array]) }
}

extension Substring {
    fileprivate func trimmingPrefix(_ isTrimmed: (Character) -> Bool) -> Substring { drop(while: isTrimmed) }
}
