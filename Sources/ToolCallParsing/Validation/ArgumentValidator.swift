/// Checks the arguments of a call against the JSON Schema of its tool.
///
/// Knows the keywords that tools use: types (with the spellings that agents give them), `required`, `enum`, `const`,
/// `properties`, `patternProperties`, `additionalProperties`, `items`, `prefixItems`, limits on numbers, lengths and
/// counts, `pattern`, `anyOf`, `oneOf`, `allOf`, `not`, `nullable`, and `$ref` within the schema. Others are not looked at.
/// Source: JSON Schema, draft 2020-12; of draft 4 the boolean `exclusiveMinimum` and `exclusiveMaximum`.
public struct ArgumentValidator: Sendable {
    /// Problems beyond so many are not told.
    public static let maximumProblems = 8
    /// Schemas refer to themselves; values nest.
    private static let maximumDepth = 64
    /// What one validation may take: a step is a schema looked at, four members or choices looked through, or one state of a
    /// pattern at one character. Branches, patterns and elements multiply, and a schema comes from outside. Calls of agents
    /// take some tens to some thousands; this many take a few milliseconds.
    public static let maximumSteps = 100_000
    /// What the calls of one answer may take together, since there may be any number of them.
    public static let maximumStepsOfAnswer = 1_000_000

    private let root: JSONValue

    /// `schema` is the tool's `parameters`.
    public init(schema: JSONValue) { root = schema }

    /// What is wrong with `value`, in the schema's order; empty: nothing that was found.
    public func problems(in value: JSONValue) -> [SchemaProblem] { findings(in: value).problems }

    /// What is wrong with `value`, and what of it was not checked.
    public func findings(in value: JSONValue) -> SchemaFindings {
        var steps = Self.maximumSteps
        return findings(in: value, steps: &steps)
    }

    /// The same, with what all calls of an answer may take together: `steps` are what is left of it.
    public func findings(in value: JSONValue, steps: inout Int) -> SchemaFindings {
        let most = max(0, min(steps, Self.maximumSteps))
        var check = SchemaCheck(root: root, steps: most)
        check.check(value, root, at: "", depth: Self.maximumDepth)
        steps -= most - max(0, check.steps)
        return SchemaFindings(
            problems: Array(check.problems.prefix(Self.maximumProblems)),
            unchecked: Array(check.unchecked.prefix(Self.maximumProblems)))
    }

    /// The JSON text `arguments` as ``ParserOptions/coercesToSchema`` would have passed it on: strings that the schema wants to
    /// be something else are that, where they leave no doubt. All else stays as it is.
    public func coerced(_ arguments: [UInt8]) -> [UInt8] {
        var coercer = SchemaCoercer(schema: root)
        var output: [UInt8] = []
        coercer.pass(arguments, into: &output)
        return output
    }
}

/// One validation, while it runs.
struct SchemaCheck {
    let root: JSONValue
    /// How many are left.
    var steps: Int
    var problems: [SchemaProblem] = []
    /// What was not looked at, and why.
    private(set) var unchecked: [SchemaProblem] = []
    /// The schemas that references have led to; `nil`: nowhere.
    private var targets: [String: JSONValue?] = [:]
    /// The patterns that have been read.
    var patterns: [String: Result<PatternProgram, PatternRefusal>] = [:]

    init(root: JSONValue, steps: Int) {
        self.root = root
        self.steps = steps
    }

    static let tookTooLong = "the check would take too long"

    mutating func report(_ path: String, _ reason: String) {
        problems.append(SchemaProblem(path: path, reason: reason))
    }

    mutating func leaveOut(_ path: String, _ reason: String) {
        guard unchecked.count < ArgumentValidator.maximumProblems, unchecked.last?.reason != Self.tookTooLong else {
            return
        }
        unchecked.append(SchemaProblem(path: path, reason: reason))
    }

    mutating func check(_ value: JSONValue, _ schema: JSONValue, at path: String, depth: Int) {
        guard problems.count < ArgumentValidator.maximumProblems else { return }
        guard depth > 0 else { return leaveOut(path, "the schema is nested too deeply") }
        guard steps > 0 else { return leaveOut(path, Self.tookTooLong) }
        steps -= 1
        if schema == .bool(false) { return report(path, "not allowed") }
        guard case .object(let keywords) = schema else { return }
        // Each keyword is looked for among them.
        lookThrough(keywords.count)
        if value == .null && schema["nullable"] == .bool(true) { return }
        if let reference = schema["$ref"]?.stringValue, let target = target(of: reference) {
            check(value, target, at: path, depth: depth - 1)
        }
        guard checkType(value, schema, at: path) else { return }
        checkChoice(value, schema, at: path)
        switch value {
        case .object(let members): checkObject(value, members, schema, at: path, depth: depth)
        case .array(let elements): checkArray(elements, schema, at: path, depth: depth)
        case .string(let text): checkString(text, schema, at: path)
        case .number(let literal): checkNumber(literal, schema, at: path)
        case .null, .bool: break
        }
        checkBranches(value, schema, at: path, depth: depth)
    }

    /// So many members or choices have been looked through.
    mutating func lookThrough(_ count: Int) { steps -= count / 4 }

    /// Looked for once in each check.
    private mutating func target(of reference: String) -> JSONValue? {
        if let known = targets[reference] { return known }
        let target = SchemaTypes.target(of: reference, in: root) { lookThrough($0) }
        targets[reference] = .some(target)
        return target
    }

    /// Whether `value` satisfies `schema`; reports nothing. `nil`: what was not checked might decide it.
    private mutating func satisfies(_ value: JSONValue, _ schema: JSONValue, depth: Int) -> Bool? {
        let (told, left) = (problems, unchecked)
        (problems, unchecked) = ([], [])
        defer { (problems, unchecked) = (told, left) }
        check(value, schema, at: "", depth: depth)
        if !problems.isEmpty { return false }
        return unchecked.isEmpty ? true : nil
    }

