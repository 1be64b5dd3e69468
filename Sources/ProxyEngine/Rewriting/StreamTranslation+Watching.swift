import Monitoring
import ToolCallParsing

/// What the parser finds in text that the client gets as it is.
extension StreamTranslation {
    mutating func note(_ event: ParsedEvent, _ found: ParsedBatch, _ number: Int) {
        let shift = choices[number].parserShift
        switch event {
        case .callStarted(let call, _):
            choices[number].callsInText.append(
                ChoiceState.Call(
                    id: CallIdentifier.choose(for: call, isTaken: isTaken, make: newCallID), name: call.name,
                    dialect: call.dialect.rawValue, finding: CallFinding(call)))
            hasCallNews = true
        case .callEnded(let call, _):
            guard choices[number].callsInText.indices.contains(call) else { return }
            choices[number].callsInText[call].clock.end()
            hasCallNews = true
        case .arguments(let call, let range, _):
            guard choices[number].callsInText.indices.contains(call) else { return }
            choices[number].callsInText[call].arguments.append(contentsOf: found.bytes[range])
        case .repaired(let kind, let call, _):
            guard choices[number].callsInText.indices.contains(call) else { return }
            choices[number].callsInText[call].repairs.append(kind.rawValue)
        case .nearMiss(let miss, let span):
            choices[number].transcript.mark(
                .nearMiss(dialect: miss.dialect.rawValue, reason: miss.reason.rawValue),
                span: span.lowerBound + shift..<span.upperBound + shift)
        case .content, .reasoning, .callIdentified, .removed, .markerPassed: break
        }
    }
}
