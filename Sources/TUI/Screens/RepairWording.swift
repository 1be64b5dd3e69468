/// What was repaired in a call: each kind once, with how often.
package enum RepairWording {
    package static func kinds(_ repairs: [String]) -> [String] {
        var kinds: [(name: String, count: Int)] = []
        for repair in repairs {
            if let index = kinds.firstIndex(where: { $0.name == repair }) {
                kinds[index].count += 1
            } else {
                kinds.append((repair, 1))
            }
        }
        return kinds.map { $0.count == 1 ? $0.name : "\($0.count) x \($0.name)" }
    }
}
