import ProxyEngine

extension RequestStep {
    /// The case without its values.
    var name: String {
        switch self {
        case .received: "received"
        case .joined: "joined"
        case .adapted: "adapted"
        case .queued: "queued"
        case .sent: "sent"
        case .firstByte: "firstByte"
        case .firstToken: "firstToken"
        case .progress: "progress"
        case .toolCall: "toolCall"
        case .finished: "finished"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }

    /// A place in a queue of which no more is known.
    static func queued(position: Int) -> RequestStep { .queued(QueuePlace(position: position)) }
}
