package import ToolCallParsing

/// What Anthropic's clients ask of a server besides answers.
package enum MessagesCatalogue {
    /// The list of models.
    package static func models(_ names: [String]) -> JSONValue {
        .members([
            (
                "data",
                .array(
                    names.map { name in
                        .members([
                            ("type", .string("model")), ("id", .string(name)), ("display_name", .string(name)),
                            ("created_at", .string("2025-01-01T00:00:00Z")),
                        ])
                    })
            ), ("has_more", .bool(false)), ("first_id", names.first.map { .string($0) } ?? .null),
            ("last_id", names.last.map { .string($0) } ?? .null),
        ])
    }

    /// The count of a prompt's tokens.
    package static func tokens(_ count: Int) -> JSONValue { .members([("input_tokens", .integer(count))]) }
}
