/// How a call is written whose beginning says too little: it is read to its end before anything is told of it.
public enum CollectedNotation: Sendable {
    /// `NAME(KEY: VALUE, KEY=VALUE)` with values as Gemma has them, or `NAME({...})`.
    case parentheses
    /// `NAME:`, then the values in the declared order of the parameters, each between BEGIN_ARG: and END_ARG.
    case listedValues
    /// A label and `>`, then on the next line the name and an object or the text of the only parameter.
    case labelledText
    /// `{tool => "NAME", args => {--KEY VALUE}}`.
    case arrows
    /// `NAME KEY=VALUE KEY=VALUE`, with declared keys.
    case assignments
    /// `NAME<arg_key>KEY=VALUE</arg_value>`: GLM's pairs with two of their tags lost.
    case gluedPairs
    /// A name and nothing else, of a tool that needs no arguments.
    case nameOnly
    /// `VERB(KEY='VALUE')`: the verb is an argument of the tool, which is not named.
    case verb(tool: String)
}

/// What a notation's text means: a name and strict JSON.
struct CollectedCall {
    var name: String
    var arguments: ArgumentText
}

/// A call in one of these notations. Nothing of it is told before all of it is understood, so that nothing is lost.
struct CollectedCallBody: CallBody {
    private let notation: CollectedNotation
    private(set) var name: String?
    private var start: Int?
    private var end: CollectedEnd
    private var arguments = ArgumentText()

    init(_ notation: CollectedNotation) {
        self.notation = notation
        end = CollectedEnd(notation)
    }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        if name != nil {
            output.bytes.append(contentsOf: arguments.bytes)
            output.repairs.append(contentsOf: arguments.repairs)
            arguments = ArgumentText()
            return .ended
        }
        let start = start ?? text.base + index
        self.start = start
        switch end.search(text, &index, context.closers) {
        case .undecided: return .needsMore
        case .missing: return .failed(.incomplete)
        case .found(let stop):
            let inside = RawText(
                bytes: UnsafeRawBufferPointer(rebasing: text.bytes[(start - text.base)..<stop]), base: start,
                isFinal: true)
            guard let call = notation.read(inside, context.tools) else { return .failed(.malformed) }
            name = call.name
            arguments = call.arguments
            return .named
        }
    }

    /// What has been told is whole.
    var isClosable: Bool { name != nil }

    /// Nothing was told that would have to be closed.
    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        guard name != nil else { return }
        output.bytes.append(contentsOf: arguments.bytes)
        arguments = ArgumentText()
    }
}
