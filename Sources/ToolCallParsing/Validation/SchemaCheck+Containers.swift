/// Objects and arrays.
extension SchemaCheck {
    mutating func checkObject(
        _ value: JSONValue, _ members: [JSONMember], _ schema: JSONValue, at path: String, depth: Int
    ) {
        for key in schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? [] where value[key] == nil {
            report(path + Self.step(key), "required, but missing")
        }
        checkCount(members.count, "member", schema, "minProperties", "maxProperties", at: path)
        let properties = schema["properties"]
        let patterns = (schema["patternProperties"]?.objectValue ?? []).map { ($0.key, $0.value) }
        for member in members {
            let place = path + Self.step(member.key)
            var isKnown = false
            if let property = properties?[member.key] {
                isKnown = true
                check(member.value, property, at: place, depth: depth - 1)
            }
            for (pattern, property) in patterns {
                switch matches(pattern, member.key, at: place) {
                case true:
                    isKnown = true
                    check(member.value, property, at: place, depth: depth - 1)
                case false: break
                // It may be the one that names this member.
                default: isKnown = true
                }
            }
            guard !isKnown, let additional = schema["additionalProperties"] else { continue }
            if additional == .bool(false) {
                report(place, "not a parameter of the tool")
            } else {
                check(member.value, additional, at: place, depth: depth - 1)
            }
        }
    }

    mutating func checkArray(_ elements: [JSONValue], _ schema: JSONValue, at path: String, depth: Int) {
        checkCount(elements.count, "element", schema, "minItems", "maxItems", at: path)
        let leading = schema["prefixItems"]?.arrayValue ?? schema["items"]?.arrayValue ?? []
        let others = schema["items"]?.arrayValue == nil ? schema["items"] : schema["additionalItems"]
        for (index, element) in elements.enumerated() {
            guard let rule = index < leading.count ? leading[index] : others else { break }
            check(element, rule, at: path + "/\(index)", depth: depth - 1)
        }
        if schema["uniqueItems"] == .bool(true), Set(elements.map(\.jsonText)).count < elements.count {
            report(path, "holds the same element twice")
        }
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
