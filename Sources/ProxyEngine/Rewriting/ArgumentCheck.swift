import ToolCallParsing

/// Whether a call's arguments are what the tool's schema asks for.
enum ArgumentCheck {
    /// Reading takes tens of milliseconds for so many, on the event loop. Longer ones are handed on unchecked.
    static let maximumBytes = 1 << 20

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

    /// `steps` are what the checks of one answer may still take together.
    static func judge(_ arguments: [UInt8], of name: String, rules: CallRules, steps: inout Int) -> Judgement {
        guard let tool = rules.tool(name) else {
            return Judgement(problem: "no tool \(name) was declared")
        }
        guard arguments.count <= maximumBytes else {
            return Judgement(unchecked: "more than \(maximumBytes >> 20) MiB of arguments are not checked")
        }
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: arguments)
        } catch {
            return Judgement(problem: "the arguments are no JSON: \(error)")
        }
        guard case .object = value else { return Judgement(problem: "the arguments are no object") }
        guard let schema = tool.parameters else { return Judgement() }
        let findings = ArgumentValidator(schema: schema).findings(in: value, steps: &steps)
        return Judgement(
            problem: findings.problems.first?.description, unchecked: findings.unchecked.first?.description)
    }
}
