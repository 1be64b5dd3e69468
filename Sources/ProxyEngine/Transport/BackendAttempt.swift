import Monitoring
import NIOCore
import NIOHTTP1

/// Asking one backend, from the choice of it on. Replaced as a whole where the request turns to another one.
struct BackendAttempt {
    let backendIndex: Int
    /// The backend has read this conversation before.
    let isAtHome: Bool
    /// Where the request was last said to stand in the backend's queue, and when that was.
    var place: (place: QueuePlace, at: Moment)?
    /// The request was let through the gate and has been told of as sent.
    var isSent = false
    /// The request has been handed to a connection.
    var isHandedOver = false
    var connection: UpstreamConnection?
    /// What has come while the answer is read on another thread; `nil`: it is not.
    var away: Away?
    /// It has been once.
    var hasBeenAway = false
    /// Undoes the answer's coding; `nil`: it has none, or is not read.
    var decoding: AnswerDecoding?
    /// An error that may say what to ask for instead, or that another backend is to be asked.
    var heldHead: HTTPResponseHead?
    var heldBody = ByteBuffer()

    struct Away {
        var waiting: [ByteBuffer] = []
        var end: AnswerDecoding.End?
    }

    init(at backendIndex: Int = 0, isAtHome: Bool = false) {
        self.backendIndex = backendIndex
        self.isAtHome = isAtHome
    }
}
