import Foundation
import TestSupport

/// How long random input is tried: as many seconds as `FUZZ_SECONDS` says, else a number of rounds that takes moments.
struct FuzzTime {
    /// Runs `round` with one seed after the other.
    static func run(rounds: UInt64, _ round: (UInt64) throws -> Void) rethrows {
        guard let deadline else {
            for seed in 0..<rounds { try round(seed) }
            return
        }
        var seed = UInt64.random(in: 0 ... .max)
        while ContinuousClock.now < deadline {
            try round(seed)
            seed &+= 1
        }
    }

    static func run(rounds: UInt64, _ round: (UInt64) async throws -> Void) async rethrows {
        guard let deadline else {
            for seed in 0..<rounds { try await round(seed) }
            return
        }
        var seed = UInt64.random(in: 0 ... .max)
        while ContinuousClock.now < deadline {
            try await round(seed)
            seed &+= 1
        }
    }

    private static var deadline: ContinuousClock.Instant? {
        ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap { Double($0) }
            .map { ContinuousClock.now + .seconds($0) }
    }

    /// A text of random `pieces`, some of its bytes damaged.
    static func soup(_ pieces: [String], _ generator: inout SeededGenerator, most: Int = 40) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...most, using: &generator) {
            if Int.random(in: 0..<30, using: &generator) == 0 {
                bytes.append(UInt8.random(in: 0...255, using: &generator))
            } else {
                bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
            }
        }
        return bytes
    }

    /// `bytes` in random pieces.
    static func cut(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = Int.random(in: 1...max(1, min(rest.count, 24)), using: &generator)
            pieces.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return pieces
    }
}
