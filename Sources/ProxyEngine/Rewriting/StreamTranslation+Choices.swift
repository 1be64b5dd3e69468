import ToolCallParsing

/// The choices of an answer, and what each begins with.
extension StreamTranslation {
    private mutating func newParser() -> ModelOutputParser? {
        guard let parserOptions else { return nil }
        if let blankParser { return blankParser }
        let parser = ModelOutputParser(tools: request.tools, options: parserOptions)
        if !choices.isEmpty { blankParser = parser }
        return parser
    }

    mutating func newNativeCalls() -> NativeCalls {
        if let blankNativeCalls { return blankNativeCalls }
        let calls = NativeCalls(rules: request)
        if choices.count > 1 { blankNativeCalls = calls }
        return calls
    }

    mutating func stateIndex(_ index: Int) -> Int? {
        // By place, because taking a choice out copies its parser.
        if let found = choices.indices.first(where: { choices[$0].index == index }) { return found }
        guard choices.count < Self.maximumChoices else { return nil }
        choices.append(ChoiceState(index: index, parser: newParser()))
        if !notice.text.isEmpty { choices[choices.count - 1].notice = .due }
        return choices.count - 1
    }
}
