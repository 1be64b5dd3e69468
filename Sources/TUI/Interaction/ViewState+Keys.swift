package import Monitoring

/// What keys do to the view. Pure: what concerns the proxy or the terminal is answered as a ``ViewCommand``.
extension ViewState {
    package mutating func press(_ key: Key, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        message = nil
        awaited = nil
        if let prompt { return type(key, into: prompt, snapshot) }
        if let choice = copyChoice(key) { return copy(choice, snapshot) }
        guard let command = keys.command(for: key, in: context) else {
            if case .help = overlay { overlay = nil } else { explain(key) }
            return nil
        }
        return perform(command, snapshot)
    }

    /// The letters of the copy menu; the key that opened it takes the first.
    private func copyChoice(_ key: Key) -> CopyChoice? {
        guard case .picker(let picker) = overlay, case .copy(let choices) = picker.kind,
            case .character(let letter) = key
        else { return nil }
        if keys.command(for: key, in: baseContext) == .copy { return choices.first }
        return letter == " " ? nil : choices.first { $0.letter == letter }
    }

    /// Says of a key that means something elsewhere that it does not here.
    private mutating func explain(_ key: Key) {
        guard overlay == nil else { return }
        let elsewhere: KeyBinding.Context = screen == .overview ? .detail : .overview
        guard let command = keys.command(for: key, in: elsewhere) else { return }
        refuse("\(key.name) (\(command.rawValue)) has no meaning \(placeWords)")
    }

    /// Where the keyboard is, for a sentence.
    var placeWords: String { screen == .overview ? "in the list" : "in an open request" }

    package mutating func perform(_ command: Command, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        if isRefused(command) || foldJSON(command) { return nil }
        if command.arrangesRequests { list = .requests }
        if go(command, snapshot) || arrange(command, snapshot) { return nil }
        switch command {
        case .replayPause, .replayStep, .replayFaster, .replaySlower, .replayBack, .replayStart:
            guard isReplay, let order = command.replayOrder else {
                refuse("\(command.rawValue) is for the replay of a log: llama-stream-top replay FILE")
                return nil
            }
            return .replay(order)
        case .copy: return openCopyMenu(snapshot)
        case .saveCase where screen == .overview:
            guard list == .requests, let selection else {
                refuse("select a request")
                return nil
            }
            return .writeAll(.testCase, tags.isEmpty ? [selection] : exported)
        case .saveCase: return export(.testCase, snapshot)
        case .toggle, .choose: return take(command, snapshot)
        case .confirm:
            guard case .confirmation(let confirmation) = overlay else { return nil }
            overlay = nil
            return confirmation.command
        case .redraw: return .redraw
        case .suspend: return suspend(snapshot)
        case .quit: return quit(snapshot)
        case .quitNow: return .quit
        // What is left changes the proxy, or counts only with something behind its name or while a line is typed.
        default: return order(command, snapshot)
        }
    }

    /// Moves to another row, request, tab or list; `false`: the command does something else.
    private mutating func go(_ command: Command, _ snapshot: MonitorSnapshot) -> Bool {
        switch command {
        case .up, .down, .first, .last, .halfPageUp, .halfPageDown, .pageUp, .pageDown, .left, .right:
            move(command)
        case .nextProblem: selectProblem(after: true, snapshot)
        case .previousProblem: selectProblem(after: false, snapshot)
        case .problemsSeen: markProblemsSeen(snapshot)
        case .nextRunning: select(after: true, snapshot, none: "nothing is running") { $0.phase.isRunning }
        case .nextRequest: goAlongSession(by: 1, snapshot)
        case .previousRequest: goAlongSession(by: -1, snapshot)
        case .open: openRow(snapshot)
        case .back: goBack()
        case .nextTab where screen == .overview: turn(by: 1)
        case .previousTab where screen == .overview: turn(by: -1)
        case .nextTab, .previousTab, .summaryTab, .messagesTab, .toolsTab, .rewriteTab, .timingTab, .rawTab,
            .diffTab, .answersTab:
            show(command, snapshot)
        case .requests: show(.requests)
        case .sessions: show(.sessions)
        case .tools: show(.tools)
        case .events: show(.events)
        case .models: show(.models)
        case .follow: toggleFollowing(snapshot)
        case .search:
            // What is found is a row of all panes.
            if tab == .rewrite { rewrite.isLocked = true }
            openPrompt(.search)
        case .nextMatch, .previousMatch:
            if tab == .rewrite { rewrite.isLocked = true }
            searchOn(forward: command == .nextMatch)
        default: return false
        }
        return true
    }

