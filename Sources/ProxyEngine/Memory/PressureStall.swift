import Monitoring

/// Linux' pressure stall information: https://docs.kernel.org/accounting/psi.html
extension MemoryReport.Stall {
    /// Reads `/proc/pressure/memory` or a group's `memory.pressure`; `nil` where it says nothing.
    init?(text: [UInt8]) {
        var shares: [String: Double] = [:]
        for line in StatusText.lines(text) {
            let words = StatusText.words(line).map(StatusText.string)
            guard let kind = words.first, let word = words.first(where: { $0.hasPrefix("avg10=") }),
                let share = Double(word.dropFirst(6)), (0...100).contains(share)
            else { continue }
            shares[kind] = share
        }
        guard let some = shares["some"] else { return nil }
        self.init(some: some, full: shares["full"] ?? 0)
    }

    /// The worse of two, each for itself.
    func combined(with other: Self?) -> Self {
        guard let other else { return self }
        return Self(some: max(some, other.some), full: max(full, other.full))
    }
}
