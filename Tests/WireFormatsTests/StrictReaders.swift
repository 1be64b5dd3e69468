import ToolCallParsing

@testable import WireFormats

/// Reads answers as the clients' own libraries do, and throws at whatever they would not take.
enum StrictReaders {
    struct Complaint: Error {
        var text: String
        init(_ text: String) { self.text = text }
    }

    static func expect(_ isRight: Bool, _ complaint: String) throws(Complaint) {
        if !isRight { throw Complaint(complaint) }
    }

    static func json(_ text: some StringProtocol) throws(Complaint) -> JSONValue {
        do { return try JSONValue(parsing: String(text)) } catch { throw Complaint("\(error) in \(text)") }
    }

    /// The events of a stream whose names stand before their data.
    static func events(_ stream: String) throws(Complaint) -> [JSONValue] {
        var events: [JSONValue] = []
        for event in stream.split(separator: "\n\n") {
            let lines = event.split(separator: "\n")
            try expect(lines.count == 2, "an event has a name and data: \(event)")
            try expect(lines[0].hasPrefix("event: ") && lines[1].hasPrefix("data: "), "\(event)")
            let value = try json(lines[1].dropFirst(6))
            try expect(value["type"]?.stringValue == String(lines[0].dropFirst(7)), "the name is the type")
            events.append(value)
        }
        return events
    }

    // MARK: Messages

    static func messages(stream: String) throws(Complaint) -> Answer {
        let events = try events(stream).filter { $0["type"] != .string("ping") }
        try expect(events.first?["type"] == .string("message_start"), "message_start is first")
        try expect(events.last?["type"] == .string("message_stop"), "message_stop is last")
        var answer = Answer()
        var open: (type: String, id: String, name: String, text: String)?
        var index = 0
        for event in events.dropFirst().dropLast() {
            switch event["type"]?.stringValue {
            case "content_block_start":
                try expect(open == nil && event["index"]?.intValue == index, "blocks follow each other without a gap")
                let block = event["content_block"]
                open = (
                    block?["type"]?.stringValue ?? "", block?["id"]?.stringValue ?? "",
                    block?["name"]?.stringValue ?? "", ""
                )
            case "content_block_delta":
                try expect(event["index"]?.intValue == index, "a delta belongs to the open block")
                let delta = event["delta"]
                switch (open?.type, delta?["type"]?.stringValue) {
                case ("text", "text_delta"): open?.text += delta?["text"]?.stringValue ?? ""
                case ("thinking", "thinking_delta"): open?.text += delta?["thinking"]?.stringValue ?? ""
                case ("thinking", "signature_delta"): continue
                case ("tool_use", "input_json_delta"): open?.text += delta?["partial_json"]?.stringValue ?? ""
                case (let block, let delta): throw Complaint("\(delta ?? "") in a block of \(block ?? "nothing")")
                }
            case "content_block_stop":
                guard let block = open else { throw Complaint("no block is open") }
                answer.parts.append(try part(block.type, block.id, block.name, block.text))
                open = nil
                index += 1
            case "message_delta":
                answer.finish = finish(event["delta"])
                answer.usage = usage(messages: event["usage"])
            case let type: throw Complaint("\(type ?? "nothing") is no event")
            }
        }
        return answer
    }

    private static func part(_ type: String, _ id: String, _ name: String, _ text: String) throws(Complaint)
        -> Answer.Part
    {
        switch type {
        case "text": return .text(text)
        case "thinking": return .reasoning(text)
        case "tool_use": return .call(.init(id: id, name: name, arguments: text))
        default: throw Complaint("\(type) is no block")
        }
    }

    static func messages(whole: JSONValue) throws(Complaint) -> Answer {
        try expect(whole["type"] == .string("message") && whole["role"] == .string("assistant"), "a message")
        var answer = Answer()
        for block in whole["content"]?.arrayValue ?? [] {
            let text = (block["text"] ?? block["thinking"])?.stringValue ?? block["input"]?.jsonText ?? ""
            answer.parts.append(
                try part(
                    block["type"]?.stringValue ?? "", block["id"]?.stringValue ?? "", block["name"]?.stringValue ?? "",
                    text))
        }
        answer.finish = finish(whole)
        answer.usage = usage(messages: whole["usage"])
        return answer
    }

    private static func finish(_ value: JSONValue?) -> FinishReason? {
        switch value?["stop_reason"]?.stringValue {
        case "end_turn": .stop
        case "tool_use": .calls
        case "max_tokens": .length
        case "refusal": .contentFilter
        case "stop_sequence": .stopText(value?["stop_sequence"]?.stringValue ?? "")
        default: nil
        }
    }

