/// Where a backend's template takes instructions.
package enum InstructionPlace: Equatable, Sendable {
    /// At the front only: "System message must be at the beginning".
    case front
    case anywhere
}

extension Conversation {
    /// The conversation as chat completions and the templates behind them want it: one turn of a speaker is one message,
    /// results come in the order of their calls and before what else the user says, nothing is empty.
    ///
    /// Instructions in the middle, where the template refuses them: those before the first answer join the leading ones. Later
    /// ones become words of the user at their place, so that what was sent in the turn before stays a prefix of it.
    package func settled(_ place: InstructionPlace = .front) -> Conversation {
        var settled = self
        settled.messages = []
        var leading: [Part] = []
        var hasAnswer = false
        for message in messages {
            switch message.role {
            case .instructions where place == .front || !hasAnswer && settled.messages.isEmpty:
                if hasAnswer {
                    settled.join(Message(.user, message.parts.compactMap(Self.reminder)))
                } else {
                    leading += message.parts.filter(Self.isSomething)
                }
            case .instructions: settled.join(message)
            case .user: settled.join(message)
            case .assistant:
                hasAnswer = true
                settled.join(message)
            }
        }
        if !leading.isEmpty { settled.messages.insert(Message(.instructions, leading), at: 0) }
        settled.settleResults()
        return settled
    }

    private static func reminder(_ part: Part) -> Part? {
        guard case .text(let text) = part, !text.isEmpty else { return nil }
        return .text("<system-reminder>\n\(text)\n</system-reminder>")
    }

    private static func isSomething(_ part: Part) -> Bool {
        switch part {
        case .text(let text): !text.isEmpty
        case .reasoning(let reasoning): !reasoning.text.isEmpty
        case .image, .call, .result: true
        }
    }

    private mutating func join(_ message: Message) {
        let parts = message.parts.filter(Self.isSomething)
        guard !parts.isEmpty else { return }
        if messages.last?.role == message.role {
            messages[messages.count - 1].parts += parts
        } else {
            messages.append(Message(message.role, parts))
        }
    }

    // MARK: Results

    private mutating func settleResults() {
        var calls: [String: (place: Int, name: String)] = [:]
        for index in messages.indices {
            switch messages[index].role {
            case .assistant:
                for case .call(let call) in messages[index].parts where calls[call.id] == nil {
                    calls[call.id] = (calls.count, call.name.flat)
                }
            case .user: settleResults(of: index, calls)
            case .instructions: continue
            }
        }
    }

    private mutating func settleResults(of index: Int, _ calls: [String: (place: Int, name: String)]) {
        var results: [(place: Int, result: Result)] = []
        var known: [String: Int] = [:]
        var others: [Part] = []
        for part in messages[index].parts {
            guard case .result(var result) = part else {
                others.append(part)
                continue
            }
            guard let call = calls[result.callID] else {
                // The call was cut away; what came of it is still something to know.
                others.append(.text("Result of a tool\(result.toolName.map { " (\($0))" } ?? ""):\n\(result.text)"))
                others += result.images.map { .image($0) }
                continue
            }
            result.toolName = result.toolName ?? call.name
            // Of two results of one call the later counts.
            if let index = known[result.callID] {
                results[index].result = result
            } else {
                known[result.callID] = results.count
                results.append((call.place, result))
            }
        }
        guard !results.isEmpty || others.count != messages[index].parts.count else { return }
        results.sort { $0.place < $1.place }
        messages[index].parts = results.map { .result($0.result) } + others
    }
}
