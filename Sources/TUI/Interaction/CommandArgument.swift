/// What may stand behind a command's name on the command line.
package enum CommandArgument: Equatable, Sendable {
    case none
    /// The command asks for it, or does something without one, where it is left out.
    case optional(Kind)
    case needed(Kind)

    package enum Kind: Equatable, Sendable {
        case filter
        case number(ClosedRange<Int>)
        case request
        case backend
        case session
        case slot
        case resendChange
        case keyAndCommand
        /// A column of the list.
        case column
        /// Several, with commas.
        case columns
        case theme
        case streamMode
        case file
        case text
    }

    package var kind: Kind? {
        switch self {
        case .none: nil
        case .optional(let kind), .needed(let kind): kind
        }
    }
}

extension CommandArgument.Kind {
    /// For help: what to write in its place.
    package var placeholder: String {
        switch self {
        case .filter: "EXPR"
        case .number: "N"
        case .request: "ID"
        case .backend: "NAME"
        case .session: "SESSION"
        case .slot: "N"
        case .keyAndCommand: "KEY COMMAND"
        case .resendChange: "backend=NAME model=NAME"
        case .file: "FILE"
        case .text: "TEXT"
        case .column: "COLUMN"
        case .columns: "COLUMN,..."
        case .theme, .streamMode: "NAME"
        }
    }
}

extension Command {
    package var argument: CommandArgument {
        switch self {
        case .filter: .optional(.filter)
        case .open: .optional(.request)
        case .sort: .optional(.column)
        case .columns: .optional(.columns)
        case .theme: .optional(.theme)
        case .drainBackend, .undrainBackend: .optional(.backend)
        case .resend: .optional(.resendChange)
        case .holdSession: .optional(.session)
        case .purgeSlot: .optional(.slot)
        case .chunkSize: .needed(.number(1...100_000))
        case .maxConcurrent: .needed(.number(1...1_024))
        case .streamMode: .needed(.streamMode)
        case .dump: .needed(.file)
        case .note: .optional(.text)
        case .bind: .needed(.keyAndCommand)
        default: .none
        }
    }

    /// As it is typed: `:chunk-size N`.
    package var written: String {
        switch argument {
        case .none, .optional: ":" + rawValue
        case .needed(let kind): ":\(rawValue) \(kind.placeholder)"
        }
    }
}
