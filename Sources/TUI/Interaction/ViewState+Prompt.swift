import Monitoring

/// Typing a line at the foot of the screen.
extension ViewState {
    mutating func openPrompt(_ kind: Prompt.Kind, text: String = "") {
        prompt = Prompt(
            kind: kind, line: EditedLine(text),
            former: Prompt.Former(
                filter: filter, selection: selection, isFollowing: isFollowing, search: search, scroll: scroll,
                overlay: overlay))
    }

    mutating func type(_ key: Key, into prompt: Prompt, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        var prompt = prompt
        if case .character(let character) = key {
            prompt.line.insert(character)
            hasEdited(&prompt)
            return nil
        }
        guard let command = keys.command(for: key, in: .prompt) else { return nil }
        switch command {
        case .accept: return accept(prompt, snapshot)
        case .giveUp:
            giveUp(prompt)
            return nil
        case .deleteBackward where prompt.line.characters.isEmpty:
            giveUp(prompt)
            return nil
        case .complete, .completeBackward: complete(&prompt, forward: command == .complete, snapshot)
        case .earlierLine, .laterLine: recall(&prompt, earlier: command == .earlierLine)
        default: if prompt.line.perform(command) { hasEdited(&prompt) } else { self.prompt = prompt }
        }
        return nil
    }

    /// Pasted text goes into the line that is being typed, on one line; where none is, it is not taken for keys.
    mutating func paste(_ text: String) {
        guard var prompt else {
            let count = Formatting.count(text.count, "character")
            message = Message("pasted \(count), ignored: a line is typed after / or :", isProblem: true)
            return
        }
        message = nil
        for character in text.replacing("\r\n", with: "\n") {
            if character.isNewline || character == "\t" {
                prompt.line.insert(" ")
            } else if !character.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                prompt.line.insert(character)
            }
        }
        hasEdited(&prompt)
    }

    /// Takes up what stands in the line now: a filter counts at once if it can be read.
    private mutating func hasEdited(_ prompt: inout Prompt) {
        prompt.completion = nil
        prompt.historyIndex = nil
        check(&prompt)
    }

    private mutating func check(_ prompt: inout Prompt) {
        prompt.problem = nil
        switch prompt.kind {
        case .filter:
            do throws(FilterProblem) {
                filter = try RequestFilter(prompt.line.text)
            } catch {
                let before = String(decoding: prompt.line.text.utf8.prefix(error.offset), as: UTF8.self)
                prompt.problem = Prompt.Problem(message: error.message, column: before.count)
            }
        case .search:
            // Each letter looks again from where the search began.
            scroll = prompt.former.scroll
            overlay = prompt.former.overlay
            search = PaneSearch(prompt.line.text, step: .onward)
        case .command: break
        }
        self.prompt = prompt
    }

    private mutating func accept(_ prompt: Prompt, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        let text = prompt.line.text
        switch prompt.kind {
        case .filter:
            // It stays open until it can be read.
            guard prompt.problem == nil else { return nil }
            self.prompt = nil
            history.remember(text, .filter)
            return nil
        case .search:
            self.prompt = nil
            history.remember(text, .search)
            if text.isEmpty { search = nil }
            if let search, search.isMissing { message = Message(Self.missing(search), isProblem: true) }
            return nil
        case .command: return acceptCommand(prompt, snapshot)
        }
    }

    /// What stands for itself is carried out, else the first that the palette offers.
    private mutating func acceptCommand(_ prompt: Prompt, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        var text = prompt.line.text
        if let wanted = prompt.paletteText, prompt.completion == nil, !standsForItself(text, snapshot),
            let item = Palette(view: self, snapshot: snapshot).items(wanted).first
        {
            text = item.line
        }
        // What has to follow is waited for.
        if text.last == " ", let name = Command(rawValue: String(text.dropLast())), case .needed = name.argument {
            openPrompt(.command, text: text)
            return nil
        }
        self.prompt = nil
        history.remember(text, .command)
        return run(line: text, snapshot)
    }

    private mutating func giveUp(_ prompt: Prompt) {
        self.prompt = nil
        switch prompt.kind {
        case .filter:
            filter = prompt.former.filter
            selection = prompt.former.selection
            isFollowing = prompt.former.isFollowing
        case .search:
            search = prompt.former.search
            scroll = prompt.former.scroll
            overlay = prompt.former.overlay
        case .command: break
        }
    }

    private mutating func recall(_ prompt: inout Prompt, earlier: Bool) {
        let lines = history.lines(prompt.kind)
        let target = (prompt.historyIndex ?? -1) + (earlier ? 1 : -1)
        guard target >= -1, target < lines.count else { return }
        if prompt.historyIndex == nil { prompt.draft = prompt.line.text }
        prompt.line.replace(target < 0 ? prompt.draft : lines[lines.count - 1 - target])
        prompt.completion = nil
        prompt.historyIndex = target < 0 ? nil : target
        check(&prompt)
    }

    private mutating func complete(_ prompt: inout Prompt, forward: Bool, _ snapshot: MonitorSnapshot) {
        var completion: Prompt.Completion
        if let current = prompt.completion {
            let count = current.candidates.count
            completion = current
            completion.index = (current.index + (forward ? 1 : count - 1)) % count
        } else {
            let (stem, candidates) = LineCompletion(view: self, snapshot: snapshot).candidates(for: prompt)
            guard !candidates.isEmpty else { return }
            completion = Prompt.Completion(
                candidates: candidates, index: forward ? 0 : candidates.count - 1, stem: stem,
                typed: prompt.line.text)
        }
        let isOfPalette = prompt.kind == .command && completion.stem.isEmpty
        if isOfPalette {
            prompt.line.replace(completion.candidates[completion.index])
        } else {
            prompt.line.replaceBeforeCursor(completion.stem + completion.candidates[completion.index])
        }
        hasEdited(&prompt)
        // One candidate is taken; the next completion starts behind it.
        prompt.completion = completion.candidates.count > 1 ? completion : nil
        self.prompt = prompt
    }
}

extension EditedLine {
    /// Whether the text may have changed.
    fileprivate mutating func perform(_ command: Command) -> Bool {
        switch command {
        case .left: moveLeft()
        case .right: moveRight()
        case .first: moveToStart()
        case .last: moveToEnd()
        case .deleteBackward: deleteBackward()
        case .deleteForward: deleteForward()
        case .deleteWord: deleteWord()
        case .deleteToStart: deleteToStart()
        default: return false
        }
        return ![Command.left, .right, .first, .last].contains(command)
    }
}
