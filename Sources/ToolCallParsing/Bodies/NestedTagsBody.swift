/// A call whose parameters are tags named by their keys, each behind a token that no text contains:
/// `]<]minimax[>[<invoke name="N">]<]minimax[>[<city>Oslo]<]minimax[>[</city>]<]minimax[>[</invoke>`.
///
/// Objects nest as tags, the elements of an array are `<item>`, or tags of one name that are repeated. The schema gives
/// values their types.
struct NestedTagsBody: CallBody {
    private struct Level: Sendable {
        enum Kind: Sendable {
            /// Can only be a string, and is passed on as it comes.
            case string
            /// Text so far, in case it stays that.
            case open
            case object, array
        }
        var tag: String
        var schema: NestedSchema
        var types: SchemaTypes
        var kind: Kind
        var text: [UInt8] = []
        var keys: Set<String> = []
        /// What is inside, where it cannot be passed on before its end: a member may be repeated.
        var members = NestedMembers()
        var isEmpty = true
        /// Nothing has come in it.
        var isFresh = true
        var isContainer: Bool { kind == .object || kind == .array }
        /// The value goes to the members of the level around it.
        var isCollected = false
        /// A member that came twice: the first one counts.
        var isIgnored = false
    }
    private enum Tag { case none, undecided, cutOff, opens(String, end: Int), closes(String, end: Int) }

    static let token = "]<]minimax[>["
    private static let maximumDepth = 128
    /// Text between tags that is looked through for the next one.
    private static let maximumForeign = 256
    private static let maximumTag = 256

    private let namespace: String
    private(set) var name: String?
    var id: String? { nil }
    private var levels: [Level] = []
    /// A parameter that may be repeated, as long as no other one has come.
    private var repeatable = NestedMembers()
    private var isDone = false

