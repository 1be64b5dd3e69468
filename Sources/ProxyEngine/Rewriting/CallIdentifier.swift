import ToolCallParsing

/// The identifier under which a client is told of a call that was written as text.
enum CallIdentifier {
    private static let styles = Dictionary(
        uniqueKeysWithValues: Dialect.all.map { ($0.id, $0.identifiers) })

    /// The model's own where its template repeats it and the conversation has not used it; else one from `make`, in the
    /// form that the model's template accepts.
    static func choose(for call: ParsedCall, isTaken: (String) -> Bool, make: () -> String) -> String {
        switch styles[call.dialect] ?? .generated {
        case .generated: return make()
        case .written: return call.id.flatMap { isTaken($0) ? nil : $0 } ?? make()
        case .nineCharacters:
            if let id = call.id, isNineCharacters(id), !isTaken(id) { return id }
            return String(make().suffix(9))
        }
    }

    /// What Mistral's templates accept (mistral-common, `InstructRequest` validation).
    private static func isNineCharacters(_ id: String) -> Bool {
        id.utf8.count == 9 && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
