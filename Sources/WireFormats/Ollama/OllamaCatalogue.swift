package import ToolCallParsing

/// What Ollama's clients ask of a server besides answers: which models there are.
package enum OllamaCatalogue {
    package struct Model: Equatable, Sendable {
        package var name: String
        /// Tokens.
        package var window: Int?

        package init(name: String, window: Int?) {
            self.name = name
            self.window = window
        }
    }

    /// The release whose routes are meant.
    package static let version = "0.12.0"
    package static let greeting = "Ollama is running"

    package static var versionBody: JSONValue { .members([("version", .string(version))]) }

    private static let time = JSONValue.string("2025-01-01T00:00:00Z")
    private static let details = JSONValue.members([
        ("parent_model", .string("")), ("format", .string("gguf")), ("family", .string("local")),
        ("families", .array([.string("local")])), ("parameter_size", .string("")), ("quantization_level", .string("")),
    ])
    private static let capabilities = JSONValue.array(
        ["completion", "tools", "vision", "thinking"].map { .string($0) })

    /// `/api/tags`
    package static func tags(_ models: [Model]) -> JSONValue {
        .members([
            (
                "models",
                .array(
                    models.map { model in
                        .members(
                            head(model) + [
                                ("modified_at", time), ("details", details), ("capabilities", capabilities),
                            ])
                    })
            )
        ])
    }

    /// `/api/ps`
    package static func running(_ models: [Model]) -> JSONValue {
        .members([
            (
                "models",
                .array(
                    models.map { model in
                        .members(
                            head(model) + [
                                ("details", details), ("expires_at", .string("2100-01-01T00:00:00Z")),
                                ("size_vram", .integer(0)), ("context_length", model.window.map { .integer($0) }),
                            ])
                    })
            )
        ])
    }

    /// `/api/show`
    package static func show(_ model: Model) -> JSONValue {
        .members([
            ("modelfile", .string("")), ("parameters", .string("")), ("template", .string("")), ("details", details),
            (
                "model_info",
                .members([
                    ("general.architecture", .string("local")),
                    ("local.context_length", model.window.map { .integer($0) }),
                ])
            ), ("capabilities", capabilities), ("modified_at", time),
        ])
    }

    /// The model that `/api/show` asks about.
    package static func asked(_ body: JSONValue) -> String? { (body["model"] ?? body["name"])?.stringValue }

    private static func head(_ model: Model) -> [(String, JSONValue?)] {
        [
            ("name", .string(model.name)), ("model", .string(model.name)), ("size", .integer(0)),
            ("digest", .string(String(repeating: "0", count: 64))),
        ]
    }
}
