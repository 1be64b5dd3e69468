import Monitoring

/// What a line that is being typed could go on with.
struct LineCompletion {
    var view: ViewState
    var snapshot: MonitorSnapshot

    private static let maximumCandidates = 200

    /// The line up to the word under the cursor, and what that word could be.
    func candidates(for prompt: Prompt) -> (stem: String, candidates: [String]) {
        let text = prompt.line.beforeCursor
        switch prompt.kind {
        case .filter: return filter(text)
        case .command: return command(prompt)
        case .search: return (text, [])
        }
    }

    private func command(_ prompt: Prompt) -> (stem: String, candidates: [String]) {
        let text = prompt.line.beforeCursor
        if let wanted = prompt.paletteText {
            return ("", Palette(view: view, snapshot: snapshot).items(wanted).map(\.line))
        }
        guard let space = text.firstIndex(of: " "), let command = Command(rawValue: String(text[..<space])),
            let kind = command.argument.kind
        else { return (text, []) }
        let head = String(text[...space])
        let rest = String(text[text.index(after: space)...])
        switch kind {
        case .filter:
            let (stem, candidates) = filter(rest)
            return (head + stem, candidates)
        case .keyAndCommand:
            guard let second = rest.firstIndex(of: " ") else { return (head, []) }
            let stem = head + rest[...second]
            let names = Command.allCases.map(\.rawValue).sorted()
            return (stem, fitting(names, String(rest[rest.index(after: second)...])))
        case .request: return (head, fitting(snapshot.requests.map(\.id.typed), rest))
        case .backend: return (head, fitting(snapshot.backends.map(\.name), rest))
        case .resendChange:
            let start = rest.lastIndex(of: " ").map { rest.index(after: $0) } ?? rest.startIndex
            let values =
                snapshot.backends.map { "backend=\($0.name)" } + ResendChoice.models(snapshot).map { "model=\($0)" }
            return (head + rest[..<start], fitting(values, String(rest[start...])))
        case .session: return (head, fitting(snapshot.sessions.map(\.id), rest))
        case .slot:
            let slots = snapshot.backends.compactMap(\.slotCount).max() ?? 0
            return (head, fitting((0..<min(slots, Self.maximumCandidates)).map(String.init), rest))
        case .number, .file, .text: return (head, [])
        case .streamMode: return (head, fitting(StreamMode.allCases.map(\.rawValue), rest))
        case .theme: return (head, fitting(Theme.Name.allCases.map(\.rawValue), rest))
        case .column: return (head, fitting(Picker.sortNames, rest))
        case .columns:
            let start = rest.lastIndex(of: ",").map { rest.index(after: $0) } ?? rest.startIndex
            return (head + rest[..<start], fitting(RequestColumn.Kind.allCases.map(\.rawValue), String(rest[start...])))
        }
    }

    /// Names of states and fields; behind a field's name, values that there are.
    private func filter(_ text: String) -> (stem: String, candidates: [String]) {
        let start = text.lastIndex { " !()|&".contains($0) }.map { text.index(after: $0) } ?? text.startIndex
        let stem = String(text[..<start])
        let word = String(text[start...])
        guard let colon = word.firstIndex(of: ":") else {
            let names = FilterState.allCases.map(\.rawValue) + FilterField.allCases.map(\.sample)
            return (stem, fitting(names, word))
        }
        let name = word[..<colon].lowercased()
        guard let field = FilterField(rawValue: name) else { return (stem, []) }
        let values = Set(snapshot.requests.flatMap { field.values(of: $0, now: snapshot.now) }).sorted()
        return (stem + word[...colon], fitting(values, String(word[word.index(after: colon)...])))
    }

    private func fitting(_ words: [String], _ start: String) -> [String] {
        let start = start.lowercased()
        return Array(words.lazy.filter { $0.lowercased().hasPrefix(start) }.prefix(Self.maximumCandidates))
    }
}

extension FilterField {
    /// How a comparison with it begins.
    fileprivate var sample: String { rawValue + (isNumber ? ">" : ":") }

    /// Values as a filter has to write them.
    fileprivate func values(of request: RequestSummary, now: Double) -> [String] {
        texts(of: request, now: now).filter { !$0.isEmpty }.map { text in
            text.allSatisfy { $0.isLetter || $0.isNumber || "-_./:".contains($0) } ? text : RequestFilter.quoted(text)
        }
    }
}
