/// Which folders of a target use which others, told by the names of their types.
struct FolderGraph {
    struct Edge: Hashable, CustomStringConvertible {
        let from: String
        let to: String
        var description: String { "\(from) -> \(to)" }
    }
    /// With one example of each: `File.swift names Type`.
    private(set) var edges: [Edge: String] = [:]

    /// `files`: what each file says, by its path below the target. A file that lies in no folder is of the folder `.`.
    init(_ files: [String: SwiftSource]) {
        var homes: [String: Set<String>] = [:]
        for (path, source) in files {
            for type in source.declared { homes[type, default: []].insert(Self.folder(of: path)) }
        }
        for (path, source) in files.sorted(by: { $0.key < $1.key }) {
            let folder = Self.folder(of: path)
            for type in source.used.sorted() {
                guard let home = homes[type], !home.contains(folder) else { continue }
                for other in home where edges[Edge(from: folder, to: other)] == nil {
                    edges[Edge(from: folder, to: other)] = "\(path) names \(type)"
                }
            }
        }
    }

    private static func folder(of path: String) -> String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[0]) : "."
    }

    /// Edges of some circle, in order; empty: there is none. Those of `exceptions` do not count.
    func circle(without exceptions: Set<Edge>) -> [Edge] {
        var next: [String: [String]] = [:]
        for edge in edges.keys.sorted(by: { $0.description < $1.description }) where !exceptions.contains(edge) {
            next[edge.from, default: []].append(edge.to)
        }
        var finished: Set<String> = []
        var path: [String] = []
        func visit(_ folder: String) -> [String]? {
            if let start = path.firstIndex(of: folder) { return Array(path[start...]) + [folder] }
            guard !finished.contains(folder) else { return nil }
            path.append(folder)
            for other in next[folder] ?? [] {
                if let circle = visit(other) { return circle }
            }
            path.removeLast()
            finished.insert(folder)
            return nil
        }
        for folder in next.keys.sorted() {
            if let circle = visit(folder) { return zip(circle, circle.dropFirst()).map { Edge(from: $0, to: $1) } }
        }
        return []
    }
}
