/// How fast the demo model reads and writes: like a 30 billion parameter model on a good desktop.
package struct DemoPace: Sendable {
    /// Tokens of the prompt read in a second.
    package let prefillRate: Double
    /// Tokens written in a second, on average.
    package let decodeRate: Double
    private let speed: Double
    private var random: DemoRandom

    /// - Parameter speed: 2 is twice as fast as a real model.
    package init(seed: Int, number: Int, speed: Double) {
        random = DemoRandom(seed: seed, stream: number &+ 1_000_003)
        self.speed = max(speed, 0.001)
        prefillRate = Double.random(in: 700...1100, using: &random)
        decodeRate = Double.random(in: 24...56, using: &random)
    }

    /// Time to read so many tokens that were not in the cache: 0.4 s at least, 6 s at most.
    package func prefill(tokens: Int) -> Double { min(6, max(0.4, Double(tokens) / prefillRate)) / speed }

    /// Time until the next token.
    package mutating func token() -> Double {
        let even = 1 / decodeRate
        // Now and then a token takes longer, as with a machine that does other things as well.
        let factor = Double.random(in: 0...1, using: &random) < 0.02 ? 4 : Double.random(in: 0.6...1.4, using: &random)
        return even * factor / speed
    }
}
