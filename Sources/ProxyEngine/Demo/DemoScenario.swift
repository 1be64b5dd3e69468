/// A kind of answer. A request can ask for one by writing `demo:<name>` into its last user message; else they rotate.
package enum DemoScenario: String, CaseIterable, Sendable {
    // Calls as text, one for each dialect.
    case hermes = "hermes-json"
    case toolCallLine = "tool-call-line"
    case qwen3Coder = "qwen3-coder-xml"
    // Calls that the model server has parsed itself.
    case native
    case parallelNative = "parallel-native"
    case parallel
    /// Reasoning as `<think>` text, then a call.
    case reasoning
    /// Reasoning in a field of its own, then a call.
    case reasoningField = "reasoning-field"
    // Faults.
    /// JSON that has to be repaired.
    case malformed
    /// Text that looks like a call and is none.
    case nearMiss = "near-miss"
    /// A call of a tool that the request does not declare.
    case undeclared
    /// The text ends in the middle of a call.
    case cutOff = "cut-off"
    /// The server answers with an error.
    case error
    /// The connection breaks in the middle of the answer.
    case brokenOff = "broken-off"
    // Without calls.
    case text
    case reasonedText = "reasoned-text"

    /// The order in which requests with tools are answered.
    package static let toolRotation: [DemoScenario] = [
        .hermes, .qwen3Coder, .native, .toolCallLine, .parallel, .reasoning, .malformed, .parallelNative, .hermes,
        .qwen3Coder, .nearMiss, .reasoningField, .toolCallLine, .undeclared, .hermes, .native, .cutOff, .qwen3Coder,
        .malformed, .error, .hermes, .parallel, .reasoning, .brokenOff,
    ]

    /// The order in which questions without tools, and last turns, are answered.
    package static let textRotation: [DemoScenario] = [.text, .reasonedText, .text]

    /// The scenario that a text asks for.
    static func asked(in text: String) -> DemoScenario? {
        guard let marker = text.range(of: "demo:") else { return nil }
        let name = text[marker.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" }
        return DemoScenario(rawValue: String(name))
    }
}

extension String {
    /// Where `part` first stands.
    fileprivate func range(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            formIndex(after: &start)
        }
        return nil
    }
}