    private static func usage(messages value: JSONValue?) -> Usage {
        var usage = Usage()
        usage.cached = value?["cache_read_input_tokens"]?.intValue ?? 0
        usage.prompt = (value?["input_tokens"]?.intValue ?? 0) + usage.cached
        usage.completion = value?["output_tokens"]?.intValue ?? 0
        return usage
    }

    // MARK: Responses

    static func responses(stream: String) throws(Complaint) -> Answer {
        let events = try events(stream)
        try expect(events.first?["type"] == .string("response.created"), "response.created is first")
        for (number, event) in events.enumerated() {
            try expect(event["sequence_number"]?.intValue == number, "events are numbered")
        }
        var items: [JSONValue] = []
        var told = ""
        for event in events {
            let type = event["type"]?.stringValue ?? ""
            if type == "response.output_item.added" {
                try expect(event["output_index"]?.intValue == items.count, "items are numbered")
                told = ""
            } else if type.hasSuffix(".delta") {
                try expect(event["output_index"]?.intValue == items.count, "a delta belongs to the open item")
                told += event["delta"]?.stringValue ?? ""
            } else if type == "response.output_item.done", let item = event["item"] {
                try expect(text(item) == told, "the item is what its deltas told: \(text(item)) / \(told)")
                items.append(item)
            }
        }
        guard let last = events.last?["response"] else { throw Complaint("the end holds the answer") }
        try expect(last["output"] == .array(items), "the end repeats the items")
        return try responses(whole: last)
    }

    static func responses(whole: JSONValue) throws(Complaint) -> Answer {
        var answer = Answer()
        for item in whole["output"]?.arrayValue ?? [] {
            switch item["type"]?.stringValue {
            case "message": answer.parts.append(.text(text(item)))
            case "reasoning": answer.parts.append(.reasoning(text(item)))
            case "function_call":
                answer.parts.append(
                    .call(
                        .init(
                            id: item["call_id"]?.stringValue ?? "", name: item["name"]?.stringValue ?? "",
                            arguments: text(item))))
            case let type: throw Complaint("\(type ?? "nothing") is no item")
            }
        }
        switch (whole["status"]?.stringValue, whole["incomplete_details"]?["reason"]?.stringValue) {
        case ("completed", _): answer.finish = answer.hasCalls ? .calls : .stop
        case ("incomplete", "max_output_tokens"): answer.finish = .length
        case ("incomplete", "content_filter"): answer.finish = .contentFilter
        case (let status, _): throw Complaint("\(status ?? "nothing") is no end")
        }
        var usage = Usage()
        usage.prompt = whole["usage"]?["input_tokens"]?.intValue ?? 0
        usage.cached = whole["usage"]?["input_tokens_details"]?["cached_tokens"]?.intValue ?? 0
        usage.completion = whole["usage"]?["output_tokens"]?.intValue ?? 0
        answer.usage = usage
        return answer
    }

    private static func text(_ item: JSONValue) -> String {
        item["arguments"]?.stringValue
            ?? (item["content"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }.joined()
    }

    // MARK: Ollama

    static func ollama(stream: String) throws(Complaint) -> Answer {
        try ollama(lines: stream.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
    }

    static func ollama(lines: [String]) throws(Complaint) -> Answer {
        var answer = Answer()
        for (number, line) in lines.enumerated() {
            let value = try json(line)
            let message = value["message"]
            try expect(message?["content"]?.stringValue != nil, "content is a string")
            try expect(value["done"]?.boolValue == (number == lines.count - 1), "the last line is the end")
            if let text = message?["thinking"]?.stringValue { add(.reasoning(text), to: &answer) }
            if let text = message?["content"]?.stringValue, !text.isEmpty { add(.text(text), to: &answer) }
            for call in message?["tool_calls"]?.arrayValue ?? [] {
                try expect(call["function"]?["arguments"]?.objectValue != nil, "arguments are an object")
                answer.parts.append(
                    .call(
                        .init(
                            id: call["id"]?.stringValue ?? "", name: call["function"]?["name"]?.stringValue ?? "",
                            arguments: call["function"]?["arguments"]?.jsonText ?? "")))
            }
            guard value["done"] == .bool(true) else { continue }
            answer.finish = value["done_reason"] == .string("length") ? .length : answer.hasCalls ? .calls : .stop
            var usage = Usage()
            usage.prompt = value["prompt_eval_count"]?.intValue ?? 0
            usage.completion = value["eval_count"]?.intValue ?? 0
            answer.usage = usage
        }
        return answer
    }

    private static func add(_ part: Answer.Part, to answer: inout Answer) {
        switch (answer.parts.last, part) {
        case (.text(let before), .text(let text)): answer.parts[answer.parts.count - 1] = .text(before + text)
        case (.reasoning(let before), .reasoning(let text)):
            answer.parts[answer.parts.count - 1] = .reasoning(before + text)
        default: answer.parts.append(part)
        }
    }
}
