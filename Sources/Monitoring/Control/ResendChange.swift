/// What a request that is sent again is changed in.
package struct ResendChange: Equatable, Sendable {
    /// The backend of this name is asked, and no other; `nil`: one is chosen as for every request.
    package var backend: String?
    /// Asked for instead of the one that the client named.
    package var model: String?
    /// Takes the place of what the client sent: JSON.
    package var body: String?

    package init(backend: String? = nil, model: String? = nil, body: String? = nil) {
        self.backend = backend
        self.model = model
        self.body = body
    }

    /// The same is asked in the same way.
    package var isNothing: Bool { self == ResendChange() }

    /// For a sentence, in the order of what weighs most: `edited, to gpu2, with model qwen3-8b`; empty where nothing is changed.
    package var words: String {
        [body.map { _ in "edited" }, backend.map { "to \($0)" }, model.map { "with model \($0)" }]
            .compactMap { $0 }.joined(separator: ", ")
    }
}
