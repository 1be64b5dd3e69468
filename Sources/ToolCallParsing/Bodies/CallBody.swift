/// The inside of a call, read as it comes.
protocol CallBody: Sendable {
    /// As the model wrote it; known from the status `.named` on.
    var name: String? { get }
    /// The identifier that the model gave the call.
    var id: String? { get }
    /// Reads on from `index`, which is moved behind what was read. Emits strict JSON.
    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus
    /// Where doubts begin in what was read before the name was told.
    var earlyDoubt: Int? { get }
    /// The same reader, for a call that is known to be one: it tells the name as soon as it knows it.
    var tellingAtOnce: any CallBody { get }
    /// Nothing but closers is missing of the arguments as far as they have been read.
    var isClosable: Bool { get }
    /// Ends the call where it stands, so that its arguments are JSON. Only where nothing but closers is missing.
    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText)
}

extension CallBody {
    var id: String? { nil }
    var earlyDoubt: Int? { nil }
    var tellingAtOnce: any CallBody { self }
}