    /// Changes what is listed or how it is shown, and opens what asks; `false`: the command does something else.
    private mutating func arrange(_ command: Command, _ snapshot: MonitorSnapshot) -> Bool {
        switch command {
        case .freeze: isFrozen.toggle()
        case .fold, .wrap, .lockScroll, .nextPane, .preview, .narrower, .wider: lookOtherwise(command)
        case .sort, .columns: overlay = .picker(Picker(command == .sort ? .sort : .columns, self))
        case .nextSort, .previousSort: sort.move(forward: command == .nextSort, among: shownColumns)
        case .invert: sort.isInverted.toggle()
        case .tag: tag()
        case .untagAll: tags = []
        case .note: askForNote(snapshot)
        case .export: openExports()
        case .tryDialects: tryDialects(snapshot)
        case .json: openJSON(snapshot)
        case .foldNode, .foldAll: refuse("there is no JSON to fold: J opens it in a request")
        case .theme: nextTheme()
        case .mouse:
            usesMouse.toggle()
            message = Message("mouse \(usesMouse ? "on: hold Shift to select text" : "off")")
        case .filter: openPrompt(.filter, text: filter.text)
        case .clearFilter: filter = .all
        case .commandLine: openPrompt(.command)
        case .help: overlay = .help(top: 0)
        case .closeHelp, .decline, .closePicker, .closePage: overlay = nil
        default: return false
        }
        return true
    }

    /// How texts and panes are shown.
    private mutating func lookOtherwise(_ command: Command) {
        switch command {
        case .fold where tab == .rewrite && screen != .overview:
            showsRawArguments.toggle()
            message = Message(showsRawArguments ? "arguments as they were sent" : "arguments as lines")
        case .fold where tab == .raw && screen != .overview:
            showsRawArguments.toggle()
            message = Message(showsRawArguments ? "events as they passed" : "what each event brings")
            scroll.moveToStart()
        case .fold:
            folding = folding.next
            scroll.moveToStart()
        case .wrap:
            wraps.toggle()
            scroll.column = 0
        case .preview:
            showsPreview.toggle()
            let need = list == .requests && showsPreview ? ", where there are 150 columns" : ""
            message = Message("preview \(showsPreview ? "on" : "off")\(need)")
        case .narrower, .wider:
            guard let border else { return refuse("no border can be moved \(placeWords) of this size") }
            borders.move(border, forward: command == .wider)
        default: arrangePanes(command)
        }
    }

    /// What the row under the picker's cursor stands for.
    private mutating func take(_ command: Command, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        guard case .picker(let picker) = overlay else { return nil }
        switch picker.kind {
        case .copy(let choices):
            return choices.indices.contains(picker.index) ? copy(choices[picker.index], snapshot) : nil
        case .export:
            overlay = nil
            let kind = RequestExport.Kind.allCases[picker.index]
            return screen == .overview ? .writeAll(kind, exported) : export(kind, snapshot)
        case .resend(let id, let choices):
            overlay = nil
            return choices.indices.contains(picker.index)
                ? .control(.resendRequest(id, choices[picker.index].change)) : nil
        case .sort, .columns:
            choose(command)
            return nil
        }
    }

    /// Says so where the screen may not change what the proxy does.
    mutating func isRefused(_ command: Command) -> Bool {
        guard command.changesEngine, isReadOnly else { return false }
        if isReplay {
            refuse("this is a recording: \(command.rawValue) has nobody to reach")
            return true
        }
        refuse("read-only: \(command.rawValue) is not allowed here")
        return true
    }

    private mutating func quit(_ snapshot: MonitorSnapshot) -> ViewCommand? {
        let count = snapshot.totals.running + snapshot.totals.queued
        // Who only watches ends nothing.
        guard snapshot.isOwn else { return .quit }
        if count > 0 {
            overlay = .confirmation(
                Confirmation(
                    question: "Quit while \(count) request\(count == 1 ? " is" : "s are") running?",
                    consequence: "The proxy ends with the screen; they get time to finish.", command: .quit))
            return nil
        }
        // An agent between two turns is no less in need of it.
        guard let last = snapshot.requests.first, snapshot.now - last.lastSeenAt < Self.recentSeconds else {
            return .quit
        }
        let ago = Formatting.seconds(max(0, snapshot.now - last.lastSeenAt).rounded())
        overlay = .confirmation(
            Confirmation(
                question:
                    "Quit? \(last.who) was here \(ago.hasSuffix(".0") ? String(ago.dropLast(2)) + " s" : ago) ago.",
                consequence: "The proxy ends with the screen, and clients find nobody.", command: .quit))
        return nil
    }

    /// A client that was seen so lately is likely to come back.
    private static let recentSeconds = 300.0

    private mutating func suspend(_ snapshot: MonitorSnapshot) -> ViewCommand? {
        let count = snapshot.totals.running + snapshot.totals.queued
        guard count > 0, snapshot.isOwn else { return .suspend }
        overlay = .confirmation(
            Confirmation(
                question: "Stop while \(count) request\(count == 1 ? " is" : "s are") running?",
                consequence: "The proxy stops with the screen, and their streams stand still until fg or bg.",
                command: .suspend))
        return nil
    }

