/// An answer as it goes over the wire, with the time before each piece.
package struct DemoTimeline: Equatable, Sendable {
    package struct Piece: Equatable, Sendable {
        /// Seconds to wait before it is sent.
        package var delay: Double
        package var text: String
        /// Tokens of the prompt that have been read by then, and tokens that have been written.
        package var read = 0
        package var written = 0
    }

    package var status: Int
    package var contentType: String
    package var pieces: [Piece]
    /// The connection is closed after the last piece instead of ending the response.
    package var breaksOff: Bool
    /// Tokens in the slot's cache afterwards.
    package var tokens: Int
}

extension DemoTimeline {
    /// What the timeline is made of besides the request and the reply.
    package struct Circumstances: Equatable, Sendable {
        package var id: String
        /// Seconds since 1970.
        package var created: Int
        /// Tokens of the prompt that are in the cache.
        package var cached: Int

        package init(id: String, created: Int, cached: Int = 0) {
            self.id = id
            self.created = created
            self.cached = cached
        }
    }

    package init(_ reply: DemoReply, to request: DemoRequest, pace: DemoPace, _ circumstances: Circumstances) {
        let prompt = DemoTokens.estimate(bytes: request.bytes)
        let cached = min(circumstances.cached, prompt - 1)
        if let failure = reply.failure {
            self.init(failure, delay: pace.prefill(tokens: prompt - cached), tokens: prompt)
            return
        }
        var writer = DemoChunkWriter(request: request, reply: reply, circumstances, prompt: prompt, cached: cached)
        self = request.wantsStream ? writer.stream(pace) : writer.whole(pace)
    }

    private init(_ failure: DemoReply.Failure, delay: Double, tokens: Int) {
        let error = DemoValue.object([
            (
                "error",
                .object([
                    ("code", .integer(failure.status)), ("message", .string(failure.message)),
                    ("type", .string(failure.type)),
                ])
            )
        ])
        self.init(
            status: failure.status, contentType: "application/json", pieces: [Piece(delay: delay, text: error.json)],
            breaksOff: false, tokens: tokens)
    }
}
