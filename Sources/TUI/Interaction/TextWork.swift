package import Monitoring

/// What a text is to be read for when that takes longer than a key may: it is done elsewhere, from values, and the screen
/// goes on meanwhile.
package enum TextWork: Sendable {
    case search(LongSearch)
    case trial(DialectQuestion)

    package enum Kind: Hashable, Sendable { case search, trial }
    package enum Result: Sendable {
        case search(LongSearch.Found)
        case trial(RequestID, TextPage)

        package var kind: Kind {
            switch self {
            case .search: .search
            case .trial: .trial
            }
        }
    }

    package var kind: Kind {
        switch self {
        case .search: .search
        case .trial: .trial
        }
    }

    package func run() -> Result {
        switch self {
        case .search(let search): .search(search.run())
        case .trial(let question): .trial(question.id, question.answer())
        }
    }
}

/// What each dialect makes of a model's text.
package struct DialectQuestion: Equatable, Sendable {
    package let id: RequestID
    let text: [UInt8]
    let body: String?
    /// Without tools text is never a call.
    let hasTools: Bool

    func answer() -> TextPage { TextPage(DialectTrial(text: text, body: body), of: id, hasTools: hasTools) }
}
