/// A whole message, taken apart. For those who have the complete text; see ``ModelOutputParser`` for streams.
public struct ParsedMessage: Equatable, Sendable {
    /// A complete call.
    public struct Call: Equatable, Sendable {
        /// The identifier that the model wrote; `nil` where the dialect has none.
        public var id: String?
        public var name: String
        /// One JSON object.
        public var arguments: String
        public var dialect: DialectID
    }
    /// The text for the reader.
    public var content = ""
    /// The text of all reasoning sections.
    public var reasoning = ""
    public var calls: [Call] = []
    /// What was put right, in order.
    public var repairs: [RepairKind] = []
    /// What looked like a call and is part of `content`.
    public var nearMisses: [NearMiss] = []

    public init() {}

    /// The message that the events in `batch` make up.
    public init(_ batch: ParsedBatch) {
        for event in batch.events {
            switch event {
            case .content(let bytes, _): content += batch.text(bytes)
            case .reasoning(let bytes, _): reasoning += batch.text(bytes)
            case .callStarted(let call, _):
                calls.append(Call(id: call.id, name: call.name, arguments: "", dialect: call.dialect))
            case .arguments(let index, let bytes, _) where calls.indices.contains(index):
                calls[index].arguments += batch.text(bytes)
            case .callIdentified(let index, let id, _) where calls.indices.contains(index): calls[index].id = id
            case .repaired(let kind, _, _): repairs.append(kind)
            case .nearMiss(let miss, _): nearMisses.append(miss)
            case .arguments, .callIdentified, .callEnded, .removed, .markerPassed: break
            }
        }
    }
}

extension ModelOutputParser {
    /// Takes a complete text apart. Reasoning that the prompt had opened is seen by its closer, which a stream sees too late.
    public static func parse(
        _ text: String, tools: [ToolDeclaration] = [], options: ParserOptions = ParserOptions()
    ) -> ParsedMessage {
        var parser = ModelOutputParser(tools: tools, options: options)
        var batch = ParsedBatch()
        parser.receive(text, into: &batch)
        parser.finish(into: &batch)
        let message = ParsedMessage(batch)
        guard parser.hasMissedReasoning else { return message }
        var options = options
        options.startsInReasoning = true
        let other = parse(text, tools: tools, options: options)
        // Calls were only thought about if something came of the thoughts.
        return message.calls.isEmpty || !other.calls.isEmpty || !other.content.isEmpty ? other : message
    }
}
