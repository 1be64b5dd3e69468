/// Strings and numbers.
extension SchemaCheck {
    mutating func checkString(_ text: String, _ schema: JSONValue, at path: String) {
        checkCount(text.unicodeScalars.count, "character", schema, "minLength", "maxLength", at: path)
        if let pattern = schema["pattern"]?.stringValue, matches(pattern, text, at: path) == false {
            report(path, "does not match \(pattern): \(Self.shown(.string(text)))")
        }
    }

    mutating func checkNumber(_ literal: String, _ schema: JSONValue, at path: String) {
        guard let number = Double(literal) else { return }
        func limit(_ key: String) -> Double? {
            if case .number(let literal) = schema[key] { Double(literal) } else { nil }
        }
        let excludesLeast = schema["exclusiveMinimum"] == .bool(true)
        let excludesMost = schema["exclusiveMaximum"] == .bool(true)
        if let least = limit("minimum"), excludesLeast ? number <= least : number < least {
            report(path, "\(excludesLeast ? "more than" : "at least") \(shown(schema["minimum"])), got \(literal)")
        }
        if let most = limit("maximum"), excludesMost ? number >= most : number > most {
            report(path, "\(excludesMost ? "less than" : "at most") \(shown(schema["maximum"])), got \(literal)")
        }
        if let least = limit("exclusiveMinimum"), number <= least {
            report(path, "more than \(shown(schema["exclusiveMinimum"])), got \(literal)")
        }
        if let most = limit("exclusiveMaximum"), number >= most {
            report(path, "less than \(shown(schema["exclusiveMaximum"])), got \(literal)")
        }
        if let step = limit("multipleOf"), step > 0, !SchemaNumber.isMultiple(number, of: step) {
            report(path, "a multiple of \(shown(schema["multipleOf"])), got \(literal)")
        }
    }

    private func shown(_ value: JSONValue?) -> String { value.map(Self.shown) ?? "" }
}

/// Numbers as JSON Schema compares them.
enum SchemaNumber {
    /// A number without a fraction is an integer, however it is written (`5.0`, `1e3`).
    static func isWhole(_ literal: String) -> Bool {
        guard literal.contains(where: { ".eE".contains($0) }) else { return true }
        guard let number = Double(literal), number.isFinite else { return false }
        return number == nearestWhole(number)
    }

    /// Done without the C library's mathematics, which a program that uses only this module does not link.
    private static func nearestWhole(_ number: Double) -> Double {
        // From here on doubles have no fraction.
        guard abs(number) < 0x1p52 else { return number }
        return Double(Int64(number + (number < 0 ? -0.5 : 0.5)))
    }

    /// Steps such as 0.1 have no exact binary form: what is off by rounding only is a multiple.
    static func isMultiple(_ number: Double, of step: Double) -> Bool {
        let count = nearestWhole(number / step)
        guard count.isFinite else { return true }
        return abs(number - count * step) <= abs(step) * 1e-9
    }

    /// Equal as values: `1` and `1.0` are, and objects whatever the order of their members.
    static func areEqual(_ a: JSONValue, _ b: JSONValue) -> Bool {
        switch (a, b) {
        case (.number(let a), .number(let b)): a == b || Double(a) == Double(b)
        case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy(areEqual)
        case (.object(let a), .object(let other)):
            a.count == other.count && areEqual(a, MemberIndex(other))
        default: a == b
        }
    }

    private static func areEqual(_ members: [JSONMember], _ index: MemberIndex) -> Bool {
        members.allSatisfy { member in index[member.key].map { areEqual(member.value, $0) } ?? false }
    }
}
