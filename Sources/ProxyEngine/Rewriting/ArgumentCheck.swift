import ToolCallParsing

/// Whether a call's arguments are what the tool's schema asks for.
enum ArgumentCheck {
    /// Whether `arguments` are a whole JSON object.
    static func isObject(_ arguments: [UInt8]) -> Bool {
        if case .object? = try? JSONValue(parsing: arguments) { true } else { false }
    }

    /// What a look at a call's arguments came to.
    struct Judgement: Equatable {
        /// The first thing that is wrong, with its place; `nil`: nothing that was found.
        var problem: String?
        /// The first thing that was not checked, with its place and the reason; `nil`: all was.
        var unchecked: String?
    }

    static func judge(_ arguments: [UInt8], of name: String, tools: [ToolDeclaration]) -> Judgement {
        guard let tool = tools.first(where: { $0.name == name }) else {
            return Judgement(problem: "no tool \(name) was declared")
        }
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: arguments)
        } catch {
            return Judgement(problem: "the arguments are no JSON: \(error)")
        }
        guard case .object = value else { return Judgement(problem: "the arguments are no object") }
        guard let schema = tool.parameters else { return Judgement() }
        let findings = ArgumentValidator(schema: schema).findings(in: value)
        return Judgement(
            problem: findings.problems.first?.description, unchecked: findings.unchecked.first?.description)
    }
}
