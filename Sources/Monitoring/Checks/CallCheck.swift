import ToolCallParsing

/// A call's arguments beside what the tool's schema asks for, as far as they have been written.
package struct CallCheck: Equatable, Sendable {
    package enum Verdict: Equatable, Sendable {
        case fits
        /// What is wrong with it, or inside it.
        case isWrong(String)
        /// Nothing that was found is wrong with it; why not all of it was checked.
        case isUnchecked(String)
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
    /// What of the arguments as a whole was not checked, and why.
    package private(set) var unchecked: [String] = []
    /// Whether nothing would be wrong if strings became what the schema asks for; `nil`: nothing is wrong, or the call is still
    /// being written.
    package private(set) var isCurable: Bool?

    /// `arguments` is JSON that may end anywhere unless it `isComplete`; `tools` are those of the request.
    package init(name: String, arguments: String, isComplete: Bool, tools: [PromptTool]) {
        var checker = CallChecker(tools: tools)
        self = checker.check(name: name, arguments: arguments, isComplete: isComplete)
    }

    /// `nil`: the tool is none of the request's.
    fileprivate init(_ known: CallChecker.KnownTool?, arguments: String, isComplete: Bool) {
        guard let known else { return }
        tool = known.index
        let written = PartialObject(Array(arguments.utf8))
        if isComplete, !written.isWhole { problems.append("no JSON object") }
        let validator = known.validator
        let found = validator?.findings(in: .object(written.members)) ?? SchemaFindings()
        hasSchema = validator != nil
        let members = Set(written.members.map(\.key))
        for parameter in known.parameters {
            parameters.append(
                Member(
                    name: parameter.name, type: parameter.type, isRequired: parameter.isRequired,
                    verdict: Self.verdict(on: parameter, members, written, found, isComplete: isComplete)))
        }
        for member in written.members where !known.names.contains(member.key) {
            extras.append(
                Member(name: member.key, verdict: Self.verdict(on: member.key, found)))
        }
        let names = known.names.union(members)
        guard isComplete else { return }
        func ofTheWhole(_ found: [SchemaProblem]) -> [String] {
            found.filter { problem in !names.contains { Self.isPath(problem.path, of: $0) } }.map(\.description)
        }
        problems += ofTheWhole(found.problems)
        unchecked = ofTheWhole(found.unchecked)
        guard !found.problems.isEmpty, written.isWhole, let validator else { return }
        let coerced = PartialObject(validator.coerced(Array(arguments.utf8)))
        isCurable = coerced.isWhole && validator.problems(in: .object(coerced.members)).isEmpty
    }

    private static func verdict(
        on parameter: PromptTool.Parameter, _ members: Set<String>, _ written: PartialObject, _ found: SchemaFindings,
        isComplete: Bool
    ) -> Verdict {
        guard members.contains(parameter.name) else {
            if !isComplete, written.openKey == parameter.name { return .isPending }
            return .isAbsent(isWrong: parameter.isRequired && isComplete)
        }
        return verdict(on: parameter.name, found)
    }

    /// The verdict on a member that is there.
    private static func verdict(on key: String, _ found: SchemaFindings) -> Verdict {
        if let problem = problem(of: key, found.problems) { return .isWrong(problem) }
        return problem(of: key, found.unchecked).map(Verdict.isUnchecked) ?? .fits
    }

    /// What is wrong with the member `key`; with the place, where it is inside.
    private static func problem(of key: String, _ found: [SchemaProblem]) -> String? {
        guard let problem = found.first(where: { isPath($0.path, of: key) }) else { return nil }
        let inner = problem.path.dropFirst(pointer(key).count)
        return inner.isEmpty ? problem.reason : "\(inner): \(problem.reason)"
    }

    /// Whether `path`, or the path that a problem begins with, is the place of the member `key` or inside of it.
    package static func isPath(_ path: String, of key: String) -> Bool {
        let start = pointer(key)
        return path == start || path.hasPrefix(start + "/")
    }

    /// A key as a JSON Pointer (RFC 6901).
    private static func pointer(_ key: String) -> String {
        "/" + key.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }
}

/// Checks the calls of a request; reads each tool's schema once.
package struct CallChecker {
    fileprivate struct KnownTool {
        var index: Int
        var parameters: [PromptTool.Parameter]
        /// `nil`: the schema is not there or cannot be read.
        var validator: ArgumentValidator?
        /// All that the schema names.
        var names: Set<String>

        init(_ tool: PromptTool, index: Int) {
            self.index = index
            parameters = tool.parameters
            let schema = try? JSONValue(parsing: tool.schema)
            validator = schema.map { ArgumentValidator(schema: $0) }
            names = Set(tool.parameters.map(\.name) + (schema?["properties"]?.objectValue ?? []).map(\.key))
        }
    }
    private let tools: [PromptTool]
    /// By name; `nil`: there is no such tool.
    private var known: [String: KnownTool?] = [:]

    package init(tools: [PromptTool]) { self.tools = tools }

    /// `arguments` is JSON that may end anywhere unless it `isComplete`.
    package mutating func check(name: String, arguments: String, isComplete: Bool) -> CallCheck {
        if known[name] == nil {
            let index = tools.firstIndex { $0.name == name }
            known.updateValue(index.map { KnownTool(tools[$0], index: $0) }, forKey: name)
        }
        return CallCheck(known[name] ?? nil, arguments: arguments, isComplete: isComplete)
    }
}
