import Monitoring

/// The graphics cards taken together: how busy they are, their memory, their power, and how many tokens a joule gives.
struct GraphicsWords {
    private let count: Int
    private let memory: MemoryReport.Share
    /// 0...100, of all cards on average; `nil`: no card tells.
    private let busyPercent: Double?
    private let watts: Double?

    /// `nil`: there is no card.
    init?(_ cards: [MemoryReport.Graphics]) {
        guard !cards.isEmpty else { return nil }
        count = cards.count
        memory = cards.reduce(MemoryReport.Share(used: 0, total: 0)) {
            .init(used: $0.used.adding($1.memory.used), total: $0.total.adding($1.memory.total))
        }
        let busy = cards.compactMap(\.busyPercent).filter(\.isFinite)
        busyPercent = busy.isEmpty ? nil : busy.reduce(0, +) / Double(busy.count)
        let powers = cards.compactMap(\.watts).filter { $0.isFinite && $0 >= 0 }
        watts = powers.isEmpty ? nil : powers.reduce(0, +)
    }

    /// What a meter shows: how busy they are, else how full their memory is.
    var share: Double { (busyPercent ?? memory.percent) / 100 }
    var percent: String { Formatting.whole(busyPercent ?? memory.percent) + "%" }

    /// The most important first. `rate`: tokens that are generated in a second.
    func facts(rate: Double?) -> [StyledText] {
        var facts: [StyledText] = []
        if let watts {
            facts.append(StyledText(Formatting.whole(watts)) + StyledText(" W", .dim))
        }
        var use = StyledText(Formatting.gibibytes(memory.used))
        use.append("/\(Formatting.gibibytes(memory.total)) GiB", .dim)
        facts.append(use)
        if let yield = Self.tokensPerJoule(rate: rate, watts: watts) {
            facts.append(StyledText(yield) + StyledText(" tok/J", .dim))
        }
        if count > 1 { facts.append(StyledText("\(count) cards", .dim)) }
        return facts
    }

    /// `0.13`, `2.4`; `nil` where it is not known or nothing is generated.
    static func tokensPerJoule(rate: Double?, watts: Double?) -> String? {
        guard let rate, let watts, rate.isFinite, watts.isFinite, rate > 0, watts > 0 else { return nil }
        let value = rate / watts
        guard value < 1e6 else { return nil }
        if value >= 1 { return Formatting.decimal(value) }
        let hundredths = Int((value * 100).rounded())
        return hundredths == 0 ? "<0.01" : "0." + (hundredths < 10 ? "0" : "") + String(hundredths)
    }
}
