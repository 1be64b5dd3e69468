import Testing

@testable import ProxyEngine

struct TokenRatiosTests {
    private let key = TokenRatios.Key(backend: "b", model: "m")

    @Test func learnsEachModelByItself() {
        var ratios = TokenRatios()
        #expect(ratios.ratio(key) == TokenRatios.initial)
        ratios.learn(key, bytes: 1000, tokens: 250)
        #expect(ratios.ratio(key) == .init(value: 0.25, isLearnt: true))
        #expect(ratios.ratio(.init(backend: "b", model: "other")) == TokenRatios.initial)
        for _ in 0..<30 { ratios.learn(key, bytes: 1000, tokens: 500) }
        #expect(abs(ratios.ratio(key).value - 0.5) < 0.001)
    }

    /// Pictures, short prompts and prompts that the backend cut teach nothing.
    @Test(arguments: [(100, 50), (1_000_000, 1500), (1000, 0), (1000, -5), (10_000, 2000)])
    func ignoresWhatSaysNothing(bytes: Int, tokens: Int) {
        var ratios = TokenRatios()
        ratios.learn(key, bytes: 1000, tokens: 500)
        ratios.learn(key, bytes: bytes, tokens: tokens)
        #expect(ratios.ratio(key).value == 0.5)
    }
}
