/// The kinds of commands, for marks in graphs.
package enum OperatorAct: String, Codable, CaseIterable, Sendable {
    case purge
    case drain
    case undrain
    case chunkSize = "chunk-size"
    case concurrency
    case streamMode = "stream-mode"
    case cancel
    case resend
    case hold
    case resume
    case reload
}
