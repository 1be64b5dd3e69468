import ToolCallParsing

/// One element of a delta's `tool_calls`.
struct NativeFragment {
    /// As the backend wrote it; some write none.
    var index: Int
    var id: String?
    /// Empty: the fragment has none.
    var name = ""
    var arguments: [UInt8] = []
}

/// The calls that a backend gives itself, put together from their fragments: which belongs to which call, what the name is,
/// and when it can be told.
///
/// Servers break the rules in many ways: all calls at index 0, fragments at an index of their own, a name in pieces, the
/// name behind the arguments, ids that say "null".
struct NativeCalls {
    /// What the client is to be told.
    enum Step: Equatable {
        /// `call`: its place among the backend's calls.
        case begin(call: Int, id: String?, name: String)
        case arguments(call: Int, [UInt8])
        /// Nothing more of it follows. `isRepaired`: its arguments were put right.
        case end(call: Int, isRepaired: Bool)
        /// Arguments of a call that never got a name.
        case nameless([UInt8])
    }
    private struct Call {
        var id: String?
        var name = ""
        /// The client has been told of it.
        var isTold = false
        var isEnded = false
        /// What stood in the name.
        var foundInName: [UInt8] = []
        var arguments = NativeArguments()
        /// That have come before the name.
        var early: [UInt8] = []
    }

    private let rules: CallRules
    private let names: ToolNames
    private var calls: [Call] = []
    /// The newest call of each of the backend's indices.
    private var places: [Int: Int] = [:]

    /// Calls and pieces of calls in one event; more are an error. A whole answer in one event has some.
    static let maximumPieces = 1024
    /// A name that comes in pieces grows no longer than this; each piece is looked at with what is there.
    static let maximumNameBytes = 512
    /// Names with markup in them, each of which is parsed, of one answer.
    static let maximumMarkupNames = 256
    private var markupNames = 0

    /// Texts that mean that there is none.
    private static let emptyIDs: Set<String> = ["", "null", "None", "nil", "undefined"]

    init(rules: CallRules) {
        self.rules = rules
        names = ToolNames(rules.tools)
    }

    var isEmpty: Bool { calls.isEmpty }

    /// Takes a fragment. What it adds is appended to `steps`.
    mutating func take(_ fragment: NativeFragment, into steps: inout [Step]) {
        let id = fragment.id.flatMap { Self.emptyIDs.contains($0) ? nil : $0 }
        let place = place(of: fragment, id: id)
        if place == calls.count { calls.append(Call()) }
        places[fragment.index] = place
        if calls[place].id == nil { calls[place].id = id }
        if !calls[place].isTold, !fragment.name.isEmpty { addName(fragment.name, to: place) }
        add(fragment.arguments, to: place, into: &steps)
    }

    /// The call that a fragment belongs to; the number of calls: a new one.
    private func place(of fragment: NativeFragment, id: String?) -> Int {
        guard let known = places[fragment.index] else {
            guard id == nil, fragment.name.isEmpty, let last = calls.indices.last, !calls[last].arguments.isWhole else {
                return calls.count
            }
            return last
        }
        let call = calls[known]
        let isOther = id.map { id in call.id.map { $0 != id } ?? false } ?? false
        // Some give each piece another id.
        if isOther, !fragment.name.isEmpty || call.arguments.isWhole { return calls.count }
        guard !fragment.name.isEmpty else { return known }
        if call.isTold, fragment.name != call.name, names.isWhole(fragment.name) { return calls.count }
        guard call.arguments.isWhole else { return known }
        if id != nil, call.id == id { return known }
        // The head of a call without an id of its own, unless it only says the name again.
        let isRepeated = fragment.arguments.isEmpty && names.meant(by: fragment.name) == names.meant(by: call.name)
        return isRepeated ? known : calls.count
    }

    /// A name may come in pieces, or anew with each of them.
    private mutating func addName(_ piece: String, to place: Int) {
        let name = calls[place].name
        guard name.utf8.count < Self.maximumNameBytes else { return }
        let isRepeated = name.isEmpty || piece.hasPrefix(name) && names.names(piece)
        calls[place].name = isRepeated ? piece : names.names(name) && names.names(piece) ? name : name + piece
    }

    private mutating func add(_ arguments: [UInt8], to place: Int, into steps: inout [Step]) {
        guard calls[place].isTold else {
            calls[place].early += arguments
            let isNamed = names.isWhole(calls[place].name) || !calls[place].name.isEmpty && !calls[place].early.isEmpty
            if isNamed { begin(place, into: &steps) }
            return
        }
        let new = calls[place].arguments.receive(arguments)
        if !new.isEmpty { steps.append(.arguments(call: place, new)) }
    }

    private mutating func begin(_ place: Int, into steps: inout [Step]) {
        let written = calls[place].name
        var name = names.meant(by: written)
        if let call = callInName(written) {
            name = call.name
            calls[place].foundInName = Array(call.arguments.utf8)
        }
        calls[place].name = name
        calls[place].isTold = true
        steps.append(.begin(call: place, id: calls[place].id, name: name))
        let early = calls[place].early
        calls[place].early = []
        let new = calls[place].arguments.receive(early)
        if !new.isEmpty { steps.append(.arguments(call: place, new)) }
    }

    private mutating func callInName(_ written: String) -> ParsedMessage.Call? {
        guard let markup = written.firstIndex(of: "<"), markupNames < Self.maximumMarkupNames else { return nil }
        markupNames += 1
        // Of thousands of tools only one can be meant; where it is none of them, they are still not none.
        let tool = rules.tool(names.meant(by: String(written[..<markup]))) ?? rules.tools.first
        return MarkupInName.call(written, tools: tool.map { [$0] } ?? [])
    }

    /// Nothing more follows. `isCut`: the answer broke off, or was cut by the limit on tokens.
    mutating func endAll(isCut: Bool, into steps: inout [Step]) {
        for place in calls.indices where !calls[place].isEnded {
            calls[place].isEnded = true
            guard !calls[place].name.isEmpty else {
                let isEmpty = calls[place].early.allSatisfy { $0 <= 0x20 || $0 == 0x7B || $0 == 0x7D }
                if !isEmpty { steps.append(.nameless(calls[place].early)) }
                continue
            }
            if !calls[place].isTold { begin(place, into: &steps) }
            let name = calls[place].name
            let isBare = calls[place].arguments.isBare
            var rest = calls[place].arguments.finish(isCut: isCut, tool: rules.tool(name))
            if isBare, !calls[place].foundInName.isEmpty { rest = calls[place].foundInName }
            if !rest.isEmpty { steps.append(.arguments(call: place, rest)) }
            let isRepaired = calls[place].arguments.isRepaired || !calls[place].foundInName.isEmpty
            steps.append(.end(call: place, isRepaired: isRepaired))
        }
    }
}

/// A call's markup that a backend has taken for a part of its name: `NAME<arg_key>K</arg_key><arg_value>V</arg_value>`.
enum MarkupInName {
    /// The call that the name holds with its arguments; `nil`: it holds none.
    static func call(_ name: String, tools: [ToolDeclaration]) -> ParsedMessage.Call? {
        let message = ModelOutputParser.parse("<tool_call>" + name + "</tool_call>", tools: tools)
        return message.calls.count == 1 && message.calls[0].arguments != "{}" ? message.calls[0] : nil
    }
}