    /// `namespace`: the token in front of each tag.
    init(namespace: String = NestedTagsBody.token) { self.namespace = namespace }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        if isDone { return .ended }
        if name == nil { return readHead(text, &index, context, into: &output) }
        while true {
            if let status = step(text, &index, context, into: &output) { return status }
        }
    }

    // MARK: Tags

    private mutating func readHead(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        let place = text.skippingGap(from: index)
        guard place < text.count else { return .needsMore }
        index = place
        var start = index
        switch text.compare(namespace.utf8, at: index) {
        case .undecided: return .needsMore
        case .matches: start += namespace.utf8.count
        case .differs: break
        }
        switch tag(text, at: start) {
        case .undecided: return .needsMore
        case .cutOff: return .failed(.incomplete)
        case .opens(let tag, let end):
            guard let name = Self.invoked(tag), !name.isEmpty else { return .failed(.malformed) }
            self.name = name
            index = end
            let schema = context.tools.schema(of: name)
            let root = NestedSchema(schema: schema, root: schema)
            levels = [Level(tag: "invoke", schema: root, types: .object, kind: .object)]
            return .named
        case .closes, .none: return .failed(.malformed)
        }
    }

    /// `invoke name="N"`.
    private static func invoked(_ tag: String) -> String? {
        guard tag.hasPrefix("invoke") else { return nil }
        let rest = tag.dropFirst(6).drop { $0.isWhitespace }
        guard rest.hasPrefix("name=") else { return nil }
        return String(rest.dropFirst(5)).trimmed { $0.isWhitespace || $0 == "\"" || $0 == "'" }
    }

    /// The tag that stands at `start`, behind white space.
    private func tag(_ text: RawText, at start: Int) -> Tag {
        var index = start
        while index < text.count, text[index].isJSONWhitespace {
            index += 1
            if index - start > Self.maximumTag { return .none }
        }
        guard index < text.count else { return text.isFinal ? .cutOff : .undecided }
        guard text[index] == UInt8(ascii: "<") else { return .none }
        var end = index + 1
        while end < text.count, text[end] != UInt8(ascii: ">") {
            guard text[end] != UInt8(ascii: "\n"), text[end] != UInt8(ascii: "<"), end - index <= Self.maximumTag
            else { return .none }
            end += 1
        }
        guard end < text.count else { return text.isFinal ? .cutOff : .undecided }
        let inside = String(decoding: text.bytes[(index + 1)..<end], as: UTF8.self).withoutInvisible.trimmed(
            where: \.isWhitespace)
        guard inside.hasPrefix("/") else { return inside.isEmpty ? .none : .opens(inside, end: end + 1) }
        return .closes(String(inside.dropFirst()), end: end + 1)
    }

    // MARK: Content

    /// Reads text up to a tag, or a tag. `nil`: read on.
    private mutating func step(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        guard index < text.count else { return .needsMore }
        let start = index
        guard let first = namespace.utf8.first else { return .failed(.malformed) }
        if levels.count == 1 {
            let place = text.skippingGap(from: index)
            guard place < text.count || text.isFinal else { return .needsMore }
            index = place
            if index < text.count, text[index] != first { return foreignText(text, &index, context, into: &output) }
        } else {
            index = text.next(ByteSet(first), from: index)
        }
        take(text.bytes[start..<index], into: &output)
        guard index < text.count else { return .needsMore }
        switch text.compare(namespace.utf8, at: index) {
        case .undecided: return .needsMore
        case .matches: break
        case .differs:
            if text.isFinal, namespace.utf8.starts(with: text.bytes[index...]) {
                // The text ends within it.
                index = text.count
                return .needsMore
            }
            if levels.count == 1 { return foreignText(text, &index, context, into: &output) }
            guard let length = text.length(ofAnyFolded: [namespace], at: index) else { return .needsMore }
            guard length == 0 else { return .failed(.malformed) }
            take(text.bytes[index..<(index + 1)], into: &output)
            index += 1
            return nil
        }
        let (isDecided, closer) = text.longest(of: context.closers, at: index)
        if closer != nil { return endsEarly(text.base + index, into: &output) }
        guard isDecided else { return .needsMore }
        switch tag(text, at: index + namespace.utf8.count) {
        case .undecided: return .needsMore
        case .cutOff:
            index = text.count
            return .needsMore
        case .none: return .failed(.malformed)
        case .opens(let tag, let end):
            if Self.invoked(tag) != nil { return endsEarly(text.base + index, into: &output) }
            return open(tag, text, &index, end, into: &output)
        case .closes("invoke", let end):
            if levels.count > 2 || levels.last.map(\.isContainer) == true && levels.count > 1 {
                return .failed(.malformed)
            }
            if levels.count > 1 { output.repaired(.unclosed, at: text.base + index) }
            index = end
            return finish(into: &output)
        case .closes("tool_call", _): return endsEarly(text.base + index, into: &output)
        case .closes(let tag, let end):
            guard close(tag, text, &index, end, into: &output) else { return .failed(.malformed) }
        }
        return nil
    }

    /// Text between parameters is none of the call's, except for a closer without its token.
    private mutating func foreignText(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus? {
        switch text.compare("</invoke>".utf8, at: index) {
        case .undecided: return .needsMore
        case .differs:
            // Where tags follow, one before it is lost.
            guard let goesOn = hasToken(text, behind: index) else { return .needsMore }
            return goesOn ? .failed(.malformed) : endsEarly(text.base + index, into: &output)
        case .matches:
            output.repaired(.endMarker, at: text.base + index)
            index += 9
            return finish(into: &output)
        }
    }

    /// Whether the token stands in what follows, up to the call's end; `nil`: more text is needed.
    private func hasToken(_ text: RawText, behind start: Int) -> Bool? {
        for index in start..<min(text.count, start + Self.maximumForeign) {
            switch text.compare((namespace + "</tool_call>").utf8, at: index) {
            case .matches: return false
            case .undecided: return nil
            case .differs: break
            }
            if text.compare(namespace.utf8, at: index) == .matches { return true }
        }
        return text.isFinal || text.count >= start + Self.maximumForeign ? false : nil
    }

    private mutating func open(
        _ tag: String, _ text: RawText, _ index: inout Int, _ end: Int, into output: inout ArgumentText
    ) -> BodyStatus? {
        if let top = levels.last, levels.count > 1, top.tag == tag, top.isFresh, !top.schema.mayHold(tag) {
            // It was written twice.
            output.repaired(.endMarker, at: text.base + index)
            index = end
            return nil
        }
        if let depth = sibling(tag) {
            // The closer before it is missing.
            output.repaired(.endMarker, at: text.base + index)
            while levels.count > depth { closeTop(into: &output) }
        }
        guard !isReadingText, !isMisplaced(tag) else { return .failed(.malformed) }
        guard levels.count < Self.maximumDepth else { return .failed(.malformed) }
        index = end
        begin(tag, into: &output)
        return nil
    }

    /// A member that only the call itself declares stands elsewhere, or one that the call does not declare is its own.
    private func isMisplaced(_ tag: String) -> Bool {
        guard let root = levels.first?.schema, let top = levels.last, !root.members.isEmpty else { return false }
        if levels.count == 1 { return !root.declares(tag) }
        return tag != "item" && !top.schema.declares(tag) && root.declares(tag)
    }

    /// How deep the container lies that has a member `tag`, where the text that is being read cannot have one.
    private func sibling(_ tag: String) -> Int? {
        guard isReadingText, levels.count > 1 else { return nil }
        let parent = levels[levels.count - 2]
        let isMember = parent.kind == .array ? tag == "item" : parent.schema.declares(tag)
        return isMember ? levels.count - 1 : nil
    }

    /// What is being read is text and can no longer become a container.
    private var isReadingText: Bool {
        guard let top = levels.last else { return false }
        switch top.kind {
        case .string: return true
        case .object, .array: return false
        case .open:
            let mayContain = top.types.isEmpty || !top.types.isDisjoint(with: [.object, .array])
            return !mayContain || top.text.contains { !$0.isJSONWhitespace }
        }
    }

    /// A member or an element begins.
    private mutating func begin(_ tag: String, into output: inout ArgumentText) {
        let last = levels.count - 1
        levels[last].isFresh = false
        if levels[last].kind == .open {
            let types = levels[last].types
            let isArray = types.contains(.array) && (tag == "item" || !types.contains(.object))
            levels[last].kind = isArray || types.isEmpty && tag == "item" ? .array : .object
            levels[last].text = []
        }
        let isArray = levels[last].kind == .array
        let schema = isArray ? levels[last].schema.element : levels[last].schema.member(tag)
        let types = schema.types
        let isRepeatable = last == 0 && types == .array
        if last == 0, repeatable.firstKey != tag { flushRepeatable(into: &output) }
        let isRepeated = last == 0 && repeatable.firstKey == tag
        let isIgnored =
            levels[last].isIgnored || last == 0 && !levels[last].keys.insert(tag).inserted && !isRepeated
        let isCollected = last > 0 || isRepeatable
        if !isIgnored && !isCollected { beginMember(tag, into: &output) }
        // A union with string is a string, whatever the text looks like; only null and containers have to be awaited.
        let isString = types.contains(.string) && types.isDisjoint(with: [.null, .object, .array])
        levels.append(
            Level(
                tag: tag, schema: schema, types: types, kind: isString && !isCollected ? .string : .open,
                isCollected: isCollected, isIgnored: isIgnored))
        if isString && !isIgnored && !isCollected { output.append("\"") }
    }

    /// A parameter is passed on as it comes.
    private mutating func beginMember(_ key: String, into output: inout ArgumentText) {
        output.append(levels[0].isEmpty ? "{" : ",")
        levels[0].isEmpty = false
        JSONString.appendQuoted(key, to: &output.bytes)
        output.append(UInt8(ascii: ":"))
    }

    private mutating func flushRepeatable(into output: inout ArgumentText) {
        guard let key = repeatable.firstKey else { return }
        beginMember(key, into: &output)
        output.bytes.append(contentsOf: repeatable.firstValue)
        repeatable = NestedMembers()
    }

    private mutating func close(
        _ tag: String, _ text: RawText, _ index: inout Int, _ end: Int, into output: inout ArgumentText
    ) -> Bool {
        // A closer of nothing: its tag is lost, or another one's bracket.
        guard let depth = levels.lastIndex(where: { $0.tag == tag }), depth > 0 else { return false }
        if depth < levels.count - 1 { output.repaired(.unclosed, at: text.base + index) }
        while levels.count > depth { closeTop(into: &output) }
        index = end
        return true
    }

    private mutating func take(_ bytes: Slice<UnsafeRawBufferPointer>, into output: inout ArgumentText) {
        // In place: a copy of the level would make each piece of a long text cost as much as all of it.
        let last = levels.count - 1
        guard last >= 0, !levels[last].isIgnored else { return }
        if !bytes.isEmpty { levels[last].isFresh = false }
        switch levels[last].kind {
        case .string: JSONString.appendEscaped(UnsafeRawBufferPointer(rebasing: bytes), to: &output.bytes)
        case .open: levels[last].text.append(contentsOf: bytes)
        case .object, .array: break
        }
    }

    // MARK: Ends

    private mutating func closeTop(into output: inout ArgumentText) {
        if levels.count == 1 { flushRepeatable(into: &output) }
        guard let top = levels.popLast(), !top.isIgnored else { return }
        if top.isCollected { return collect(top) }
        switch top.kind {
        case .string: output.append("\"")
        case .object where levels.isEmpty: output.append(top.isEmpty ? "{}" : "}")
        case .object, .array, .open: output.bytes.append(contentsOf: Self.value(of: top))
        }
    }

    private mutating func collect(_ top: Level) {
        let written = Self.value(of: top)
        let parent = levels.count - 1
        // An array's tags say nothing.
        if levels[parent].kind == .array { return levels[parent].members.add("", written, element: written) }
        var element = written
        if top.kind == .open, top.types == .array {
            // One of several values: of the elements' type.
            element = []
            NestedSchema.append(top.text[...], as: top.schema.element.types, to: &element)
        }
        if parent == 0 {
            repeatable.add(top.tag, written, element: element)
        } else {
            levels[parent].members.add(top.tag, written, element: element)
        }
    }

    private static func value(of level: Level) -> [UInt8] {
        var bytes: [UInt8] = []
        switch level.kind {
        case .object: level.members.appendObject(to: &bytes)
        case .array: level.members.appendArray(to: &bytes)
        case .string, .open: NestedSchema.append(level.text[...], as: level.types, to: &bytes)
        }
        return bytes
    }

    /// The call's closer is missing.
    private mutating func endsEarly(_ position: Int, into output: inout ArgumentText) -> BodyStatus {
        output.repaired(levels.count > 1 ? .unclosed : .endMarker, at: position)
        return finish(into: &output)
    }

    private mutating func finish(into output: inout ArgumentText) -> BodyStatus {
        while !levels.isEmpty { closeTop(into: &output) }
        isDone = true
        return .ended
    }

    var isClosable: Bool { levels.count <= 1 }

    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        guard !isDone else { return }
        output.repaired(.unclosed, at: position)
        if levels.isEmpty { output.append("{}") }
        _ = finish(into: &output)
    }
}
