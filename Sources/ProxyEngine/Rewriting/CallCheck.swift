import ToolCallParsing

/// A call's arguments beside what the tool's schema asks for, as far as they have been written.
package struct CallCheck: Equatable, Sendable {
    package enum Verdict: Equatable, Sendable {
        case fits
        /// What is wrong with it, or inside it.
        case isWrong(String)
        /// Its value is being written.
        case isPending
        /// Not there: `isWrong`, where the tool asks for it.
        case isAbsent(isWrong: Bool)
    }
    /// A parameter of the tool, or a key that is none.
    package struct Member: Equatable, Sendable {
        package var name: String
        /// As the schema says it; empty where it does not.
        package var type = ""
        package var isRequired = false
        package var verdict: Verdict
    }
    /// Which of the request's tools it is; `nil`: none of them.
    package private(set) var tool: Int?
    /// The schema is there and can be read.
    package private(set) var hasSchema = false
    /// In the schema's order.
    package private(set) var parameters: [Member] = []
    /// Keys that the schema does not name, in the order in which they were written.
    package private(set) var extras: [Member] = []
    /// What is wrong with the arguments as a whole.
    package private(set) var problems: [String] = []
    /// Whether nothing would be wrong if strings became what the schema asks for; `nil`: nothing is wrong, or the call is still
    /// being written.
    package private(set) var isCurable: Bool?

    /// `arguments` is JSON that may end anywhere unless it `isComplete`; `tools` are those of the request.
    package init(name: String, arguments: String, isComplete: Bool, tools: [PromptTool]) {
        tool = tools.firstIndex { $0.name == name }
        guard let tool else { return }
        let written = PartialObject(Array(arguments.utf8))
        if isComplete, !written.isWhole { problems.append("no JSON object") }
        let schema = try? JSONValue(parsing: tools[tool].schema)
        let validator = schema.map { ArgumentValidator(schema: $0) }
        let found = validator?.problems(in: .object(written.members)) ?? []
        hasSchema = schema != nil
        for parameter in tools[tool].parameters {
            parameters.append(
                Member(
                    name: parameter.name, type: parameter.type, isRequired: parameter.isRequired,
                    verdict: Self.verdict(on: parameter, written, found, isComplete: isComplete)))
        }
        let names = Set(tools[tool].parameters.map(\.name) + (schema?["properties"]?.objectValue ?? []).map(\.key))
        for member in written.members where !names.contains(member.key) {
            extras.append(
                Member(name: member.key, verdict: Self.problem(of: member.key, found).map(Verdict.isWrong) ?? .fits))
        }
        let known = names.union(written.members.map(\.key))
        guard isComplete else { return }
        problems += found.filter { problem in !known.contains { Self.isPath(problem.path, of: $0) } }.map(\.description)
        guard !found.isEmpty, written.isWhole, let validator else { return }
        let coerced = PartialObject(validator.coerced(Array(arguments.utf8)))
        isCurable = coerced.isWhole && validator.problems(in: .object(coerced.members)).isEmpty
    }

    private static func verdict(
        on parameter: PromptTool.Parameter, _ written: PartialObject, _ found: [SchemaProblem], isComplete: Bool
    ) -> Verdict {
        guard written.members.contains(where: { $0.key == parameter.name }) else {
            if !isComplete, written.openKey == parameter.name { return .isPending }
            return .isAbsent(isWrong: parameter.isRequired && isComplete)
        }
        return problem(of: parameter.name, found).map(Verdict.isWrong) ?? .fits
    }

    /// What is wrong with the member `key`; with the place, where it is inside.
    private static func problem(of key: String, _ found: [SchemaProblem]) -> String? {
        guard let problem = found.first(where: { isPath($0.path, of: key) }) else { return nil }
        let inner = problem.path.dropFirst(pointer(key).count)
        return inner.isEmpty ? problem.reason : "\(inner): \(problem.reason)"
    }

    private static func isPath(_ path: String, of key: String) -> Bool {
        let start = pointer(key)
        return path == start || path.hasPrefix(start + "/")
    }

    /// A key as a JSON Pointer (RFC 6901).
    private static func pointer(_ key: String) -> String {
        "/" + key.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }
}
