import ProxyEngine
import ToolCallParsing

extension SettingType where Value == DialectChoice {
    static var dialects: SettingType {
        let expected = "auto, none, a list of formats, or of such with a - before each that is not wanted"
        return SettingType(
            expected,
            read: { input throws(SettingProblem) in
                guard let words = input.words, !words.isEmpty else { throw SettingProblem(expected: expected) }
                if words == ["auto"] { return .automatic }
                if words == ["none"] { return DialectChoice.none }
                let named = words.filter { $0 != "auto" }
                let known = Dialect.knownNames
                for word in named where !known.contains(word.hasPrefix("-") ? String(word.dropFirst()) : word) {
                    throw SettingProblem(
                        expected: "auto, none, or some of " + known.joined(separator: ", "),
                        part: SettingInput(.scalar(word), line: input.line))
                }
                let unwanted = named.filter { $0.hasPrefix("-") }
                if unwanted.isEmpty && named.count == words.count { return .only(words) }
                guard unwanted.count == named.count else { throw SettingProblem(expected: expected) }
                return .except(unwanted.map { String($0.dropFirst()) })
            },
            write: { choice in
                switch choice {
                case .automatic: "auto"
                case .none: "none"
                case .except(let names): YAMLText.list(names.map { YAMLText.quoted("-" + $0) })
                case .only(let names): YAMLText.list(names.map(YAMLText.quoted))
                }
            })
    }
}

extension SettingType where Value == [ModelDialects] {
    static var modelDialects: SettingType {
        let expected =
            "a map of model names, in which * stands for any text, each with {formats: ..., starts_in_reasoning: ...}"
        return SettingType(
            expected,
            read: { input throws(SettingProblem) in
                guard case .map(let models) = input.shape else { throw SettingProblem(expected: expected) }
                return try models.map { model throws(SettingProblem) in try Self.read(model) }
            },
            write: { models in
                let entries = models.map { model in
                    let formats = model.dialects.map { "formats: " + SettingType<DialectChoice>.dialects.write($0) }
                    let start = model.startsInReasoning.map { "starts_in_reasoning: " + $0.rawValue }
                    return YAMLText.quoted(model.glob) + ": {"
                        + [formats, start].compactMap(\.self).joined(separator: ", ") + "}"
                }
                return "{" + entries.joined(separator: ", ") + "}"
            })
    }

    private static func read(_ model: SettingEntry) throws(SettingProblem) -> ModelDialects {
        let expected = "{formats: ...}, {starts_in_reasoning: ...} or both"
        guard case .map(let members) = model.value.shape, !members.isEmpty else {
            throw SettingProblem(expected: expected, part: model.value, place: model.key)
        }
        var own = ModelDialects(glob: model.key)
        for member in members {
            do throws(SettingProblem) {
                switch member.key {
                case "formats": own.dialects = try SettingType<DialectChoice>.dialects.read(member.value)
                case "starts_in_reasoning":
                    own.startsInReasoning = try SettingType<StartsInReasoning>.choice.read(member.value)
                default: throw SettingProblem(expected: expected, part: model.value)
                }
            } catch {
                throw SettingProblem(expected: error.expected, part: error.part ?? member.value, place: model.key)
            }
        }
        return own
    }
}
