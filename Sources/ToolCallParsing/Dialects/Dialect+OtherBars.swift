/// Tokens of a model that are written with other bars: `<｜tool_call｜>` for `<|tool_call|>`, and DeepSeek's the other way.
/// Tokens are one character sequence for the model, which sees both kinds in what it has read.
extension Dialect {
    /// The same dialect with its tokens' bars exchanged; `nil`: they have none, or it knows both kinds already.
    var withOtherBars: Dialect? {
        let markers = openers.map(\.marker) + (frame?.openers ?? [])
        let isPlain = markers.contains { $0.hasPlainBars }
        guard isPlain != markers.contains(where: \.hasWideBars) else { return nil }
        let bars = Bars(isPlain: isPlain)
        var other = self
        other.openers = openers.filter { $0.marker.isEmpty && frame != nil || bars.exchanged($0.marker) != $0.marker }
            .map(bars.exchanged)
        other.body = bars.exchanged(body)
        other.continuations = continuations + continuations.map(bars.exchanged)
        other.closers = bars.both(closers)
        other.frame = frame.map(bars.exchanged)
        return other
    }
}

extension String {
    fileprivate static let wide = "｜"

    fileprivate var hasPlainBars: Bool { contains("<|") || contains("|>") }
    fileprivate var hasWideBars: Bool { contains("<" + Self.wide) || contains(Self.wide + ">") }
    /// Its tokens with the bars that most models have.
    var withPlainBars: String { hasWideBars ? Bars(isPlain: false).exchanged(self) : self }
}

private struct Bars {
    /// The bars that are there.
    let isPlain: Bool

    func exchanged(_ literal: String) -> String {
        let (from, to) = isPlain ? ("|", String.wide) : (String.wide, "|")
        guard isPlain ? literal.hasPlainBars : literal.hasWideBars else { return literal }
        return literal.split(separator: from, omittingEmptySubsequences: false).joined(separator: to)
    }

    /// Those with the usual bars, which may stand behind one with others, too.
    func both(_ literals: [String]) -> [String] {
        let others = literals.map(exchanged)
        return others + literals.filter { !others.contains($0) }
    }

    func exchanged(_ opener: Dialect.Opener) -> Dialect.Opener {
        var other = opener
        other.marker = exchanged(opener.marker)
        other.leads = opener.leads.map(exchanged)
        other.body = opener.body.map(exchanged)
        other.closers = opener.closers.map(both)
        return other
    }

    func exchanged(_ lead: Lead) -> Lead {
        Lead(
            lead.steps.map { step in
                switch step {
                case .literal(let literal): .literal(exchanged(literal))
                case .anyOf(let literals): .anyOf(literals.map(exchanged))
                case .space, .lineFeed, .key, .name, .suffix, .end: step
                }
            }, consumed: lead.consumed)
    }

    func exchanged(_ body: Dialect.Body) -> Dialect.Body {
        switch body {
        case .namedArguments(var syntax):
            syntax.beforeName = both(syntax.beforeName)
            syntax.nameEnds = both(syntax.nameEnds)
            syntax.idOpen = syntax.idOpen.map(exchanged)
            syntax.beforeArguments = both(syntax.beforeArguments)
            return .namedArguments(syntax)
        case .taggedParameters(var syntax):
            syntax.beforeCall = both(syntax.beforeCall)
            syntax.callOpens = both(syntax.callOpens)
            syntax.nameEnds = both(syntax.nameEnds)
            syntax.callClosers = both(syntax.callClosers)
            syntax.parameterOpens = both(syntax.parameterOpens)
            syntax.keyEnds = both(syntax.keyEnds)
            syntax.valueOpens = both(syntax.valueOpens)
            syntax.parameterClosers = both(syntax.parameterClosers)
            syntax.wordCloser = syntax.wordCloser.map(exchanged)
            return .taggedParameters(syntax)
        case .jsonCalls, .nestedTags, .pythonCalls, .rawText, .collected: return body
        }
    }

    func exchanged(_ frame: MessageFrame) -> MessageFrame {
        var other = frame
        other.openers = frame.openers.map(exchanged)
        other.firstOpeners = frame.firstOpeners.filter { exchanged($0) != $0 }.map(exchanged)
        other.headerEnds = both(frame.headerEnds)
        other.bodyEnds = both(frame.bodyEnds)
        return other
    }
}
