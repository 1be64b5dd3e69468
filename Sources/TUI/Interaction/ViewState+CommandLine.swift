import Monitoring

/// Commands by name, with what stands behind them: `:chunk-size 100`, `:filter bad`, `:185`.
extension ViewState {
    mutating func run(line: String, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard let first = words.first else { return nil }
        let name = String(first)
        var rest = line[first.endIndex...].drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        if let id = snapshot.requestID(typed: name) {
            go(to: id, snapshot)
            return nil
        }
        guard let command = command(named: name) else { return nil }
        let placeholder = command.argument.kind?.placeholder ?? ""
        switch command.argument {
        case .optional where command == .note && rest.isEmpty: write(note: "", snapshot)
        case .none where !rest.isEmpty: refuse("\(command.rawValue) takes nothing behind it")
        case .needed where rest.isEmpty: refuse("\(command.rawValue) needs \(placeholder)")
        case .needed(let kind),
            .optional(let kind) where !rest.isEmpty:
            return perform(command, kind, String(rest), snapshot)
        default: return perform(command, snapshot)
        }
        return nil
    }

    /// What users of vi type.
    private static let shortNames: [String: Command] = ["q": .quit, "q!": .quitNow]

    /// Whether a line can be carried out, or refused, without asking the palette what is meant.
    func standsForItself(_ line: String, _ snapshot: MonitorSnapshot) -> Bool {
        guard let first = line.split(separator: " ", omittingEmptySubsequences: true).first.map(String.init) else {
            return true
        }
        if Self.shortNames[first] != nil || Command(rawValue: first) != nil { return true }
        if snapshot.requestID(typed: first) != nil { return true }
        return Command.allCases.count { keys.isOffered($0, in: baseContext) && $0.rawValue.hasPrefix(first) } == 1
    }

    /// A name or the start of just one; `nil` and a message where there is none.
    private mutating func command(named name: String) -> Command? {
        if let short = Self.shortNames[name] { return short }
        let context = baseContext
        let offered = Command.allCases.filter { keys.isOffered($0, in: context) }
        if let exact = Command(rawValue: name) {
            if offered.contains(exact) { return exact }
            refuse("\(name) has no meaning \(placeWords)")
            return nil
        }
        let near = offered.filter { $0.rawValue.hasPrefix(name) }
        if near.count == 1 { return near[0] }
        refuse(
            near.isEmpty
                ? "there is no command \(name); Tab shows what there is"
                : "\(name) could be " + near.map(\.rawValue).joined(separator: ", "))
        return nil
    }

    private mutating func perform(
        _ command: Command, _ kind: CommandArgument.Kind, _ text: String, _ snapshot: MonitorSnapshot
    ) -> ViewCommand? {
        if isRefused(command) { return nil }
        switch kind {
        case .number(let range): return number(text, range, command)
        case .streamMode:
            guard let mode = StreamMode(rawValue: text) else {
                let names = StreamMode.allCases.map(\.rawValue).joined(separator: ", ")
                refuse("there is no stream mode \(text); there are \(names)")
                return nil
            }
            return .control(.setStreamMode(mode))
        case .file: return .dump(text)
        case .session:
            guard let session = snapshot.sessions.first(where: { $0.id == text }) else {
                refuse("there is no session \(text)")
                return nil
            }
            return hold(session)
        default:
            look(command, kind, text, snapshot)
            return nil
        }
    }

    private mutating func number(_ text: String, _ range: ClosedRange<Int>, _ command: Command) -> ViewCommand? {
        if command == .maxConcurrent, text.lowercased() == "auto" { return .control(.setMaxConcurrent(nil)) }
        guard let number = Int(text), range.contains(number) else {
            refuse("\(command.rawValue) needs a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return .control(command == .chunkSize ? .setChunkSize(number) : .setMaxConcurrent(number))
    }

    /// What changes the view only, or asks first.
    private mutating func look(
        _ command: Command, _ kind: CommandArgument.Kind, _ text: String, _ snapshot: MonitorSnapshot
    ) {
        switch kind {
        case .filter:
            do throws(FilterProblem) {
                filter = try RequestFilter(text)
            } catch {
                refuse(error.description)
            }
        case .request:
            guard let id = snapshot.requestID(typed: text) else { return refuse("\(text) is no request's number") }
            if go(to: id, snapshot) { open(id, snapshot) }
        case .backend:
            guard let backend = snapshot.backends.first(where: { $0.name == text }) else {
                return refuse(
                    "there is no backend \(text); there are " + snapshot.backends.map(\.name).joined(separator: ", "))
            }
            askToDrain(backend, isDrained: command == .drainBackend)
        case .slot:
            guard let slot = Int(text), slot >= 0 else { return refuse("\(text) is no slot's number") }
            askToPurge(slot: slot, snapshot)
        case .keyAndCommand: bind(text)
        case .column: sort(by: text)
        case .theme:
            guard let name = Theme.Name(rawValue: text) else {
                let names = Theme.Name.allCases.map(\.rawValue).joined(separator: ", ")
                return refuse("there is no theme \(text); there are \(names)")
            }
            theme = name
        case .text: write(note: text, snapshot)
        case .columns: choose(columns: text)
        case .resendChange: askToResend(changed: text, snapshot)
        case .number, .streamMode, .file, .session: break
        }
    }

    @discardableResult
    private mutating func go(to id: RequestID, _ snapshot: MonitorSnapshot) -> Bool {
        guard order.ids.contains(id) else {
            refuse(
                snapshot.request(id) == nil
                    ? Self.notKept(id, "is not kept", snapshot) : "\(id) is not in the list: \(filter.text)")
            return false
        }
        jump(to: id, snapshot)
        return true
    }

    /// One more key for a command, until the end of this run.
    private mutating func bind(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 else { return refuse("bind needs a key and a command: bind b follow") }
        guard let key = Key(name: words[0]) else { return refuse("\(words[0]) is no key") }
        guard let command = Command(rawValue: words[1]) else { return refuse("there is no command \(words[1])") }
        let old = keys.bindings.first { $0.command == command }?.keys ?? []
        do throws(KeyTable.Problem) {
            keys = try KeyTable(changes: keys.changes + [KeyTable.Change(command, [key] + old.filter { $0 != key })])
            message = Message("\(key.name) is \(command.rawValue) now")
        } catch {
            refuse(error.message)
        }
    }

    mutating func refuse(_ text: String) { message = Message(text, isProblem: true) }
}

extension KeyTable {
    /// Whether a command can be given by name where the keyboard is.
    func isOffered(_ command: Command, in context: KeyBinding.Context) -> Bool {
        bindings.contains { $0.command == command && $0.contexts.contains(context) }
    }
}

extension MonitorSnapshot {
    /// The request that somebody means by `185`, `#185`, or `B185` where several proxies are watched; `nil`: that is no
    /// number. Of several with one number the newest is meant.
    fileprivate func requestID(typed text: String) -> RequestID? {
        if let number = UInt64(text.first == "#" ? text.dropFirst() : text[...]) {
            return requests.first { $0.id.number == number }?.id ?? RequestID(rawValue: number)
        }
        guard let letter = text.first, letter.isUppercase, let number = UInt64(text.dropFirst()) else { return nil }
        return requests.first { $0.id.typed == "\(letter)\(number)" }?.id
    }
}
