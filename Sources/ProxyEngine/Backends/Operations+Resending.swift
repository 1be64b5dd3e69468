import Monitoring

/// Sending a client's request once more, as a client of our own.
extension Operations {
    /// The new request's agent.
    private static let agent = "resend"

    func resend(_ id: RequestID, _ change: ResendChange = ResendChange()) async -> ControlResult {
        guard var question = await engine.hub.question(of: id) else { return .refused("\(id) is not kept") }
        if let body = change.body { question.body = Array(body.utf8) }
        if let obstacle = question.obstacle { return .refused("cannot send it again: \(obstacle)") }
        var backend: Int?
        if let name = change.backend {
            backend = engine.backends.firstIndex { $0.name == name }
            guard backend != nil else { return unknown(name) }
        }
        guard !engine.isDraining, let client = ownClient, var body = question.body else {
            return .refused("the proxy takes no requests at the moment")
        }
        if let model = change.model {
            guard let asking = ModelMember.replaced(in: body, by: model) else {
                return .refused(
                    "cannot send it again: what \(id) asked is no JSON object, so no model can be named in it")
            }
            body = asking
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
        let new = engine.expectResend(of: id, at: backend, requestID: name)
        do {
            try await client.send(question.summary.route, fields: fields, body: body)
        } catch {
            _ = engine.takeResend(name)
            return .refused("cannot send it again: \(ErrorText.reason(error))")
        }
        return .done("\(id) sent again as \(new)" + (change.isNothing ? "" : ": \(change.words)"))
    }
}
