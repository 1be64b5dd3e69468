import ToolCallParsing
import WireFormats

extension PromptContent {
    /// Takes `body` apart along `outline`.
    init(_ body: UnsafeRawBufferPointer, _ outline: PromptOutline) {
        self.init()
        var room = Self.maximumBytes
        takeTools(body, outline, &room)
        for piece in outline.messages { take(body, piece, fate: nil, &room) }
        isCut = room <= 0
    }

    mutating func takeTools(_ body: UnsafeRawBufferPointer, _ outline: PromptOutline, _ room: inout Int) {
        for piece in outline.tools {
            toolBytes += piece.span.count
            let value = (try? JSONValue(parsing: body.part(piece.span))) ?? .null
            tools.append(PromptTool(value, bytes: piece.span.count, room: &room))
        }
    }

    mutating func take(
        _ body: UnsafeRawBufferPointer, _ piece: PromptOutline.Piece, fate: PromptMessage.Fate?, _ room: inout Int
    ) {
        if fate != .leftOut { messageBytes += piece.span.count }
        let value = (try? JSONValue(parsing: body.part(piece.span))) ?? .null
        var message = PromptMessage(value, label: piece.label, bytes: piece.span.count, room: &room)
        message.fate = fate
        messages.append(message)
    }
}

extension String {
    /// As much of it as one text may have, and as there is room for.
    fileprivate func taken(from room: inout Int) -> String {
        let text = bounded(to: max(3, min(PromptContent.maximumTextBytes, room)))
        room -= text.utf8.count
        return text
    }
}

extension PromptMessage {
    init(_ value: JSONValue, label: String, bytes: Int, room: inout Int) {
        self.init(role: label, bytes: bytes)
        switch value["type"]?.stringValue {
        // Items of `/v1/responses` that are no messages.
        case "function_call":
            role = "assistant"
            parts = [Self.call(value, id: value["call_id"], room: &room)]
        case "function_call_output":
            role = "tool"
            parts = [Self.result(value["output"], of: value["call_id"], room: &room)]
        case "reasoning": parts = [Part(.reasoning, text: Self.text(value["summary"]).taken(from: &room))]
        default: readMessage(value, room: &room)
        }
    }

    private mutating func readMessage(_ value: JSONValue, room: inout Int) {
        let reasoning = value["reasoning_content"] ?? value["reasoning"] ?? value["thinking"]
        if let text = reasoning?.stringValue, !text.isEmpty {
            parts.append(Part(.reasoning, text: text.taken(from: &room)))
        }
        // The system text of some bodies stands alone.
        let content = value["content"] ?? (value.objectValue == nil ? value : .null)
        if role == "tool" || role == "function" {
            let name = value["name"] ?? value["tool_name"]
            parts.append(Self.result(content, of: value["tool_call_id"], name: name, room: &room))
        } else {
            readContent(content, room: &room)
        }
        for call in value["tool_calls"]?.arrayValue ?? [] {
            parts.append(Self.call(call["function"] ?? call, id: call["id"], room: &room))
        }
        if let call = value["function_call"], call != .null { parts.append(Self.call(call, id: nil, room: &room)) }
    }

    private mutating func readContent(_ content: JSONValue, room: inout Int) {
        if let text = content.stringValue {
            if !text.isEmpty { parts.append(Part(.text, text: text.taken(from: &room))) }
            return
        }
        for element in content.arrayValue ?? [] {
            switch element["type"]?.stringValue ?? (element.stringValue == nil ? "?" : "text") {
            case "text", "input_text", "output_text":
                parts.append(Part(.text, text: Self.text(element).taken(from: &room)))
            case "thinking", "reasoning":
                parts.append(Part(.reasoning, text: Self.text(element["thinking"] ?? element).taken(from: &room)))
            case "tool_use": parts.append(Self.call(element, id: element["id"], room: &room))
            case "tool_result":
                parts.append(Self.result(element["content"], of: element["tool_use_id"], room: &room))
            case let kind: parts.append(Part(.attachment, text: kind.taken(from: &room)))
            }
        }
    }

    /// What it belongs to comes first: a long text leaves no room behind it.
    private static func result(
        _ content: JSONValue?, of id: JSONValue?, name: JSONValue? = nil, room: inout Int
    ) -> Part {
        let id = id?.stringValue?.taken(from: &room)
        let name = name?.stringValue?.taken(from: &room)
        return Part(.result, text: text(content).taken(from: &room), callID: id, name: name)
    }

    private static func call(_ call: JSONValue, id: JSONValue?, room: inout Int) -> Part {
        let arguments = call["arguments"] ?? call["input"]
        let id = id?.stringValue?.taken(from: &room)
        let name = call["name"]?.stringValue?.taken(from: &room)
        return Part(
            .call, text: (arguments?.stringValue ?? arguments?.jsonText ?? "").taken(from: &room), callID: id,
            name: name)
    }

    /// The text of a string, of a part, or of all parts of an array.
    private static func text(_ value: JSONValue?) -> String {
        if let text = value?.stringValue { return text }
        if let parts = value?.arrayValue {
            return parts.map { text($0) }.joined(separator: "\n")
        }
        return value?["text"]?.stringValue ?? (value == nil || value == .null ? "" : value?.jsonText ?? "")
    }
}

extension PromptTool {
    /// Parameters that are listed one by one.
    private static let maximumParameters = 100
    private static let maximumWordBytes = 512

    init(_ value: JSONValue, bytes: Int, room: inout Int) {
        let function = value["function"] ?? value
        let schema = function["parameters"] ?? function["input_schema"]
        self.init(
            name: (function["name"] ?? value["type"])?.stringValue?.taken(from: &room) ?? "?",
            description: (function["description"]?.stringValue ?? "").taken(from: &room),
            schema: (schema.map(\.jsonText) ?? "").taken(from: &room), bytes: bytes)
        let required = Set((schema?["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        for member in (schema?["properties"]?.objectValue ?? []).prefix(Self.maximumParameters) where room > 0 {
            parameters.append(
                Parameter(
                    name: member.key.bounded(to: Self.maximumWordBytes).taken(from: &room),
                    type: Self.type(member.value).bounded(to: Self.maximumWordBytes).taken(from: &room),
                    isRequired: required.contains(member.key),
                    description: (member.value["description"]?.stringValue ?? "").bounded(to: Self.maximumWordBytes)
                        .taken(from: &room)))
        }
    }

    private static func type(_ schema: JSONValue, depth: Int = 0) -> String {
        guard depth < 4 else { return "" }
        if let values = schema["enum"]?.arrayValue {
            return values.prefix(20).map(\.jsonText).joined(separator: "|")
        }
        let names = schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? [schema["type"]?.stringValue ?? ""]
        if names == ["array"], let items = schema["items"] {
            let inner = type(items, depth: depth + 1)
            return inner.isEmpty ? "array" : "array of \(inner)"
        }
        if names == [""], let variants = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue {
            return variants.prefix(20).map { type($0, depth: depth + 1) }.joined(separator: "|")
        }
        return names.joined(separator: "|")
    }
}
