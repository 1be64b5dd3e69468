import Monitoring
import ToolCallParsing
import WireFormats

/// Whole completions, read like streams.
extension StreamTranslation {
    /// Reads an element of a whole completion's `choices`: a stream with one delta.
    mutating func read(whole element: JSONValue, at position: Int) -> ChoiceState? {
        guard let number = stateIndex(element["index"]?.intValue ?? position) else { return nil }
        let message = element["message"] ?? .object([])
        JSONValue.object([JSONMember(key: "delta", value: message)]).bytes.withUnsafeBytes { payload in
            var cursor = JSONCursor(payload)
            if let choice = ChunkChoice(&cursor) { _ = take(choice, payload, number) }
        }
        _ = end(number, backendReason: element["finish_reason"]?.stringValue)
        return choices[number]
    }

    /// Takes over what a whole completion said.
    mutating func adopt(_ body: CompletionBody) {
        choices = body.choices.map(\.state)
        beganInReasoning = body.beganInReasoning
        usage = body.original["usage"].map(\.bytes) ?? []
        timings = body.original["timings"].map(\.bytes) ?? []
        tokens = facts.completion ?? choices.count
    }
}
