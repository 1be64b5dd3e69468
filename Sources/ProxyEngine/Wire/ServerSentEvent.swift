/// One event of a stream, or a comment. Refers to memory that is valid only while it is being read.
package struct ServerSentEvent {
    package enum Kind: Sendable {
        /// `data:` lines.
        case data
        /// `data:` of an `event: error`, or the value of an `error:` field, which no standard knows but some servers send.
        case error
        /// A line that begins with a colon; the payload is the line.
        case comment
    }
    package var kind: Kind
    /// The value: several `data:` lines are joined by line feeds.
    package var payload: UnsafeRawBufferPointer
    /// The event as it stood in the stream, if that was exactly `data: PAYLOAD` with line feeds; else empty.
    package var raw: UnsafeRawBufferPointer
}

/// Takes the events that a ``ServerSentEventParser`` finds.
package protocol ServerSentEventReader {
    mutating func read(_ event: ServerSentEvent)
    /// An event is longer than ``ServerSentEventParser/maximumEventBytes``; nothing follows.
    mutating func readOverlongEvent()
}
