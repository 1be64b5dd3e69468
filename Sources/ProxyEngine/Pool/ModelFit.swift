/// Whether a backend is the one to ask for a model.
package enum ModelFit: Int, Comparable, Sendable {
    case no
    /// It has not told its models, or takes any name.
    case perhaps
    case yes

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// `globs`: what the configuration says it serves, which counts alone where there is anything. `told`: the models
    /// that it names itself.
    package static func of(_ model: String, globs: [String], told: [String], kind: BackendKind) -> ModelFit {
        if model.isEmpty { return .yes }
        if !globs.isEmpty { return globs.contains { Glob.matches($0, model) } ? .yes : .no }
        // Ollama's names have a tag, which may be left out where it is the usual one.
        if told.contains(model) || told.contains(model + ":latest") { return .yes }
        if told.isEmpty || told.count == 1 && takesAnyName(kind) { return .perhaps }
        return .no
    }

    /// With one model loaded, llama-server does not look at the name.
    private static func takesAnyName(_ kind: BackendKind) -> Bool { kind.isLikeLlamaServer }
}
