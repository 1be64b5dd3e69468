import Monitoring

/// What `y` offers to copy, each with a letter of its own; `y` once more takes the first.
package struct CopyChoice: Equatable, Sendable {
    package enum What: Equatable, Sendable {
        /// What is shown: the row, or the tab's text.
        case text
        case call(Int)
        case arguments(Int)
        /// The message that the client got.
        case message
        case id
        case curl
    }
    package var letter: Character
    package var title: String
    package var what: What
}

extension ViewState {
    /// Calls of one request that are offered.
    private static let offeredCalls = 4

    /// The text at once where there is nothing else to be had; else the menu.
    mutating func openCopyMenu(_ snapshot: MonitorSnapshot) -> ViewCommand? {
        if case .page(let page) = overlay { return .copy(page.lines.map(\.text).joined(separator: "\n") + "\n") }
        if case .json(let page) = overlay { return .copy(page.text) }
        let isListOfOthers = screen == .overview && (list != .requests || !tags.isEmpty)
        guard !isListOfOthers, let request = subject(snapshot).flatMap({ snapshot.request($0) }) else {
            return copyText(snapshot)
        }
        if screen != .overview, snapshot.detail?.id != request.id { return copyText(snapshot) }
        overlay = .picker(Picker(.copy(choices(request)), self))
        return nil
    }

    private func choices(_ request: RequestSummary) -> [CopyChoice] {
        var choices = [CopyChoice(letter: "t", title: textTitle, what: .text)]
        for (index, call) in request.calls.prefix(Self.offeredCalls).enumerated() {
            let number = request.calls.count > 1 ? " \(index + 1)" : ""
            choices.append(
                CopyChoice(letter: index == 0 ? "c" : " ", title: "call\(number): \(call.name)", what: .call(index)))
            choices.append(
                CopyChoice(
                    letter: index == 0 ? "a" : " ", title: "arguments\(number)", what: .arguments(index)))
        }
        choices.append(CopyChoice(letter: "m", title: "message that the client got", what: .message))
        choices.append(CopyChoice(letter: "i", title: "id \(request.requestID)", what: .id))
        choices.append(CopyChoice(letter: "u", title: "curl command", what: .curl))
        return choices
    }

    private var textTitle: String {
        if screen == .overview { return "text of the row" }
        return switch tab {
        case .messages: "body of the request"
        case .rewrite: "text of the model"
        case .raw: "bytes that the client got"
        case .summary, .tools, .timing, .diff, .answers: "text of this tab"
        }
    }

    /// The choice under the cursor, or that of a letter.
    mutating func copy(_ choice: CopyChoice, _ snapshot: MonitorSnapshot) -> ViewCommand? {
        overlay = nil
        guard choice.what != .text else { return copyText(snapshot) }
        guard let request = subject(snapshot).flatMap({ snapshot.request($0) }) else { return nil }
        let detail = snapshot.detail.flatMap { $0.id == request.id ? $0 : nil }
        let text: String?
        switch choice.what {
        case .text: text = nil
        case .id: text = request.requestID
        case .call(let index): text = call(index, request, detail)?.json
        case .arguments(let index): text = call(index, request, detail)?.arguments
        case .message: text = detail?.clientMessage
        case .curl:
            text = detail.flatMap {
                RequestExport(.curl, snapshot.exported(request, $0, note: notes[request.id]))?.text
            }
        }
        guard let text, !text.isEmpty else {
            refuse(
                detail == nil
                    ? "\(request.id)'s texts are not here yet: open it first"
                    : "nothing of that is kept of \(request.id)")
            return nil
        }
        return .copy(text)
    }

    /// With its arguments whole: the row's are cut.
    private func call(_ index: Int, _ request: RequestSummary, _ detail: RequestDetail?) -> ToolCallReport? {
        guard request.calls.indices.contains(index) else { return nil }
        var call = request.calls[index]
        guard let transcript = detail?.transcripts[call.choice] else { return call }
        let found = RewriteDocument(transcript).passages.first { passage in
            if case .call(let other) = passage.kind { other.index == call.index } else { false }
        }
        if let found, found.cuts.isEmpty, !found.text.isEmpty { call.arguments = found.text }
        return call
    }
}
