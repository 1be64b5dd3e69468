/// What a body has to say after it has read on.
enum BodyStatus: Equatable, Sendable {
    case needsMore
    /// The name is known and not yet judged. Reading goes on after it has been.
    case named
    /// The identifier is known, and was not when the name was told.
    case identified
    /// The arguments are complete; what follows of the call adds nothing to them.
    case argumentsEnded
    /// The call is complete.
    case ended
    /// What stands here cannot be part of the body.
    case failed(NearMiss.Reason)
}

/// What all kinds of body need to know of the request and the block they stand in.
struct BodyContext: Sendable {
    /// Literals that may end the block.
    var closers: [String]
    var tools: ToolCatalog
}
