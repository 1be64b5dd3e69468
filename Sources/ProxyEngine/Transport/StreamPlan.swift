package import Monitoring

/// What a backend is asked for, given what the client wants.
package struct StreamPlan: Equatable, Sendable {
    package enum Upstream: Equatable, Sendable {
        /// The client's bytes as they are.
        case unchanged
        case streamed
        case unstreamed
    }
    package var upstream: Upstream
    /// An error that refuses streaming is answered by asking once more without.
    package var mayRepeatUnstreamed: Bool

    package static func ask(
        mode: StreamMode, assemble: AssembleMode, wantsStream: Bool, hasTools: Bool, kind: BackendKind,
        refusesStreamedTools: Bool
    ) -> StreamPlan {
        switch mode {
        case .passthrough: return StreamPlan(upstream: .unchanged, mayRepeatUnstreamed: false)
        case .buffered: return StreamPlan(upstream: .unstreamed, mayRepeatUnstreamed: false)
        case .live, .auto: break
        }
        guard wantsStream else {
            let isAssembled = assemble == .automatic && missesLeavingClients(kind) && !refusesStreamedTools
            return StreamPlan(upstream: isAssembled ? .streamed : .unstreamed, mayRepeatUnstreamed: isAssembled)
        }
        guard mode == .auto, hasTools else { return StreamPlan(upstream: .streamed, mayRepeatUnstreamed: false) }
        return refusesStreamedTools
            ? StreamPlan(upstream: .unstreamed, mayRepeatUnstreamed: false)
            : StreamPlan(upstream: .streamed, mayRepeatUnstreamed: true)
    }

    /// llama-server computes an unstreamed answer to its end although nobody waits for it any more.
    private static func missesLeavingClients(_ kind: BackendKind) -> Bool { kind.isLikeLlamaServer }

    /// Longest error body that is looked at.
    package static let maximumRefusalBytes = 64 * 1024

    /// Whether an error says that tools and streaming do not go together: both words are there in every wording seen
    /// ("Cannot use tools with stream", "streaming is not supported with tool calling").
    package static func isRefusal(status: Int, body: some Sequence<UInt8>) -> Bool {
        guard (400...599).contains(status) else { return false }
        let body = Array(body)
        // The model's own text may well hold those words.
        guard !LostGeneration.isLikely(body) else { return false }
        let text = String(decoding: body, as: UTF8.self).lowercased()
        return text.contains("stream") && (text.contains("tool") || text.contains("function"))
    }
}
