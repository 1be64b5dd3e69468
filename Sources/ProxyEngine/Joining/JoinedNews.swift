import Monitoring

/// What one who joined a generation hears of it, in order.
enum JoinedNews: Sendable {
    /// It can no longer be joined: the request has to be asked for by itself.
    case refused
    case joined
    case step(RequestStep)
    case head(AnswerHead)
    case body([UInt8])
    /// A sign of life, which is no part of the answer.
    case comment([UInt8])
    /// Nothing was sent, and nothing but this will be.
    case error(ProxyError)
    /// The answer is out. `failure`: what went wrong on the way.
    case ended(RequestFailure?)
    /// The answer cannot be brought to an end.
    case cut(RequestFailure)
}

/// The head of an answer.
struct AnswerHead: Sendable {
    var status: Int
    var fields: [HeaderForwarding.Field]
    /// Bytes of the body; `nil`: not known beforehand.
    var length: Int?
    var isEventStream: Bool
}

/// One who listens to another request's generation. `tell` brings news to where it lives, on any thread.
struct Follower: Sendable {
    var id: RequestID
    var tell: @Sendable (JoinedNews) -> Void
}

/// How a follower speaks to the request that it joined. Each hops to that one's event loop.
struct JoinHandle: Sendable {
    var leader: RequestID
    var attach: @Sendable (Follower) -> Void
    /// So many bytes have been handed to a client that takes more.
    var took: @Sendable (RequestID, Int) -> Void
    var leave: @Sendable (RequestID) -> Void
}
