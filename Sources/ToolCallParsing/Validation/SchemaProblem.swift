/// One thing in which a value is not what its schema asks for.
public struct SchemaProblem: Equatable, Sendable, CustomStringConvertible {
    /// Where, as a JSON Pointer (RFC 6901); empty: the whole value.
    public var path: String
    /// What is wrong, in a few words.
    public var reason: String

    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

/// What a validation came to.
public struct SchemaFindings: Equatable, Sendable {
    /// What is wrong; at most ``ArgumentValidator/maximumProblems``.
    public var problems: [SchemaProblem]
    /// What was not checked, and why: patterns with what no quick matcher can do, schemas that are nested too deeply, all
    /// that would have taken longer than ``ArgumentValidator/maximumSteps``. It may be right or wrong.
    public var unchecked: [SchemaProblem]

    public init(problems: [SchemaProblem] = [], unchecked: [SchemaProblem] = []) {
        self.problems = problems
        self.unchecked = unchecked
    }
}
