import ToolCallParsing

/// A kind of answer. A request can ask for one by writing `demo:<name>` into its last user message; else they rotate.
package enum DemoScenario: Hashable, Sendable {
    /// A call as text in the dialect of this id.
    case dialect(String)
    // Calls that the model server has parsed itself.
    case native
    case parallelNative
    case parallel
    /// Reasoning as `<think>` text, then a call.
    case reasoning
    /// Reasoning in a field of its own, then a call.
    case reasoningField
    // Faults.
    /// JSON that has to be repaired.
    case malformed
    /// Text that looks like a call and is none.
    case nearMiss
    /// A call of a tool that the request does not declare.
    case undeclared
    /// The text ends in the middle of a call.
    case cutOff
    /// The server answers with an error.
    case error
    /// The connection breaks in the middle of the answer.
    case brokenOff
    // Without calls.
    case text
    case reasonedText

    private static let names: [(scenario: DemoScenario, name: String)] = [
        (.native, "native"), (.parallelNative, "parallel-native"), (.parallel, "parallel"), (.reasoning, "reasoning"),
        (.reasoningField, "reasoning-field"), (.malformed, "malformed"), (.nearMiss, "near-miss"),
        (.undeclared, "undeclared"), (.cutOff, "cut-off"), (.error, "error"), (.brokenOff, "broken-off"),
        (.text, "text"), (.reasonedText, "reasoned-text"),
    ]

    /// The order in which requests with tools are answered: all dialects that are found by themselves, and between them
    /// what else happens.
    package static let toolRotation: [DemoScenario] = {
        let others: [DemoScenario] = [
            .native, .parallel, .reasoning, .malformed, .parallelNative, .nearMiss, .reasoningField, .undeclared,
            .native, .cutOff, .malformed, .error, .parallel, .reasoning, .brokenOff,
        ]
        // Those that most models write come more often than the others.
        let common = ["hermes-json", "qwen3-coder-xml", "tool-call-line"]
        let rare = Dialect.detected.map(\.id.rawValue).filter { DialectWriter.named($0) != nil && !common.contains($0) }
        var rotation: [DemoScenario] = []
        for (index, id) in rare.enumerated() {
            rotation += [.dialect(common[index % common.count]), others[index % others.count], .dialect(id)]
        }
        return rotation
    }()

    /// The order in which questions without tools, and last turns, are answered.
    package static let textRotation: [DemoScenario] = [.text, .reasonedText, .text]

    /// The scenario that a text asks for.
    static func asked(in text: String) -> DemoScenario? {
        guard let marker = text.range(of: "demo:") else { return nil }
        let name = text[marker.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" }
        return DemoScenario(name: String(name))
    }
}

extension DemoScenario: CaseIterable {
    package static let allCases = DialectWriter.all.map { DemoScenario.dialect($0.id) } + names.map(\.scenario)

    package init?(name: String) {
        if DialectWriter.named(name) != nil {
            self = .dialect(name)
        } else if let entry = Self.names.first(where: { $0.name == name }) {
            self = entry.scenario
        } else {
            return nil
        }
    }

    package var name: String {
        if case .dialect(let id) = self { return id }
        return Self.names.first { $0.scenario == self }?.name ?? ""
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
