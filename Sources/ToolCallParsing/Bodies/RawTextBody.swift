/// A call whose whole body is the value of one parameter, as text: code for an interpreter, a message for an agent.
struct RawTextBody: CallBody {
    private let parameter: String
    let name: String?
    private var isNameTold = false
    private var hasOpened = false
    private var isDone = false

    init(name: String, parameter: String) {
        self.name = name
        self.parameter = parameter
    }

    mutating func consume(
        _ text: RawText, _ index: inout Int, _ context: BodyContext, into output: inout ArgumentText
    ) -> BodyStatus {
        if isDone { return .ended }
        if !isNameTold {
            isNameTold = true
            return .named
        }
        open(into: &output)
        let start = index
        while index < text.count {
            guard text[index] == UInt8(ascii: "<") else {
                index += 1
                continue
            }
            let (isDecided, closer) = text.longest(of: context.closers, at: index)
            if closer != nil || !isDecided {
                append(text, start..<index, into: &output)
                guard closer != nil else { return .needsMore }
                output.append("\"}")
                isDone = true
                return .argumentsEnded
            }
            index += 1
        }
        append(text, start..<index, into: &output)
        return .needsMore
    }

    private mutating func open(into output: inout ArgumentText) {
        guard !hasOpened else { return }
        hasOpened = true
        output.append("{")
        JSONString.appendQuoted(parameter, to: &output.bytes)
        output.append(":\"")
    }

    private func append(_ text: RawText, _ range: Range<Int>, into output: inout ArgumentText) {
        JSONString.appendEscaped(UnsafeRawBufferPointer(rebasing: text.bytes[range]), to: &output.bytes)
    }

    /// As a rule nothing but the end of the turn closes it.
    var isClosable: Bool { true }

    mutating func close(at position: Int, _ context: BodyContext, into output: inout ArgumentText) {
        guard !isDone else { return }
        open(into: &output)
        output.append("\"}")
        isDone = true
    }
}
