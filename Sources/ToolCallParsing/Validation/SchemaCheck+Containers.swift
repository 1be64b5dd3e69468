/// Objects and arrays.
extension SchemaCheck {
    mutating func checkObject(
        _ value: JSONValue, _ members: [JSONMember], _ schema: JSONValue, at path: String, depth: Int
    ) {
        checkRequired(schema["required"]?.arrayValue ?? [], members, at: path)
        checkCount(members.count, "member", schema, "minProperties", "maxProperties", at: path)
        let properties = schema["properties"]?.objectValue ?? []
        let patterns = schema["patternProperties"]?.objectValue ?? []
        // A table is worth its making only where it is asked more than once.
        lookThrough(members.isEmpty ? 0 : properties.count + members.count)
        let index = members.isEmpty ? MemberIndex([]) : MemberIndex(properties)
        for member in members {
            guard steps > 0 else { return leaveOut(path, Self.tookTooLong) }
            guard problems.count < ArgumentValidator.maximumProblems else { return }
            let place = path + Self.step(member.key)
            var isKnown = false
            if let property = index[member.key] {
                isKnown = true
                check(member.value, property, at: place, depth: depth - 1)
            }
            isKnown = checkPatterns(patterns, member, at: place, depth: depth) || isKnown
            guard !isKnown, let additional = schema["additionalProperties"] else { continue }
            if additional == .bool(false) {
                report(place, "not a parameter of the tool")
            } else {
                check(member.value, additional, at: place, depth: depth - 1)
            }
        }
    }

    private mutating func checkRequired(_ required: [JSONValue], _ members: [JSONMember], at path: String) {
        guard !required.isEmpty else { return }
        lookThrough(required.count + members.count)
        guard steps > 0 else { return leaveOut(path, Self.tookTooLong) }
        let index = MemberIndex(members)
        for key in required.lazy.compactMap(\.stringValue) where index[key] == nil {
            report(path + Self.step(key), "required, but missing")
            if problems.count >= ArgumentValidator.maximumProblems { return }
        }
    }

    /// Whether a pattern names the member, or may be the one that does.
    private mutating func checkPatterns(
        _ patterns: [JSONMember], _ member: JSONMember, at place: String, depth: Int
    ) -> Bool {
        var isKnown = false
        for pattern in patterns {
            steps -= 1
            guard steps > 0 else {
                leaveOut(place, Self.tookTooLong)
                return true
            }
            switch matches(pattern.key, member.key, at: place) {
            case true:
                isKnown = true
                check(member.value, pattern.value, at: place, depth: depth - 1)
            case false: break
            default: isKnown = true
            }
        }
        return isKnown
    }

    mutating func checkArray(_ elements: [JSONValue], _ schema: JSONValue, at path: String, depth: Int) {
        checkCount(elements.count, "element", schema, "minItems", "maxItems", at: path)
        let leading = schema["prefixItems"]?.arrayValue ?? schema["items"]?.arrayValue ?? []
        let others = schema["items"]?.arrayValue == nil ? schema["items"] : schema["additionalItems"]
        for (index, element) in elements.enumerated() {
            guard steps > 0 else { return leaveOut(path, Self.tookTooLong) }
            guard problems.count < ArgumentValidator.maximumProblems else { return }
            guard let rule = index < leading.count ? leading[index] : others else { break }
            check(element, rule, at: path + "/\(index)", depth: depth - 1)
        }
        guard schema["uniqueItems"] == .bool(true) else { return }
        lookThrough(elements.count)
        guard steps > 0 else { return leaveOut(path, Self.tookTooLong) }
        if Set(elements.map(\.jsonText)).count < elements.count { report(path, "holds the same element twice") }
    }

    mutating func checkCount(
        _ count: Int, _ unit: String, _ schema: JSONValue, _ least: String, _ most: String, at path: String
    ) {
        func words(_ number: Int) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }
        if let limit = schema[least]?.intValue, count < limit { report(path, "at least \(words(limit)), got \(count)") }
        if let limit = schema[most]?.intValue, count > limit { report(path, "at most \(words(limit)), got \(count)") }
    }

    /// A key as part of a JSON Pointer.
    static func step(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return "/" + key }
        return "/" + key.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }
}
