package import Monitoring

extension RequestStep {
    /// The case without its values.
    package var name: String {
        switch self {
        case .received: "received"
        case .joined: "joined"
        case .adapted: "adapted"
        case .queued: "queued"
        case .sent: "sent"
        case .turned: "turned"
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
    package static func queued(position: Int) -> RequestStep { .queued(QueuePlace(position: position)) }
}
