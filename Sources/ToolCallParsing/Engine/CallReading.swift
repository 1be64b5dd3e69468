/// A call that is being read, a candidate until its name has been judged.
struct CallReading: Sendable {
    let dialect: Int
    let strength: Dialect.Strength
    /// Position of the block's marker.
    let start: Int
    /// Where reading as text resumes if this is no call.
    let resumption: Int
    private(set) var isCommitted = false
    /// The call's number in the message.
    private(set) var index = 0
    /// JSON that has not been handed out.
    var output = ArgumentText()

    private var isTagged: Bool
    private var json = JSONCallBody()
    private var tagged: TaggedParametersBody

    init(
        dialect: Int, strength: Dialect.Strength, start: Int, resumption: Int, body: Dialect.Body, needsEvidence: Bool
    ) {
        self.dialect = dialect
        self.strength = strength
        self.start = start
        self.resumption = resumption
        switch body {
        case .jsonCalls:
            isTagged = false
            tagged = TaggedParametersBody(
                syntax: TagSyntax(callOpen: "", callClose: "", parameterOpen: "", parameterClose: ""),
                needsEvidence: false)
        case .taggedParameters(let syntax):
            isTagged = true
            tagged = TaggedParametersBody(syntax: syntax, needsEvidence: needsEvidence)
        }
    }

    var name: String? { isTagged ? tagged.name : json.name }
    var id: String? { isTagged ? nil : json.id }

    mutating func consume(_ text: RawText, _ place: inout Int, _ context: BodyContext) -> BodyStatus {
        isTagged
            ? tagged.consume(text, &place, context, into: &output)
            : json.consume(text, &place, context, into: &output)
    }

    mutating func close(at position: Int, _ context: BodyContext) {
        if isTagged {
            tagged.close(at: position, context, into: &output)
        } else {
            json.close(at: position, context, into: &output)
        }
    }

    mutating func commit(as index: Int) {
        isCommitted = true
        self.index = index
    }
}
