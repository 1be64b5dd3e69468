import Monitoring
import ToolCallParsing
import WireFormats

/// What the parser has found in the answer's text, as the client is told of it.
extension StreamTranslation {
    mutating func tell(_ event: ParsedEvent, _ found: ParsedBatch, _ number: Int) {
        let shift = choices[number].parserShift
        func shifted(_ span: Range<Int>) -> Range<Int> { span.lowerBound + shift..<span.upperBound + shift }
        found.bytes.withUnsafeBytes { bytes in
            switch event {
            case .content(let range, let span):
                tellNotice(before: bytes.part(range), number)
                choices[number].transcript.append(.content, bytes.part(range), span: shifted(span))
                emit(.content, bytes.part(range), number)
            case .reasoning(let range, let span):
                choices[number].transcript.append(.reasoning, bytes.part(range), span: shifted(span))
                emit(.reasoning, bytes.part(range), number)
            case .callStarted(let call, let span):
                var begun = ChoiceState.Call(
                    id: CallIdentifier.choose(for: call, isTaken: isTaken, make: newCallID), name: call.name,
                    dialect: call.dialect.rawValue, finding: CallFinding(call))
                begun.span = shifted(span)
                begin(begun, call.index, of: .text, number)
            case .callIdentified(let call, let id, _): identify(call, id, number)
            case .arguments(let call, let range, let span):
                add(bytes.part(range), to: place(ofFound: call, number), span: shifted(span), number)
            case .callEnded(let call, let span):
                choices[number].transcript.mark(.removed, span: shifted(span))
                endCall(place(ofFound: call, number), number)
            case .removed(let span): choices[number].transcript.mark(.removed, span: shifted(span))
            case .repaired(let kind, let call, let span):
                choices[number].transcript.mark(.repair(kind.rawValue), span: shifted(span))
                guard let place = place(ofFound: call, number) else { return }
                choices[number].change(place) { $0.repairs.append(kind.rawValue) }
            case .markerPassed: break
            case .nearMiss(let miss, let span):
                choices[number].transcript.mark(
                    .nearMiss(dialect: miss.dialect.rawValue, reason: miss.reason.rawValue), span: shifted(span))
            }
        }
    }

    /// The model wrote the identifier behind the arguments; a stream has told another by then.
    private mutating func identify(_ call: Int, _ id: String, _ number: Int) {
        guard let place = place(ofFound: call, number), let begun = choices[number].call(at: place) else { return }
        if case .told = place, delivery == .events { return }
        let late = ParsedCall(index: call, id: id, name: "", dialect: DialectID(begun.dialect))
        let chosen = CallIdentifier.choose(for: late, isTaken: isTaken, make: newCallID)
        choices[number].change(place) { $0.id = chosen }
    }

    /// The call that the parser counts as `call`.
    func place(ofFound call: Int, _ number: Int) -> CallPlace? {
        choices[number].places[.text]?[call]
    }
}