    private mutating func nextTheme() {
        let all = Theme.Name.allCases
        let index = all.firstIndex(of: theme) ?? 0
        theme = all[(index + 1) % all.count]
        message = Message("theme \(theme.rawValue)")
    }

    // MARK: Moving

    mutating func move(_ command: Command) {
        let page = max(1, pageRows)
        let distance =
            switch command {
            case .up: -1
            case .down: 1
            case .halfPageUp: -max(1, page / 2)
            case .halfPageDown: max(1, page / 2)
            case .pageUp: -page
            case .pageDown: page
            case .first: Int.min
            case .last: Int.max
            default: 0
            }
        if case .picker(var picker) = overlay {
            picker.index = min(picker.index.moved(by: distance), picker.items(self).count - 1)
            overlay = .picker(picker)
        } else if case .page(var page) = overlay {
            page.top = page.top.moved(by: distance)
            overlay = .page(page)
        } else if case .json(var page) = overlay {
            page.move(by: distance)
            overlay = .json(page)
        } else if case .help(let top) = overlay {
            overlay = .help(top: top.moved(by: distance))
        } else if screen == .overview, list != .requests {
            moveCursor(by: distance)
        } else if screen == .overview {
            moveSelection(by: distance)
        } else if command == .left || command == .right {
            if !wraps {
                scroll.column = max(0, scroll.column + (command == .left ? -8 : 8))
            } else if hasFreePanes {
                rewrite.turn(by: command == .left ? -1 : 1)
            }
        } else if distance == .min {
            activeScroll.moveToStart()
        } else if distance == .max {
            activeScroll.moveToEnd()
        } else {
            activeScroll.move(by: distance)
        }
    }

    /// Locks and unlocks the panes of the rewrite tab, or moves the focus from one to the next.
    private mutating func arrangePanes(_ command: Command) {
        guard tab == .rewrite, screen != .overview else {
            refuse("\(command.rawValue) is for the panes of a request's rewrite tab")
            return
        }
        guard command == .lockScroll else {
            if rewrite.isLocked { return refuse("the panes scroll together: = unlocks them") }
            rewrite.turn(by: 1)
            return
        }
        rewrite.isLocked.toggle()
        message = Message(
            rewrite.isLocked
                ? "the panes scroll together" : "each pane scrolls by itself: Left and Right choose one (:next-pane)")
    }

    private mutating func moveSelection(by distance: Int) {
        guard let last = order.ids.indices.last else { return }
        let current = selection.flatMap { order.ids.firstIndex(of: $0) } ?? 0
        let target = min(current.moved(by: distance), last)
        selection = order.ids[target]
        if selection != order.ids.max() { isFollowing = false }
    }

    private mutating func toggleFollowing(_ snapshot: MonitorSnapshot) {
        if case .detail = screen {
            activeScroll.moveToEnd()
            return
        }
        isFollowing.toggle()
        if isFollowing { selection = order.ids.max() }
    }

    // MARK: Opening

    mutating func open(_ id: RequestID, _ snapshot: MonitorSnapshot) {
        // Only few have a second answer.
        if tab == .answers, snapshot.request(id)?.resentFrom == nil, tags.subtracting([id]).count != 1 {
            tab = .rewrite
        }
        show(id, isRunning: snapshot.request(id)?.phase.isRunning ?? false)
    }

    private mutating func show(_ id: RequestID, isRunning: Bool) {
        selection = id
        screen = .detail(id)
        scroll = DetailScroll()
        scroll.sticksToEnd = isRunning && tab.growsAtEnd
        rewrite.scrolls = [:]
        search?.row = nil
    }

    private mutating func show(_ command: Command, _ snapshot: MonitorSnapshot) {
        let tabs = tabs(snapshot)
        let index = tabs.firstIndex(of: tab) ?? 0
        let target: Tab =
            switch command {
            case .nextTab: tabs[(index + 1) % tabs.count]
            case .previousTab: tabs[(index + tabs.count - 1) % tabs.count]
            case .summaryTab: .summary
            case .messagesTab: .messages
            case .toolsTab: .tools
            case .timingTab: .timing
            case .rawTab: .raw
            case .diffTab: .diff
            case .answersTab: .answers
            default: .rewrite
            }
        show(target, snapshot)
    }

    mutating func show(_ target: Tab, _ snapshot: MonitorSnapshot) {
        guard target != tab, case .detail(let id) = screen else { return }
        tab = target
        show(id, isRunning: snapshot.request(id)?.phase.isRunning ?? false)
    }
}

extension Int {
    /// Moved by a distance that may be as far as there are numbers, but not below zero.
    func moved(by distance: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(distance)
        return overflows ? (distance > 0 ? .max : 0) : Swift.max(0, sum)
    }
}
