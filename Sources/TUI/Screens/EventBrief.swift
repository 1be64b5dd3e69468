import ToolCallParsing

/// What an event of a stream brings, without what is the same in all of them: `content "Let"`, `call 0  arguments "{"`.
enum EventBrief {
    /// Longer lines are shown as they are; they are whole answers.
    private static let maximumBytes = 64 << 10
    private static let maximumDepth = 8

    /// What stands in every event, or says only of what kind something is.
    private static let constant: Set = [
        "object", "created", "created_at", "model", "system_fingerprint", "service_tier", "provider", "item_id",
        "response_id", "sequence_number", "output_index", "content_index", "obfuscation",
    ]
    /// What has a name of its own; other names are those of the whole answer.
    private static let named: Set = ["tool_calls", "content_block", "item", "output"]
    /// An object with none of these is no event of an answer.
    private static let marks: Set = [
        "choices", "type", "message", "delta", "error", "usage", "prompt_progress", "done",
    ]

    /// What a line of an answer brings; `nil`: it is to be shown as it is. Empty: nothing new.
    static func of(_ line: ArraySlice<UInt8>) -> String? {
        guard line.count <= maximumBytes else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        let json = text.hasPrefix("data:") ? text.dropFirst(5) : text[...]
        guard json.contains("{"), let value = try? JSONValue(parsing: String(json)), let members = value.objectValue,
            members.contains(where: { marks.contains($0.key) })
        else { return nil }
        var words: [String] = []
        collect(value, key: "", depth: 0, into: &words)
        return words.joined(separator: "  ")
    }

    /// The name of an event, which its data say as well.
    static func isName(_ line: ArraySlice<UInt8>) -> Bool { line.starts(with: "event:".utf8) }

    private static func collect(_ value: JSONValue, key: String, depth: Int, into words: inout [String]) {
        switch value {
        case .null: return
        case .string(let text) where text.isEmpty: return
        case .array(let elements) where depth < maximumDepth:
            for element in elements { collect(element, key: key, depth: depth + 1, into: &words) }
        case .object(let members) where depth < maximumDepth:
            for member in members where !isPlain(member, of: key) {
                if depth == 0, member.key == "type", let kind = member.value.stringValue {
                    words.append(kind)
                } else {
                    collect(member.value, key: name(member.key, of: key), depth: depth + 1, into: &words)
                }
            }
        default: words.append(key.isEmpty ? value.jsonText : "\(key) \(value.jsonText)")
        }
    }

    /// Nobody misses it: what never changes, the place of the only choice, the kind of a call or of a difference.
    private static func isPlain(_ member: JSONMember, of parent: String) -> Bool {
        switch (member.key, member.value) {
        case ("id", _): !named.contains(parent)
        case ("index", .number("0")): parent == "choices"
        case ("type", .string("function")): true
        case ("type", _): parent == "delta"
        case ("done", .bool(false)): true
        default: constant.contains(member.key)
        }
    }

    /// A place says of what.
    private static func name(_ key: String, of parent: String) -> String {
        guard key == "index" else { return key }
        return switch parent {
        case "choices": "choice"
        case "tool_calls": "call"
        default: key
        }
    }
}
