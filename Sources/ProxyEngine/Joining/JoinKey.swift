import Monitoring

/// What makes two requests the same one: whatever could make the backend, or us, answer differently.
package struct JoinKey: Hashable, Sendable {
    private let client: String
    private let target: String
    /// Who asks, and what kind of answer is wanted. In order of name.
    private let fields: [String]
    private let body: [UInt8]

    /// Of the body only its end counts for the hash: histories grow there. The comparison is of all.
    private static let hashedBytes = 1024

    package init(client: String, target: String, fields: some Sequence<(name: String, value: String)>, body: [UInt8]) {
        self.client = client
        self.target = target
        self.fields = fields.compactMap { name, value in
            Self.isTelling(name) ? name.lowercased() + ":" + value : nil
        }.sorted()
        self.body = body
    }

    /// Credentials first of all: nobody ever gets an answer that was made for other ones.
    private static func isTelling(_ name: String) -> Bool {
        switch name.utf8.count {
        case 6: name.isField("cookie") || name.isField("accept")
        case 7: name.isField("api-key")
        case 9: name.isField("x-api-key")
        case 10 where name.isField("user-agent"): true
        case 13 where name.isField("authorization"): true
        case 15 where name.isField("accept-encoding"): true
        default: name.beginsField("openai-") || name.beginsField("anthropic-")
        }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(client)
        hasher.combine(target)
        hasher.combine(fields)
        hasher.combine(body.count)
        body.suffix(Self.hashedBytes).withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// What a request says about being sent again.
package struct RepeatSign: Equatable, Sendable {
    /// The client's own name for what it wants done once; empty: none.
    package var idempotencyKey = ""
    /// How many times it was tried before; `nil`: the client does not say.
    package var retryCount: Int?
    /// The conversation's name in a header; empty: none.
    package var session = ""
    /// Whether the answer is to be streamed, where an answer of either kind can serve both.
    package var wantsStream: Bool?

    package init(
        idempotencyKey: String = "", retryCount: Int? = nil, session: String = "", wantsStream: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.retryCount = retryCount
        self.session = session
        self.wantsStream = wantsStream
    }

    /// Reads `Idempotency-Key`, and `X-Stainless-Retry-Count`, which OpenAI's and Anthropic's libraries send
    /// (`_base_client.py` of openai-python).
    package init(fields: some Sequence<(name: String, value: String)>) {
        for (name, value) in fields {
            if name.isField("idempotency-key") {
                idempotencyKey = value
            } else if name.isField("x-stainless-retry-count") {
                retryCount = Int(value)
            }
        }
        session = SessionHeader.value(in: fields)
    }

    /// Who wants several samples of an answer in one session asks for them at the same time; who has lost patience comes
    /// later than this.
    package static let patience: UInt64 = 5_000_000_000

    /// Whether this is likely the same request as `earlier` once more, which came so many nanoseconds ago, and not one like
    /// it on purpose: who wants several samples of an answer sends the same bytes too.
    package func repeats(_ earlier: RepeatSign, after nanoseconds: UInt64) -> Bool {
        if !idempotencyKey.isEmpty || !earlier.idempotencyKey.isEmpty {
            return idempotencyKey == earlier.idempotencyKey
        }
        if let retryCount, retryCount > 0 { return true }
        // A count of 0 says nothing: some agents send it with every repeat (Claude Code). And who asks for the same once
        // more without a stream has lost the stream.
        guard !session.isEmpty, session == earlier.session else { return false }
        return nanoseconds >= Self.patience || earlier.wantsStream == true && wantsStream == false
    }
}
