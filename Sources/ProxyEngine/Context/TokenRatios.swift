/// How many tokens a byte of a request makes, learnt for each model of each backend from what the backend counted.
struct TokenRatios {
    struct Key: Hashable {
        var backend: String
        var model: String
    }
    struct Ratio: Equatable, Sendable {
        /// Tokens a byte.
        var value: Double
        /// Whether it rests on counts of the backend.
        var isLearnt: Bool
    }

    /// Before anything is known: three bytes a token, more tokens than most texts have (English prose takes four bytes,
    /// program text three, JSON two and a half).
    static let initial = Ratio(value: 1.0 / 3, isLearnt: false)
    /// Pictures cost several hundred to two thousand tokens in most models.
    static let tokensPerAttachment = 1024
    /// A sample beyond these says nothing of text: a picture in the request, or a prompt that the backend cut.
    static let plausible = 0.1...2.0
    /// In shorter requests the template weighs more than the text.
    static let minimumBytes = 500
    private static let weightOfNew = 0.3
    private static let capacity = 1024

    private var ratios: [Key: Double] = [:]

    func ratio(_ key: Key) -> Ratio {
        ratios[key].map { Ratio(value: $0, isLearnt: true) } ?? Self.initial
    }

    /// A request of `bytes` made a prompt of `tokens`.
    mutating func learn(_ key: Key, bytes: Int, tokens: Int) {
        guard bytes >= Self.minimumBytes, tokens > 0 else { return }
        let sample = Double(tokens) / Double(bytes)
        guard Self.plausible.contains(sample) else { return }
        guard let old = ratios[key] else {
            if ratios.count < Self.capacity { ratios[key] = sample }
            return
        }
        // Half of what was learnt is no other text, but a prompt of which the backend has read a part only.
        guard sample > old / 2 else { return }
        ratios[key] = old + (sample - old) * Self.weightOfNew
    }
}