    // MARK: Any value

    private mutating func checkType(_ value: JSONValue, _ schema: JSONValue, at path: String) -> Bool {
        guard let type = schema["type"] else { return true }
        lookThrough(type.arrayValue?.count ?? 0)
        let allowed = SchemaTypes(of: .object([JSONMember(key: "type", value: type)]), root: nil)
        let names = type.arrayValue?.compactMap(\.stringValue) ?? [type.stringValue].compactMap(\.self)
        guard !allowed.isEmpty, names.allSatisfy({ !SchemaTypes(named: .string($0)).isEmpty }) else { return true }
        if allowed.contains(SchemaTypes(of: value)) { return true }
        if case .number(let literal) = value {
            if allowed.contains(.number) || allowed.contains(.integer) && SchemaNumber.isWhole(literal) { return true }
        }
        report(path, "expected \(names.joined(separator: " or ")), got \(Self.shown(value))")
        return false
    }

    private mutating func checkChoice(_ value: JSONValue, _ schema: JSONValue, at path: String) {
        if let choices = schema["enum"]?.arrayValue {
            // An object is compared member by member.
            let members = value.objectValue?.count ?? value.arrayValue?.count ?? 0
            lookThrough(min(choices.count, 1 << 24) * min(members + 1, 1 << 24))
            guard steps > 0 else { return leaveOut(path, Self.tookTooLong) }
            checkEnum(value, choices, at: path)
        }
        if let constant = schema["const"], !SchemaNumber.areEqual(constant, value) {
            report(path, "expected \(Self.shown(constant)), got \(Self.shown(value))")
        }
    }

    private mutating func checkEnum(_ value: JSONValue, _ choices: [JSONValue], at path: String) {
        if !choices.contains(where: { SchemaNumber.areEqual($0, value) }) {
            let shown = choices.prefix(6).map(Self.shown).joined(separator: ", ") + (choices.count > 6 ? ", ..." : "")
            report(path, "expected one of \(shown), got \(Self.shown(value))")
        }
    }

    private mutating func checkBranches(_ value: JSONValue, _ schema: JSONValue, at path: String, depth: Int) {
        for branch in schema["allOf"]?.arrayValue ?? [] { check(value, branch, at: path, depth: depth - 1) }
        if let branches = schema["anyOf"]?.arrayValue, !branches.isEmpty {
            let fits = verdicts(on: branches, value, depth: depth) { $0 == true }
            if !fits.contains(true) {
                if fits.contains(nil) {
                    leaveOpen(path)
                } else {
                    reportBest(of: branches, value, at: path, depth: depth)
                }
            }
        }
        if let branches = schema["oneOf"]?.arrayValue, !branches.isEmpty {
            let fits = verdicts(on: branches, value, depth: depth) { _ in false }
            let count = fits.count { $0 == true }
            if count > 1 {
                report(path, "fits \(count) of the schemas of which it may fit one")
            } else if fits.contains(nil) {
                leaveOpen(path)
            } else if count == 0 {
                reportBest(of: branches, value, at: path, depth: depth)
            }
        }
        if let forbidden = schema["not"] {
            switch satisfies(value, forbidden, depth: depth - 1) {
            case true: report(path, "is what the schema rules out")
            case false: break
            default: leaveOpen(path)
            }
        }
    }

    private mutating func leaveOpen(_ path: String) {
        leaveOut(path, steps > 0 ? "one of several schemas could not be checked" : Self.tookTooLong)
    }

    /// Which of `branches` the value fits, up to the first verdict that `decides`.
    private mutating func verdicts(
        on branches: [JSONValue], _ value: JSONValue, depth: Int, until decides: (Bool?) -> Bool
    ) -> [Bool?] {
        var result: [Bool?] = []
        for branch in branches {
            let fits = steps > 0 ? satisfies(value, branch, depth: depth - 1) : nil
            result.append(fits)
            if decides(fits) || steps <= 0 { break }
        }
        return result
    }

    /// No branch fits: where only one is of the value's type, its problems say more.
    private mutating func reportBest(of branches: [JSONValue], _ value: JSONValue, at path: String, depth: Int) {
        let type = SchemaTypes(of: value)
        steps -= branches.count
        let likely = branches.filter { SchemaTypes(of: $0, root: root).contains(type) }
        guard likely.count == 1 else {
            return report(path, "fits none of \(branches.count) schemas: \(Self.shown(value))")
        }
        check(value, likely[0], at: path, depth: depth - 1)
    }

    /// Short enough for a line.
    static func shown(_ value: JSONValue) -> String {
        let most = 60
        // Written only where it cannot be long: it may be megabytes.
        if value.isBounded(8 * most) {
            let text = value.jsonText
            if text.count <= most { return text }
        }
        switch value {
        case .object: return "object"
        case .array: return "array"
        default: return "string"
        }
    }
}

extension JSONValue {
    /// Whether it has hardly more than `limit` bytes; found without looking at more.
    fileprivate func isBounded(_ limit: Int) -> Bool {
        var left = limit
        spend(&left)
        return left >= 0
    }

    private func spend(_ left: inout Int) {
        left -= 1
        switch self {
        case .string(let text), .number(let text): left -= text.utf8.count
        case .array(let elements): for element in elements where left >= 0 { element.spend(&left) }
        case .object(let members):
            for member in members where left >= 0 {
                left -= member.key.utf8.count
                member.value.spend(&left)
            }
        case .null, .bool: break
        }
    }
}
