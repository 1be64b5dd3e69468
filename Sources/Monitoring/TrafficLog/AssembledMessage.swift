/// The message that a client got, put together from the parts in which it went out.
struct AssembledMessage: Equatable, Sendable {
    struct Call: Equatable, Sendable {
        var index: Int
        var id: String
        var name: String
        var arguments: String
    }

    private(set) var content: String
    private(set) var reasoning = ""
    private(set) var calls: [Call] = []

    init(content: String = "") { self.content = content }

    mutating func append(_ part: TranscriptPart) {
        switch part.kind {
        case .content, .notice: content += part.text
        case .reasoning: reasoning += part.text
        case .call(let index, let id, let name, _):
            calls.append(Call(index: index, id: id, name: name, arguments: part.text))
        case .arguments(let index):
            guard let place = calls.lastIndex(where: { $0.index == index }) else { return }
            calls[place].arguments += part.text
        case .removed, .repair, .nearMiss, .gap: break
        }
    }
}
