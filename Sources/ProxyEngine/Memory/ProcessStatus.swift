/// What `/proc/PID/stat` tells of a process (proc_pid_stat(5)).
struct ProcessStatus: Equatable, Sendable {
    var process: Int
    /// The program's name, at most 15 bytes.
    var name: String
    var parent: Int
    /// When it started, in ticks since the machine did: a number that came back belongs to another process.
    var start: Int
    var residentPages: Int

    init?(stat text: [UInt8]) {
        // The name may hold anything, also parentheses and blanks.
        guard let open = text.firstIndex(of: UInt8(ascii: "(")), let close = text.lastIndex(of: UInt8(ascii: ")")),
            open < close, open > 0
        else { return nil }
        let words = StatusText.words(text[(close + 1)...])
        // The word behind the name is the third of the line.
        func field(_ number: Int) -> Int? { words.count > number - 3 ? StatusText.integer(words[number - 3]) : nil }
        guard let process = StatusText.integer(text[..<(open - 1)]), let parent = field(4), let start = field(22),
            let pages = field(24)
        else { return nil }
        self.process = process
        name = String(decoding: text[(open + 1)..<close], as: UTF8.self)
        self.parent = parent
        self.start = start
        residentPages = pages
    }

    /// `roots` and all that descend from them: servers keep their model in a process of its own.
    static func descendants(of roots: Set<Int>, parents: [Int: Int]) -> Set<Int> {
        var children: [Int: [Int]] = [:]
        for (process, parent) in parents { children[parent, default: []].append(process) }
        var found = roots
        var open = Array(roots)
        while let next = open.popLast() {
            for child in children[next] ?? [] where found.insert(child).inserted { open.append(child) }
        }
        return found
    }
}
