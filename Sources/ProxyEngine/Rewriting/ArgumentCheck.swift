import ToolCallParsing

/// Whether a call's arguments are what the tool's schema asks for.
enum ArgumentCheck {
    /// Whether `arguments` are a whole JSON object.
    static func isObject(_ arguments: [UInt8]) -> Bool {
        if case .object? = try? JSONValue(parsing: arguments) { true } else { false }
    }

    /// The first thing that is wrong, with its place; `nil`: nothing.
    static func problem(with arguments: [UInt8], of name: String, tools: [ToolDeclaration]) -> String? {
        guard let tool = tools.first(where: { $0.name == name }) else { return "no tool \(name) was declared" }
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: arguments)
        } catch {
            return "the arguments are no JSON: \(error)"
        }
        guard case .object = value else { return "the arguments are no object" }
        guard let schema = tool.parameters else { return nil }
        return ArgumentValidator(schema: schema).problems(in: value).first?.description
    }
}
