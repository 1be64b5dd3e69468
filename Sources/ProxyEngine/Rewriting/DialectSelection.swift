import Synchronization
import ToolCallParsing

/// From the setting to the dialects.
enum DialectSelection {
    /// Prepared once for each choice: that takes longer than a request.
    private static let prepared = Mutex<[Key: ParserOptions]>([:])
    private static let maximumPrepared = 64

    private struct Key: Hashable {
        var choice: DialectChoice
        var separatesReasoning: Bool
    }

    /// What to look for under `choice`; identifiers that nobody knows are left out (the executable has refused them).
    static func options(_ choice: DialectChoice, separatesReasoning: Bool) -> ParserOptions {
        let key = Key(choice: choice, separatesReasoning: separatesReasoning)
        return prepared.withLock { prepared in
            if let options = prepared[key] { return options }
            let (dialects, isPinned) = dialects(choice)
            let options = ParserOptions(
                dialects: dialects, isPinned: isPinned, separatesReasoning: separatesReasoning)
            if prepared.count >= maximumPrepared { prepared.removeAll() }
            prepared[key] = options
            return options
        }
    }

    private static func dialects(_ choice: DialectChoice) -> (dialects: [Dialect], isPinned: Bool) {
        switch choice {
        case .automatic: (Dialect.detected, false)
        case .none: ([], false)
        case .only(let names): (names.compactMap { name in Dialect.all.first { $0.id.rawValue == name } }, true)
        case .except(let names): (Dialect.detected.filter { !names.contains($0.id.rawValue) }, false)
        }
    }
}
