/// How the replay of a traffic log stands.
package struct ReplayReport: Equatable, Codable, Sendable {
    /// What is replayed: a file's name, and how many more.
    package var source: String
    package var speed: ReplaySpeed
    package var isPaused: Bool
    /// Recorded seconds since the first request was received, and how many there are.
    package var position: Double
    package var length: Double
    /// Requests in the log, and those that have begun.
    package var requests: Int
    package var begun: Int
    /// Lines that cannot be read.
    package var brokenLines: Int

    /// All has been played.
    package var isOver: Bool { position >= length }

    package init(
        source: String, speed: ReplaySpeed, isPaused: Bool, position: Double, length: Double, requests: Int,
        begun: Int, brokenLines: Int
    ) {
        self.source = source
        self.speed = speed
        self.isPaused = isPaused
        self.position = position
        self.length = length
        self.requests = requests
        self.begun = begun
        self.brokenLines = brokenLines
    }
}

/// How fast a log is replayed: so many recorded seconds in one of ours, or as fast as can be.
package enum ReplaySpeed: Equatable, Codable, Sendable, CustomStringConvertible {
    case times(Double)
    case maximum

    /// The speeds that keys step through.
    package static let steps: [Double] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 1000]

    /// Reads `10`, `10x`, `0.5` or `max`; `nil` for anything else.
    package init?(_ text: String) {
        if text == "max" {
            self = .maximum
            return
        }
        guard let number = Double(text.last == "x" ? text.dropLast() : text[...]), number.isFinite,
            (0.01...100_000).contains(number)
        else { return nil }
        self = .times(number)
    }

    package var faster: ReplaySpeed {
        guard case .times(let number) = self else { return .maximum }
        return Self.steps.first { $0 > number }.map(ReplaySpeed.times) ?? .maximum
    }

    package var slower: ReplaySpeed {
        guard case .times(let number) = self else { return .times(Self.steps[Self.steps.count - 1]) }
        return .times(Self.steps.last { $0 < number } ?? min(number, Self.steps[0]))
    }

    /// `10x`, `0.5x`, `max`
    package var description: String {
        switch self {
        case .maximum: return "max"
        case .times(let number):
            if number == number.rounded() { return "\(Int(number))x" }
            return PlainNumber.decimal(number, digits: number * 10 == (number * 10).rounded() ? 1 : 2) + "x"
        }
    }
}
