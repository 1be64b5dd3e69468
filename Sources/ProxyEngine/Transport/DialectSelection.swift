import ToolCallParsing

/// From the setting to the dialects.
enum DialectSelection {
    /// Sets the dialects of `choice`; identifiers that nobody knows are left out (the executable has refused them).
    static func apply(_ choice: DialectChoice, to settings: inout TranslationSettings) {
        switch choice {
        case .automatic: settings.dialects = Dialect.detected
        case .none: settings.dialects = []
        case .only(let names):
            settings.dialects = names.compactMap { name in Dialect.all.first { $0.id.rawValue == name } }
            settings.dialectsArePinned = true
        case .except(let names): settings.dialects = Dialect.detected.filter { !names.contains($0.id.rawValue) }
        }
    }
}
