package import Monitoring

/// Requests that the user has marked.
extension ViewState {
    /// Marks the selected request, or no longer; the next one is selected, so that several can be marked in a row.
    mutating func tag() {
        guard list == .requests, let selection else { return }
        if tags.contains(selection) { tags.remove(selection) } else { tags.insert(selection) }
        isFollowing = false
        if let index = order.ids.firstIndex(of: selection), index + 1 < order.ids.count {
            self.selection = order.ids[index + 1]
        }
    }

    /// What the user looks at or has marked, which is not to be forgotten.
    var kept: Set<RequestID> {
        let marked = tags.union(notes.keys)
        return if case .detail(let id) = screen { marked.union([id]) } else {
            marked.union([selection].compactMap { $0 })
        }
    }

    /// Asks for the comment that is to stand beside a request; the one that stands there can be changed.
    mutating func askForNote(_ snapshot: MonitorSnapshot) {
        guard let id = subject(snapshot), snapshot.request(id) != nil else { return refuse("no request is selected") }
        openPrompt(.command, text: "\(Command.note.rawValue) \(notes[id] ?? "")")
    }

    /// Without a text the comment goes.
    mutating func write(note: String, _ snapshot: MonitorSnapshot) {
        guard let id = subject(snapshot), snapshot.request(id) != nil else { return refuse("no request is selected") }
        notes[id] = note.isEmpty ? nil : note
        message = Message(note.isEmpty ? "\(id) has no comment now" : "\(id) is marked; exports have the comment")
    }

    /// The tagged requests other than the one that is open.
    var othersTagged: Set<RequestID> {
        guard case .detail(let id) = screen else { return [] }
        return tags.subtracting([id])
    }

    /// What the open request is compared with instead of the one before it: the only other one that is tagged.
    package var comparedWith: RequestID? {
        (tab == .diff || tab == .answers) && othersTagged.count == 1 ? othersTagged.first : nil
    }

    /// The request whose answer can be shown beside that of the open one: the only other one that is tagged, or that from
    /// which it comes.
    package func otherAnswer(_ snapshot: MonitorSnapshot) -> RequestID? {
        guard case .detail(let id) = screen else { return nil }
        return othersTagged.count == 1 ? othersTagged.first : snapshot.request(id)?.resentFrom
    }

    /// The tabs that there are for the open request.
    func tabs(_ snapshot: MonitorSnapshot) -> [Tab] {
        Tab.allCases.filter { $0 != .answers || tab == .answers || otherAnswer(snapshot) != nil }
    }
}
