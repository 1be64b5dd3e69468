/// Values one after the other as a graph of one row, the highest of them full.
enum RowGraph {
    static func text(_ values: [Double], columns: Int, symbols: Symbols) -> String {
        let seen = values.filter(\.isFinite).suffix(columns)
        guard let highest = seen.max(), highest > 0 else { return "" }
        let levels = symbols.levels
        return seen.map { levels[max(1, min(levels.count - 1, Int($0 / highest * Double(levels.count - 1))))] }.joined()
    }
}
