import Monitoring

/// What `:` offers for what has been typed: commands, sessions, tools and requests, those used lately first.
struct Palette {
    struct Item: Equatable {
        var title: String
        /// What it is, or what it does.
        var detail: String
        /// The line that stands for it; with a space at the end something has to follow.
        var line: String
        /// Where letters of what was typed stand in the title, in bytes.
        var places: [Int] = []
    }

    var view: ViewState
    var snapshot: MonitorSnapshot

    private static let maximumItems = 100
    /// Older ones are found by the filter.
    private static let maximumRequests = 300
    private static let recentLines = 5

    /// The best first. Without a text: what was used lately, then all commands.
    func items(_ text: String) -> [Item] {
        let text = text.trimmingSpaces
        guard !text.isEmpty else { return Array((recent + commands).prefix(Self.maximumItems)) }
        let lately = Dictionary(recent.enumerated().map { ($1.line, $0) }) { first, _ in first }
        var found: [(item: Item, score: Int)] = []
        for item in commands + others {
            guard let match = FuzzyMatch(text, in: item.title) else { continue }
            var item = item
            item.places = match.places
            let bonus = lately[item.line].map { max(4, 40 - 8 * $0) } ?? 0
            found.append((item, match.score + bonus))
        }
        found += requests(about: text)
        let sorted = found.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
        return sorted.prefix(Self.maximumItems).map(\.element.item)
    }

    private var recent: [Item] {
        view.history.lines(.command).suffix(Self.recentLines).reversed().map {
            Item(title: $0, detail: "used lately", line: $0)
        }
    }

    private var commands: [Item] {
        let context = view.baseContext
        return Command.allCases.filter { view.keys.isOffered($0, in: context) }
            .map { command in
                let binding = view.keys.bindings.first { $0.command == command && !$0.meaning.isEmpty }
                let key = view.keys.bindings.first { $0.command == command && $0.contexts.contains(context) }?.keys
                    .first
                let words = [key?.name, binding?.meaning].compactMap { $0 }.filter { !$0.isEmpty }
                return Item(
                    title: command.rawValue, detail: words.joined(separator: "  "),
                    line: command.argument.isNone ? command.rawValue : command.rawValue + " ")
            }
            .sorted { $0.title < $1.title }
    }

    private var others: [Item] {
        let sessions = snapshot.sessions.map { session in
            Item(
                title: "session \(session.id) \(session.who)",
                detail: Formatting.count(session.requests, "request"), line: "filter session=\(session.id)")
        }
        let tools = Set(snapshot.toolUses.map(\.tool)).filter { !$0.isEmpty }.sorted().map { tool in
            Item(title: "tool \(tool)", detail: "its requests", line: "filter tool=\(RequestFilter.quoted(tool))")
        }
        let requests = snapshot.requests.prefix(Self.maximumRequests).map { request in
            Item(
                title: "\(request.id) \(request.who)", detail: request.about ?? request.phaseWord,
                line: "open \(request.id.typed)")
        }
        return sessions + tools + requests
    }

    /// What requests are about is prose: letters that are strewn over it say nothing.
    private func requests(about text: String) -> [(item: Item, score: Int)] {
        let wanted = text.lowercased()
        guard wanted.count > 2 else { return [] }
        return snapshot.requests.prefix(Self.maximumRequests).compactMap { request in
            guard let about = request.about, about.lowercased().contains(wanted) else { return nil }
            return (Item(title: "\(request.id) \(request.who)", detail: about, line: "open \(request.id.typed)"), 0)
        }
    }
}

extension CommandArgument {
    fileprivate var isNone: Bool { self == .none }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = Substring(self).drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
