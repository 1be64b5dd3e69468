/// How one agent is started: what it is told, and in which files.
struct AgentPlan: Sendable {
    var program: String
    var arguments: [String]
    var environment: [(name: String, value: String)]
    var files: [Agent.File]
    /// Where the files stand.
    var folder: String

    init(_ agent: Agent, _ facts: Agent.Facts, arguments given: [String]) {
        program = agent.program
        arguments = agent.arguments(facts) + given
        environment = agent.environment(facts)
        files = agent.files(facts)
        folder = facts.folder
    }

    /// The plan as a person reads it, and as a shell runs it.
    var text: String {
        var lines: [String] = []
        for file in files {
            lines += ["# \(folder)/\(file.path)"] + file.text.split(separator: "\n").map { "#   " + $0 }
        }
        let variables = environment.map { "\($0.name)=\(Self.quoted($0.value))" }
        lines.append((variables + ([program] + arguments).map(Self.quoted)).joined(separator: " \\\n  "))
        return lines.joined(separator: "\n")
    }

    /// One word for a shell.
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "_-./:=@,+".utf8.contains(byte)
            }
        return isPlain
            ? word
            : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
