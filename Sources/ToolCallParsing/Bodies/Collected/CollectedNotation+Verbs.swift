/// `VERB(KEY='VALUE')` of a tool that the text does not name.
extension CollectedNotation {
    /// The argument that the verb is.
    private static let action = "action"

    static func readVerb(_ text: RawText, of tool: String, _ tools: ToolCatalog) -> CollectedCall? {
        var body = PythonCallBody()
        var output = ArgumentText()
        var index = 0
        let context = BodyContext(closers: [], tools: tools)
        while true {
            switch body.consume(text, &index, context, into: &output) {
            case .named, .identified, .argumentsEnded: continue
            case .ended: break
            case .failed, .needsMore: return nil
            }
            break
        }
        guard output.doubt == nil, text.skippingWhitespace(from: index) == text.count, tools.declares(tool),
            let verb = body.name, !tools.declares(verb),
            let members = (try? JSONValue(parsing: output.bytes))?.objectValue,
            !members.contains(where: { $0.key == action })
        else { return nil }
        var arguments = ArgumentText()
        JSONValue.object([JSONMember(key: action, value: .string(verb))] + members).append(to: &arguments.bytes)
        arguments.repairs = output.repairs
        return CollectedCall(name: tool, arguments: arguments)
    }
}
