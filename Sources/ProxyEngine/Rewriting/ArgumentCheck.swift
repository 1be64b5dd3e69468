import ToolCallParsing

/// Whether a call's arguments are what the tool's schema asks for, as far as types and required members go.
enum ArgumentCheck {
    /// The first thing that is wrong, with its place; `nil`: nothing.
    static func problem(with arguments: [UInt8], of name: String, tools: [ToolDeclaration]) -> String? {
        guard let tool = tools.first(where: { $0.name == name }) else { return "no tool \(name) was declared" }
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: arguments)
        } catch {
            return "the arguments are no JSON: \(error)"
        }
        guard case .object(let members) = value else { return "the arguments are no object" }
        for required in tool.parameters?["required"]?.arrayValue ?? [] {
            guard let key = required.stringValue else { continue }
            if value[key] == nil { return "/\(key): required, but missing" }
        }
        for member in members {
            guard let types = tool.parameters?["properties"]?[member.key]?["type"] else { continue }
            if let problem = mismatch(member.value, types) { return "/\(member.key): \(problem)" }
        }
        return nil
    }

    private static func mismatch(_ value: JSONValue, _ types: JSONValue) -> String? {
        let names = types.arrayValue?.compactMap(\.stringValue) ?? [types.stringValue].compactMap(\.self)
        let known = names.filter { Self.known.contains($0) }
        guard known.count == names.count, !names.isEmpty else { return nil }
        let actual = type(of: value)
        if names.contains(actual) || actual == "integer" && names.contains("number") { return nil }
        let shown = value.jsonText
        return "expected \(names.joined(separator: " or ")), got \(shown.count > 60 ? actual : shown)"
    }

    private static let known: Set<String> = ["string", "integer", "number", "boolean", "null", "object", "array"]

    private static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number(let literal): isWhole(literal) ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// A number without a fraction is an integer to JSON Schema, however it is written (`5.0`).
    private static func isWhole(_ literal: String) -> Bool {
        if let point = literal.firstIndex(of: ".") { return literal[point...].dropFirst().allSatisfy { $0 == "0" } }
        return !literal.contains { $0 == "e" || $0 == "E" }
    }
}
