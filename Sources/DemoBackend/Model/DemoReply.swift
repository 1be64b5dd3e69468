/// What the demo model answers, before it is timed and written as HTTP.
package struct DemoReply: Equatable, Sendable {
    package enum Part: Equatable, Sendable {
        /// Reasoning in a field of its own.
        case reasoning(String)
        /// The model's text, as `content`.
        case text(String)
        /// A call that the server has parsed itself.
        case call(index: Int, id: String, DemoCall)
    }

    package enum Ending: Equatable, Sendable {
        case stop
        case toolCalls
        /// The limit of tokens was met.
        case length
        /// The connection is closed without an end.
        case brokenOff
    }

    /// An error instead of an answer.
    package struct Failure: Equatable, Sendable {
        package var status: Int
        package var type: String
        package var message: String
    }

    package var scenario: DemoScenario
    package var parts: [Part]
    package var ending: Ending
    package var failure: Failure?
}
