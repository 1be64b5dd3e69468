/// Which requests are wanted, in words: `agent:aider (bad | near) ttft>2s !status:200`.
///
/// A bare word is a state (``FilterState``) or else text that stands anywhere; `field:glob` and `field>number` look at one
/// field (``FilterField``); `!` turns round, a space or `&` means both, `|` either, `( )` groups, `"..."` takes what is
/// between as it is. `body:text` looks into prompts and answers, which takes its time: see ``BodySearch``. Case does not matter. A number that is not known is neither more nor less than any other.
package struct RequestFilter: Equatable, Sendable {
    /// As it was written, without white space at the ends.
    package let text: String
    /// `nil`: everything is wanted.
    let expression: FilterExpression?

    /// Longer ones are refused. With it no byte of a text takes more than 17 steps: see ``FilterPattern``.
    package static let maximumBytes = 1_024

    /// Wants everything.
    package static let all = RequestFilter()

    private init() {
        text = ""
        expression = nil
    }

    package init(_ text: String) throws(FilterProblem) {
        let bytes = Array(text.utf8)
        var reader = FilterReader(bytes: bytes)
        expression = try reader.read()
        self.text = String(decoding: Self.trimmed(bytes), as: UTF8.self)
    }

    package var wantsAll: Bool { expression == nil }

    /// What a filter needs to know besides the request.
    package struct Context: Sendable {
        /// Seconds since 1970; for requests that still run.
        package var now: Double
        /// Requests that the user has marked.
        package var tagged: Set<RequestID>
        /// In whose prompts and answers which text was found.
        package var bodies: BodyFindings

        package init(now: Double, tagged: Set<RequestID> = [], bodies: BodyFindings = BodyFindings()) {
            self.now = now
            self.tagged = tagged
            self.bodies = bodies
        }
    }

    /// What it looks for in prompts and answers; empty: nothing.
    package var bodyPatterns: [BodyPattern] { expression?.bodyPatterns ?? [] }

    package func matches(_ request: RequestSummary, in context: Context) -> Bool {
        expression?.matches(request, in: context) ?? true
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var rest = bytes[...]
        while rest.first?.isFilterSpace == true { rest.removeFirst() }
        while rest.last?.isFilterSpace == true { rest.removeLast() }
        return rest
    }
}

/// Why a filter cannot be read.
package struct FilterProblem: Error, Equatable, CustomStringConvertible, Sendable {
    /// What is wrong and what would be right, in one line.
    package var message: String
    /// Where it is wrong, in bytes of the text.
    package var offset: Int

    package var description: String { "\(message) (at byte \(offset + 1))" }
}

/// A filter as a tree.
indirect enum FilterExpression: Equatable, Sendable {
    /// Stands anywhere in the request's row.
    case text(FilterPattern)
    case state(FilterState)
    case field(FilterField, FilterPattern)
    case number(FilterField, FilterComparison, Double)
    /// Stands in what the request or its answer says.
    case body(BodyPattern)
    case not(FilterExpression)
    case both(FilterExpression, FilterExpression)
    case either(FilterExpression, FilterExpression)

    func matches(_ request: RequestSummary, in context: RequestFilter.Context) -> Bool {
        switch self {
        case .text(let pattern):
            FilterField.searched.contains {
                pattern.matches(anyOf: $0.texts(of: request, now: context.now))
            }
        case .state(let state): state.holds(for: request, in: context)
        case .field(let field, let pattern): pattern.matches(anyOf: field.texts(of: request, now: context.now))
        case .number(let field, let comparison, let number):
            field.number(of: request, now: context.now).map { comparison.holds($0, number, field) } ?? false
        case .body(let pattern): context.bodies.holds(pattern, request.id)
        case .not(let inner): !inner.matches(request, in: context)
        case .both(let a, let b): a.matches(request, in: context) && b.matches(request, in: context)
        case .either(let a, let b): a.matches(request, in: context) || b.matches(request, in: context)
        }
    }
}

extension FilterExpression {
    fileprivate var bodyPatterns: [BodyPattern] {
        switch self {
        case .body(let pattern): [pattern]
        case .not(let inner): inner.bodyPatterns
        case .both(let a, let b), .either(let a, let b): a.bodyPatterns + b.bodyPatterns
        case .text, .state, .field, .number: []
        }
    }
}

enum FilterComparison: String, CaseIterable, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    func holds(_ value: Double, _ number: Double, _ field: FilterField) -> Bool {
        switch self {
        case .equal: abs(value - number) <= field.tolerance
        case .notEqual: abs(value - number) > field.tolerance
        case .less: value < number
        case .lessOrEqual: value <= number
        case .greater: value > number
        case .greaterOrEqual: value >= number
        }
    }
}
