/// What is kept of what a request and its answer say.
package struct SearchableText: Sendable {
    package var id: RequestID
    /// The request's body, the model's text, and what the client got.
    var texts: [[UInt8]]
}
