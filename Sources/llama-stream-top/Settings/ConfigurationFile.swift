import Yams

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A configuration file as it was read.
struct ConfigurationFile: Equatable, Sendable {
    var path: String
    var entries: [SettingEntry]

    /// Reads YAML.
    init(path: String, yaml: String) throws(ConfigurationError) {
        self.path = path
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw ConfigurationError(lines: ["\(path): \(Self.oneLine(error))"])
        }
        guard let root, root.null == nil else {
            entries = []
            return
        }
        guard case .map(let entries) = Self.input(root, depth: 0).shape else {
            throw ConfigurationError(lines: ["\(path): has to be a map of settings, like proxy_port: 8066"])
        }
        self.entries = entries
    }

    /// Reads the file at `path`.
    init(path: String) throws(ConfigurationError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationError(lines: ["\(path): the configuration file cannot be read"])
        }
        guard let text = String(bytes: data, encoding: .utf8) else {
            throw ConfigurationError(lines: ["\(path): the configuration file is not UTF-8 text"])
        }
        try self.init(path: path, yaml: text)
    }

    /// The file to read: the one asked for, else the first of the usual ones that exists.
    static func find(asked: String?, environment: [String: String]) -> String? {
        if let asked { return asked }
        if let named = environment["LLAMA_STREAM_TOP_CONFIG"], !named.isEmpty { return named }
        let usual = ["./config.yaml", StandardFolders(environment: environment).configuration + "/config.yaml"]
        return usual.first { FileManager.default.fileExists(atPath: $0) }
    }

    private static func input(_ node: Node, depth: Int) -> SettingInput {
        let line = node.mark?.line
        // No setting is nested deeper; aliases could make it endless.
        guard depth < 16 else { return SettingInput(.null, line: line) }
        switch node {
        case .scalar(let scalar):
            return SettingInput(node.null == nil ? .scalar(scalar.string) : .null, line: line)
        case .sequence(let items):
            return SettingInput(.list(items.map { input($0, depth: depth + 1) }), line: line)
        case .mapping(let pairs):
            let entries = pairs.map { pair in
                SettingEntry(
                    key: pair.key.string ?? "", value: input(pair.value, depth: depth + 1), line: pair.key.mark?.line)
            }
            return SettingInput(.map(entries), line: line)
        case .alias:
            return SettingInput(.null, line: line)
        }
    }

    /// Yams describes faults over several lines, with a drawing.
    private static func oneLine(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(mark.line): is not YAML: \(problem.trimmed)"
        case .duplicatedKeysInMapping(let keys, let context):
            "\(context.mark.line): has a key twice: \(keys.map { "\($0)" }.joined(separator: ", "))"
        default:
            "is not YAML: " + "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }
}

/// Why the program cannot start as it is configured. A line for each fault.
struct ConfigurationError: Error, Equatable {
    var lines: [String]
}
