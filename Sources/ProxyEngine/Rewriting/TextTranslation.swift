package import ToolCallParsing
package import WireFormats

/// Turns a model's text into the message, or the stream, that a client would get of it. For those who have the text and no
/// backend.
package struct TextTranslation: Sendable {
    package var tools: [ToolDeclaration]
    package var options: ParserOptions
    /// Characters in a piece of the text, as a backend would send it.
    package var pieceLength = 8

    package init(tools: [ToolDeclaration], options: ParserOptions) {
        self.tools = tools
        self.options = options
    }

    /// The assistant's message.
    package func message(of text: String) -> JSONValue {
        completion(of: text)["choices"]?.arrayValue?.first?["message"] ?? .null
    }

    /// The chat completion that holds it.
    private func completion(of text: String) -> JSONValue {
        let plain = JSONValue.object([
            JSONMember(key: "role", value: .string("assistant")), JSONMember(key: "content", value: .string(text)),
        ])
        let choice = JSONValue.object([
            JSONMember(key: "index", value: .number("0")), JSONMember(key: "message", value: plain),
            JSONMember(key: "finish_reason", value: .string("stop")),
        ])
        let completion = JSONValue.object([JSONMember(key: "choices", value: .array([choice]))])
        let body = CompletionBody(
            completion, request: CallRules(tools: tools), parserOptions: options, newCallID: CallID.make)
        return body?.translated ?? completion
    }

    /// The whole answer as a client of another protocol gets it, who calls the tools so.
    package func answer(of text: String, as wire: WireProtocol, _ names: FlatToolNames) -> [UInt8] {
        var batch = AnswerBatch()
        completion(of: text).bytes.withUnsafeBytes { WireProtocol.chat.readWhole($0, 200, &batch) }
        var collector = AnswerCollector()
        collector.take(batch)
        return wire.wholeBody(collector.collected(), Self.context(names)).bytes
    }

    /// The same, streamed to its end.
    package func stream(of text: String, as wire: WireProtocol, _ names: FlatToolNames) -> [UInt8] {
        var batch = AnswerBatch()
        var reader = WireProtocol.chat.streamReader()
        events(of: text).withUnsafeBytes { reader.receive($0, into: &batch) }
        reader.finish(into: &batch)
        var output: [UInt8] = []
        var writer = wire.streamWriter(Self.context(names))
        writer.write(batch, to: &output)
        return output
    }

    private static func context(_ names: FlatToolNames) -> AnswerContext {
        AnswerContext(
            model: "", names: names, created: 0, createdText: "1970-01-01T00:00:00Z",
            newID: { $0 + CallID.make().dropFirst(5) })
    }

    /// The events of the stream, to `[DONE]`.
    package func events(of text: String) -> [UInt8] {
        var translation = StreamTranslation(
            request: CallRules(tools: tools), wantsUsage: false, delivery: .events, parserOptions: options,
            newCallID: CallID.make)
        var rest = text[...]
        while !rest.isEmpty {
            feed(
                .object([JSONMember(key: "content", value: .string(String(rest.prefix(pieceLength))))]), nil,
                &translation)
            rest = rest.dropFirst(pieceLength)
        }
        feed(.object([]), "stop", &translation)
        Array("data: [DONE]\n\n".utf8).withUnsafeBytes { translation.receive($0) }
        translation.finish(.complete)
        return translation.output
    }

    private func feed(_ delta: JSONValue, _ finishReason: String?, _ translation: inout StreamTranslation) {
        let chunk = JSONValue.object([
            JSONMember(key: "id", value: .string("chatcmpl-translated")),
            JSONMember(key: "object", value: .string("chat.completion.chunk")),
            JSONMember(key: "created", value: .number("0")), JSONMember(key: "model", value: .string("")),
            JSONMember(
                key: "choices",
                value: .array([
                    .object([
                        JSONMember(key: "index", value: .number("0")), JSONMember(key: "delta", value: delta),
                        JSONMember(key: "finish_reason", value: finishReason.map { .string($0) } ?? .null),
                    ])
                ])),
        ])
        (Array("data: ".utf8) + chunk.bytes + Array("\n\n".utf8)).withUnsafeBytes { translation.receive($0) }
    }
}
