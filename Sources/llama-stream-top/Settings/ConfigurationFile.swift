import Yams

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A configuration file as it was read.
struct ConfigurationFile: Equatable, Sendable {
    var path: String
    var entries: [SettingEntry]

    /// More than anybody writes by hand, and less than could keep the program busy. Aliases multiply what they stand for.
    private static let maximumBytes = 256 << 10
    private static let maximumAliases = 16
    private static let maximumValues = 100_000

    /// Reads YAML.
    init(path: String, yaml: String) throws(ConfigurationError) {
        self.path = path
        guard yaml.utf8.count <= Self.maximumBytes else { throw Self.tooLarge(path) }
        guard AliasCount.of(yaml) <= Self.maximumAliases else {
            throw ConfigurationError(lines: ["\(path): has more than \(Self.maximumAliases) aliases (*name)"])
        }
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
        var room = Self.maximumValues
        let input = Self.input(root, depth: 0, &room)
        guard room > 0 else {
            throw ConfigurationError(lines: ["\(path): describes more than \(Self.maximumValues) values"])
        }
        guard case .map(let entries) = input.shape else {
            throw ConfigurationError(lines: ["\(path): has to be a map of settings, like proxy_port: 8066"])
        }
        self.entries = entries
    }

    /// Reads the file at `path`.
    init(path: String) throws(ConfigurationError) {
        guard let bytes = Self.bytes(of: path) else {
            throw ConfigurationError(lines: ["\(path): the configuration file cannot be read"])
        }
        guard bytes.count <= Self.maximumBytes else { throw Self.tooLarge(path) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(lines: ["\(path): the configuration file is not UTF-8 text"])
        }
        try self.init(path: path, yaml: text)
    }

    private static func tooLarge(_ path: String) -> ConfigurationError {
        ConfigurationError(lines: ["\(path): is larger than \(maximumBytes >> 10) KiB, which no configuration is"])
    }

    /// What is in the file, or a little more of it than may be; `nil`: it cannot be read.
    private static func bytes(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count <= maximumBytes {
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return bytes
    }

    /// The file to read: the one asked for, else the first of the usual ones that exists.
    static func find(asked: String?, environment: [String: String]) -> String? {
        if let asked { return asked }
        if let named = environment["LLAMA_STREAM_TOP_CONFIG"], !named.isEmpty { return named }
        let usual = ["./config.yaml", StandardFolders(environment: environment).configuration + "/config.yaml"]
        return usual.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// `room`: so many more values are taken.
    private static func input(_ node: Node, depth: Int, _ room: inout Int) -> SettingInput {
        let line = node.mark?.line
        room -= 1
        // No setting is nested deeper.
        guard depth < 16, room > 0 else { return SettingInput(.null, line: line) }
        switch node {
        case .scalar(let scalar):
            return SettingInput(node.null == nil ? .scalar(scalar.string) : .null, line: line)
        case .sequence(let items):
            var inputs: [SettingInput] = []
            for item in items where room > 0 { inputs.append(input(item, depth: depth + 1, &room)) }
            return SettingInput(.list(inputs), line: line)
        case .mapping(let pairs):
            var entries: [SettingEntry] = []
            for pair in pairs where room > 0 {
                let value = input(pair.value, depth: depth + 1, &room)
                entries.append(SettingEntry(key: pair.key.string ?? "", value: value, line: pair.key.mark?.line))
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
