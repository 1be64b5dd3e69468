import NIOCore
import NIOHTTP1

/// `GET /v1/models` of several backends: one list of what they all serve.
extension Exchange {
    var asksForModels: Bool {
        guard shared.engine.isPool, request.head.method == .GET else { return false }
        let path = request.target.prefix { $0 != "?" }
        return path == "/v1/models" || path == "/models"
    }

    func answerModels() {
        let operations = shared.operations
        let authorization = request.dropsCredentials ? nil : request.head.headers.first(name: "authorization")
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        Task {
            let list = await operations.modelList(authorization: authorization)
            bound.eventLoop.execute { bound.value.send(list) }
        }
    }

    private func send(_ list: ModelList?) {
        guard machine.phase != .ended else { return }
        guard let list else { return fail(.noBackend("", reasons: ["none tells its models"], retrySeconds: nil)) }
        let body = list.json
        status = 200
        client.sendHead(
            status: 200, fields: [("Content-Type", "application/json"), ("X-Request-Id", request.requestID)],
            length: .known(body.count))
        bytesOut += body.count
        body.withUnsafeBytes { client.sendBody($0) }
        release()
        reportEnd()
        client.endAnswer()
    }
}
