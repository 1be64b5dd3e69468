import ProxyEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SettingType where Value == [BackendEntry] {
    static var backendList: SettingType {
        SettingType(
            "addresses like http://localhost:8080, or in the file a list of {url: ...}",
            read: { input throws(SettingProblem) in try BackendReading.list(input) },
            write: { YAMLText.list($0.map(BackendReading.written)) })
    }
}

extension SettingType where Value == TLSVerification {
    static var verification: SettingType {
        SettingType(
            "true, false, or the path of a file or folder of certificates",
            read: { input throws(SettingProblem) in try BackendReading.verification(input) },
            write: BackendReading.written)
    }
}

/// Reads what describes a backend.
enum BackendReading {
    private static let keys = [
        "url", "name", "kind", "models", "weight", "max_concurrent", "api_key", "verify_ssl", "wire",
    ]

    static func address(_ input: SettingInput) throws(SettingProblem) -> BackendAddress {
        guard let text = input.scalar?.trimmed else {
            throw SettingProblem(expected: "an address like http://localhost:8080")
        }
        do {
            return try BackendAddress(text)
        } catch {
            throw SettingProblem(
                expected: "an address like http://localhost:8080 (\(error.rawValue))", part: input)
        }
    }

    static func list(_ input: SettingInput) throws(SettingProblem) -> [BackendEntry] {
        let items: [SettingInput]
        switch input.shape {
        case .null: items = []
        case .list(let list): items = list
        case .map: items = [input]
        case .scalar: items = (input.words ?? []).map { SettingInput(.scalar($0), line: input.line) }
        }
        var entries: [BackendEntry] = []
        for (index, item) in items.enumerated() {
            do throws(SettingProblem) {
                let entry = try entry(item)
                if let name = entry.name, entries.contains(where: { $0.name == name }) {
                    throw SettingProblem(expected: "a name of its own for each backend", part: item, place: "name")
                }
                entries.append(entry)
            } catch {
                var problem = error
                problem.place = [problem.place, "backend \(index + 1)"].compactMap(\.self).joined(separator: " of ")
                problem.part = problem.part ?? item
                throw problem
            }
        }
        return entries
    }

    private static func entry(_ input: SettingInput) throws(SettingProblem) -> BackendEntry {
        guard case .map(let members) = input.shape else { return BackendEntry(address: try address(input)) }
        guard let url = members.first(where: { $0.key == "url" }) else {
            throw SettingProblem(expected: "a map with the key url", part: input)
        }
        var entry = BackendEntry(address: try place("url", url.value, address))
        for member in members {
            let value = member.value
            switch member.key {
            case "name": entry.name = try place("name", value, SettingType<String>.text.read)
            case "kind": entry.kind = try place("kind", value, SettingType<BackendKind>.choice.read)
            case "wire": entry.wire = try place("wire", value, SettingType<WireChoice>.choice.read)
            case "max_concurrent":
                entry.maxConcurrent = try place("max_concurrent", value, SettingType<Int>.integer(1...1024).read)
            case "api_key": entry.apiKey = try secret(value)
            case "verify_ssl": entry.verification = try place("verify_ssl", value, verification)
            case "models": entry.models = try place("models", value, patterns)
            case "weight":
                entry.weight = try place("weight", value, SettingType<Double>.number("a number", 0.01...1000).read)
            case "url": continue
            case let key:
                throw SettingProblem(
                    expected: "one of the keys " + keys.joined(separator: ", "),
                    part: SettingInput(.scalar(key), line: member.line), place: "a key")
            }
        }
        return entry
    }

    private static func place<Value>(
        _ key: String, _ input: SettingInput, _ read: (SettingInput) throws(SettingProblem) -> Value
    ) throws(SettingProblem) -> Value {
        do {
            return try read(input)
        } catch {
            throw SettingProblem(expected: error.expected, part: input, place: key)
        }
    }

    private static func patterns(_ input: SettingInput) throws(SettingProblem) -> [String] {
        let patterns = input.words ?? []
        guard !patterns.isEmpty, patterns.allSatisfy({ !$0.isEmpty }) else {
            throw SettingProblem(expected: "names of models, in which * stands for any text and ? for one character")
        }
        return patterns
    }

    /// The value must not get into an error line, so only the line does.
    private static func secret(_ input: SettingInput) throws(SettingProblem) -> String {
        do {
            return try SecretReading.key(input)
        } catch {
            throw SettingProblem(
                expected: error.expected, part: SettingInput(.scalar("..."), line: input.line), place: "api_key")
        }
    }

    static func verification(_ input: SettingInput) throws(SettingProblem) -> TLSVerification {
        let expected = "true, false, or the path of a file or folder of certificates that exists"
        guard let text = input.scalar?.trimmed, !text.isEmpty else { throw SettingProblem(expected: expected) }
        if let isOn = SettingWords.boolean(text) { return isOn ? .full : TLSVerification.none }
        guard FileManager.default.isReadableFile(atPath: text) else { throw SettingProblem(expected: expected) }
        return .authorities(path: text)
    }

    static func written(_ verification: TLSVerification) -> String {
        switch verification {
        case .full: "true"
        case .none: "false"
        case .authorities(let path): YAMLText.quoted(path)
        }
    }

    static func written(_ entry: BackendEntry) -> String {
        var members = ["url: " + YAMLText.quoted(entry.address.url)]
        if let name = entry.name { members.append("name: " + YAMLText.quoted(name)) }
        if let kind = entry.kind { members.append("kind: " + kind.rawValue) }
        if !entry.models.isEmpty { members.append("models: " + YAMLText.list(entry.models.map(YAMLText.quoted))) }
        if let weight = entry.weight { members.append("weight: " + YAMLText.number(weight)) }
        if let limit = entry.maxConcurrent { members.append("max_concurrent: \(limit)") }
        if entry.apiKey != nil { members.append("api_key: " + SecretReading.shown) }
        if let verification = entry.verification { members.append("verify_ssl: " + written(verification)) }
        if let wire = entry.wire { members.append("wire: " + wire.rawValue) }
        return "{" + members.joined(separator: ", ") + "}"
    }
}
