import ToolCallParsing
import WireFormats

/// A model's text as an example for the translator's tests: one line with what comes of the text today, to be put right by
/// hand where that is wrong, and the tools it was said for.
struct TestCase {
    let line: String

    /// `nil` where no text is kept, or not all of it.
    init?(_ request: RequestSummary, _ detail: RequestDetail, note: String? = nil) {
        guard let transcript = detail.transcripts[detail.transcripts.keys.min() ?? 0], !transcript.raw.isEmpty,
            !transcript.isCut, !transcript.isTruncated
        else {
            return nil
        }
        let text = Redaction.redacted(String(decoding: transcript.raw, as: UTF8.self))
        let body = detail.requestBody.flatMap { try? JSONValue(parsing: $0) }
        let tools = detail.requestBody.flatMap { ChatOutline(Array($0.utf8))?.tools } ?? []
        var options = ParserOptions()
        options.acceptsAnyName = tools.isEmpty
        let message = ModelOutputParser.parse(text, tools: tools, options: options)
        var members = [
            JSONMember(key: "in", value: .string(text)), JSONMember(key: "content", value: .string(message.content)),
        ]
        if !message.reasoning.isEmpty {
            members.append(JSONMember(key: "reasoning", value: .string(message.reasoning)))
        }
        members.append(JSONMember(key: "calls", value: .array(message.calls.map(Self.call))))
        if !message.repairs.isEmpty {
            members.append(JSONMember(key: "repairs", value: .array(message.repairs.map { .string($0.rawValue) })))
        }
        if !message.nearMisses.isEmpty {
            let reasons = message.nearMisses.map { JSONValue.string($0.reason.rawValue) }
            members.append(JSONMember(key: "nearMisses", value: .array(reasons)))
        }
        let why = [note, Self.reason(request, message)].compactMap { $0 }.joined(separator: "; ")
        members.append(JSONMember(key: "why", value: .string(why)))
        if let tools = body?["tools"] { members.append(JSONMember(key: "tools", value: tools)) }
        let json = Redaction.redactedJSON(JSONValue.object(members).bytes)
        line = String(decoding: json, as: UTF8.self) + "\n"
    }

    private static func call(_ call: ParsedMessage.Call) -> JSONValue {
        let arguments = (try? JSONValue(parsing: call.arguments)) ?? .string(call.arguments)
        return .array([.string(call.name), arguments] + (call.id.map { [.string($0)] } ?? []))
    }

    private static func reason(_ request: RequestSummary, _ message: ParsedMessage) -> String {
        let what = message.nearMisses.isEmpty ? "seen" : "near miss (\(message.nearMisses[0].dialect)) seen"
        return "\(what) in \(request.id) of \(request.model.isEmpty ? "an unknown model" : request.model)"
    }
}
