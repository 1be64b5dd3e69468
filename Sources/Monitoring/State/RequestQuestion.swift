import WireFormats

/// What a client asked, as far as it is kept.
package struct RequestQuestion: Equatable, Sendable {
    package var summary: RequestSummary
    /// What a header called the conversation; `nil`: none did.
    package var sessionName: String?
    /// `nil`: it is no longer kept, or was too long to be.
    package var body: [UInt8]?

    /// Why it cannot be asked again; `nil`: it can.
    package var obstacle: String? {
        let id = summary.id
        guard summary.kind == .chat || summary.kind == .generation else {
            return "\(id) was no request to a model"
        }
        guard summary.route.utf8.count < RequestRecord.maximumTextBytes else {
            return "\(id)'s route was too long to be kept"
        }
        if summary.phase.isRunning { return "\(id) is still running" }
        guard let body else {
            return "what \(id) asked is not kept: newer requests took its place, or bodies are not to be kept"
        }
        let isJSON = body.withUnsafeBytes { JSONSyntaxScan.firstError(in: $0) == nil }
        return isJSON ? nil : "what \(id) asked is no JSON"
    }
}
