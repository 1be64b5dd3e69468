/// One thing that an answer says, in no protocol's words. Texts are ranges in the ``AnswerBatch`` that holds the event.
package enum AnswerEvent: Equatable, Sendable {
    /// The answer has begun. Identifier and model as the backend names them; empty: it does not.
    case began(id: String, model: String)
    case text(Range<Int>)
    case reasoning(Range<Int>)
    /// Calls come one after the other: each is ended before the next begins.
    case callBegan(id: String, name: String)
    /// More of the arguments' JSON text.
    case arguments(Range<Int>)
    case callEnded
    case usage(Usage)
    case ended(FinishReason)
    /// Nothing more comes; `.ended` and `.usage` were told before.
    case finished
    case failed(WireError)
    /// A sign of life.
    case heartbeat
}

/// Events and the texts that they speak of.
package struct AnswerBatch: Equatable, Sendable {
    /// Texts as they stand inside of JSON strings, escapes and all: every protocol carries them so, and text that goes from
    /// one to the other is not unescaped and escaped again.
    package var bytes: [UInt8] = []
    package var events: [AnswerEvent] = []

    package init() {}

    /// Forgets what there is, and keeps the memory.
    package mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
    }

    /// One sign of life says as much as the thousand that came with it, and can cost more than all of them: what is three bytes
    /// on one wire is an event of hundreds on another.
    mutating func addHeartbeat() {
        if events.last != .heartbeat { events.append(.heartbeat) }
    }

    /// Takes the inside of a JSON string.
    mutating func add(inside: UnsafeRawBufferPointer) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: inside)
        return start..<bytes.count
    }
}

package enum FinishReason: Equatable, Sendable {
    case stop
    /// One of the request's stop texts came; which one.
    case stopText(String)
    case calls
    case length
    case contentFilter
}

/// Tokens, as the backend counted them.
package struct Usage: Equatable, Sendable {
    package var prompt = 0
    /// Of the prompt: not read anew.
    package var cached = 0
    package var completion = 0
    /// Of the completion.
    package var reasoning = 0
    /// Nanoseconds of reading and writing, where the backend tells.
    package var promptTime: UInt64?
    package var completionTime: UInt64?

    package init() {}
}

/// An error, in no protocol's words.
package struct WireError: Error, Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// The conversation does not fit the model's window.
        case overflow(tokens: Int?, limit: Int?)
        case other
    }
    package var kind: Kind
    /// An HTTP status.
    package var status: Int
    package var message: String
    package var type: String
    package var code: String?
    package var parameter: String?

    package init(
        kind: Kind = .other, status: Int, message: String, type: String = "server_error", code: String? = nil,
        parameter: String? = nil
    ) {
        self.kind = kind
        self.status = status
        self.message = message
        self.type = type
        self.code = code
        self.parameter = parameter
    }
}
