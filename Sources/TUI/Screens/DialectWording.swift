/// Names of dialects in little room.
package enum DialectWording {
    /// All of them where there is room, else the first one and how many more. What is left out of a name is marked, and its
    /// last word stays: `minimax-m3`, `minim~m3`.
    package static func names(_ names: [String], width: Int, mark: String = "…") -> String {
        let all = names.joined(separator: ",")
        guard CellWidth.columns(of: all) > width, let first = names.first else { return all }
        let more = names.count > 1 ? "+\(names.count - 1)" : ""
        return shortened(first, width: width - more.utf8.count, mark: mark) + more
    }

    private static func shortened(_ name: String, width: Int, mark: String) -> String {
        guard name.count > width else { return name }
        let last = name.split(separator: "-").last.map(String.init) ?? ""
        // A last word that leaves no room for the first one says less than that.
        let tail = last.count <= max(0, width - 4) && last.count < name.count ? last : ""
        return String(name.prefix(max(1, width - 1 - tail.count))) + mark + tail
    }
}
