/// Sending a client's request once more, as a client of our own.
extension Operations {
    /// The new request's agent.
    private static let agent = "resend"

    func resend(_ id: RequestID) async -> ControlResult {
        guard let question = await engine.hub.question(of: id) else { return .refused("\(id) is not kept") }
        if let obstacle = question.obstacle { return .refused("cannot send it again: \(obstacle)") }
        guard !engine.isDraining, let client = ownClient, let body = question.body else {
            return .refused("the proxy takes no requests at the moment")
        }
        let name =
            "resend_" + String(UInt64.random(in: .min ... .max), radix: 36)
            + String(UInt64.random(in: .min ... .max), radix: 36)
        var fields: [HeaderForwarding.Field] = [
            ("User-Agent", Self.agent), ("Content-Type", "application/json"), ("X-Request-Id", name),
            // It is a request of its own, even where the same one is being answered: it joins none.
            ("X-Stainless-Retry-Count", "0"),
        ]
        if let session = question.sessionName { fields.append(("X-Session-Id", session)) }
        if let key = engine.configuration.apiKeys.first { fields.append(("Authorization", "Bearer \(key)")) }
        let new = engine.expectResend(of: id, requestID: name)
        do {
            try await client.send(question.summary.route, fields: fields, body: body)
        } catch {
            _ = engine.takeResend(name)
            return .refused("cannot send it again: \(ErrorText.reason(error))")
        }
        return .done("\(id) sent again as \(new)")
    }
}
