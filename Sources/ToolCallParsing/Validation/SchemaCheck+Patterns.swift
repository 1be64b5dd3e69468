/// Regular expressions of a schema.
extension SchemaCheck {
    /// Whether `pattern` matches somewhere in `text`; `nil`: that was not checked, and is told.
    mutating func matches(_ pattern: String, _ text: String, at path: String) -> Bool? {
        switch program(of: pattern) {
        case .failure(let refusal):
            leaveOut(path, refusal.reason)
            return nil
        case .success(let program):
            guard let result = program.matches(text, steps: &steps) else {
                leaveOut(path, Self.tookTooLong)
                return nil
            }
            return result
        }
    }

    /// Made once for each pattern of a check.
    private mutating func program(of pattern: String) -> Result<PatternProgram, PatternRefusal> {
        if let known = patterns[pattern] { return known }
        let made: Result<PatternProgram, PatternRefusal>
        do throws(PatternRefusal) {
            let program = try PatternProgram(pattern)
            steps -= min(pattern.utf8.count, PatternReader.maximumLength) + program.count
            made = .success(program)
        } catch {
            steps -= min(pattern.utf8.count, PatternReader.maximumLength)
            made = .failure(error)
        }
        patterns[pattern] = made
        return made
    }
}
