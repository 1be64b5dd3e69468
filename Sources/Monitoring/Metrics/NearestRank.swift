extension [Double] {
    /// Of values in ascending order the smallest that at least `share` (0...1) of them do not exceed (nearest rank); `nil`
    /// without any.
    func nearestRank(_ share: Double) -> Double? {
        let rank = (Swift.min(1, Swift.max(0, share)) * Double(count)).rounded(.up)
        return isEmpty ? nil : self[Swift.max(0, Int(rank) - 1)]
    }
}
