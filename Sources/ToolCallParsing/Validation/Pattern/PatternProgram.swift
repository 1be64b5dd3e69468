/// A regular expression as the program of a nondeterministic automaton that is in all its states at once (Thompson, 1968):
/// no text makes it go back. The time is at most the text's length times the program's.
struct PatternProgram: Sendable {
    /// Larger programs are not made: what counts multiplies (`(a{100}){100}`), and each match needs memory for all of it.
    static let maximumInstructions = 5_000

    private enum Instruction: Sendable {
        case scalar(Unicode.Scalar)
        case set(Int)
        case assertion(PatternAssertion)
        /// Goes on at both.
        case split(Int, Int)
        case jump(Int)
        case match
    }
    private var instructions: [Instruction] = []
    private let sets: [ScalarSet]
    private let isAnchored: Bool

    init(_ pattern: String) throws(PatternRefusal) {
        var reader = try PatternReader(pattern)
        let syntax = try reader.read()
        sets = reader.sets
        isAnchored = syntax.isAnchored
        guard Self.size(of: syntax) < Self.maximumInstructions else { throw .tooLarge }
        emit(syntax)
        instructions.append(.match)
    }

    /// How many instructions it has.
    var count: Int { instructions.count }

    // MARK: Making it

    /// The number of instructions; too many is any number that is too large.
    private static func size(of syntax: PatternSyntax) -> Int {
        func bounded(_ count: Int) -> Int { min(count, maximumInstructions) }
        switch syntax {
        case .scalar, .set, .assertion: return 1
        case .sequence(let parts): return parts.reduce(0) { bounded($0 + size(of: $1)) }
        case .choice(let branches): return branches.reduce(-2) { bounded($0 + size(of: $1) + 2) }
        case .repeated(let inner, let least, let most):
            let size = size(of: inner)
            guard let most else { return bounded(least == 0 ? size + 2 : least * size + 1) }
            return bounded(least * size + (most - least) * (size + 1))
        }
    }

    private mutating func emit(_ syntax: PatternSyntax) {
        switch syntax {
        case .scalar(let scalar): instructions.append(.scalar(scalar))
        case .set(let set): instructions.append(.set(set))
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .sequence(let parts): for part in parts { emit(part) }
        case .choice(let branches): emit(choiceOf: branches)
        case .repeated(let inner, let least, let most): emit(repeated: inner, least: least, most: most)
        }
    }

    private mutating func emit(choiceOf branches: [PatternSyntax]) {
        var jumps: [Int] = []
        for branch in branches.dropLast() {
            let split = reserve()
            emit(branch)
            jumps.append(reserve())
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = branches.last { emit(last) }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func emit(repeated inner: PatternSyntax, least: Int, most: Int?) {
        for _ in 0..<max(0, least - 1) { emit(inner) }
        let last = instructions.count
        if least > 0 { emit(inner) }
        guard let most else {
            if least > 0 {
                instructions.append(.split(last, instructions.count + 1))
            } else {
                let split = reserve()
                emit(inner)
                instructions.append(.jump(split))
                instructions[split] = .split(split + 1, instructions.count)
            }
            return
        }
        var splits: [Int] = []
        for _ in 0..<(most - least) {
            splits.append(reserve())
            emit(inner)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }

    /// A place for what is not known yet.
    private mutating func reserve() -> Int {
        instructions.append(.match)
        return instructions.count - 1
    }

    // MARK: Running it

    /// Whether it matches somewhere in `text`; `nil`: it would take more than `steps`, which go down by what it took.
    func matches(_ text: String, steps: inout Int) -> Bool? {
        var run = Run(program: self, steps: steps)
        defer { steps = max(0, run.steps) }
        run.steps -= count / 8
        var before: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        var after = scalars.next()
        while true {
            if before == nil || !isAnchored, run.enter(0, before: before, after: after) { return true }
            guard run.steps > 0 else { return nil }
            guard let scalar = after, !run.threads.isEmpty || !isAnchored else { return false }
            after = scalars.next()
            if run.step(over: scalar, after: after) { return true }
            before = scalar
        }
    }

    private struct Run {
        let program: PatternProgram
        var steps: Int
        /// Instructions that wait for a scalar.
        var threads: [Int] = []
        private var previous: [Int] = []
        /// For each instruction the place of the text at which it was last reached, so that it is reached once at each.
        private var reached: [Int]
        private var place = 1
        private var pending: [Int] = []

        init(program: PatternProgram, steps: Int) {
            self.program = program
            self.steps = steps
            reached = Array(repeating: 0, count: program.count)
        }

        /// Goes from `start` as far as no scalar is needed; `true`: that is a match.
        mutating func enter(_ start: Int, before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
            pending.append(start)
            while let index = pending.popLast() {
                steps -= 1
                guard reached[index] != place else { continue }
                reached[index] = place
                switch program.instructions[index] {
                case .scalar, .set: threads.append(index)
                case .assertion(let assertion):
                    if assertion.holds(before: before, after: after) { pending.append(index + 1) }
                case .split(let one, let other):
                    pending.append(one)
                    pending.append(other)
                case .jump(let target): pending.append(target)
                case .match:
                    pending.removeAll(keepingCapacity: true)
                    return true
                }
            }
            return false
        }

        /// Every thread takes `scalar` or ends; `true`: one of them has come to a match.
        mutating func step(over scalar: Unicode.Scalar, after: Unicode.Scalar?) -> Bool {
            swap(&threads, &previous)
            threads.removeAll(keepingCapacity: true)
            place += 1
            steps -= 1
            for index in previous {
                steps -= 1
                let isTaken =
                    switch program.instructions[index] {
                    case .scalar(let wanted): wanted == scalar
                    case .set(let set): program.sets[set].contains(scalar)
                    case .assertion, .split, .jump, .match: false
                    }
                if isTaken, enter(index + 1, before: scalar, after: after) { return true }
            }
            return false
        }
    }
}
