/// Names of dialects in little room.
package enum DialectWording {
    /// All of them where there is room, else the first one and how many more. A name gives up its last words before it is
    /// cut: `qwen3-coder-xml`, `qwen3-coder`, `qwen3`.
    package static func names(_ names: [String], width: Int) -> String {
        let all = names.joined(separator: ",")
        guard CellWidth.columns(of: all) > width, let first = names.first else { return all }
        let more = names.count > 1 ? "+\(names.count - 1)" : ""
        return shortened(first, width: width - more.utf8.count) + more
    }

    private static func shortened(_ name: String, width: Int) -> String {
        var words = name.split(separator: "-")
        while words.count > 1, CellWidth.columns(of: words.joined(separator: "-")) > width { words.removeLast() }
        return words.joined(separator: "-")
    }
}
