import Logging
import Monitoring
import ProxyEngine
import ToolCallParsing

extension SettingType where Value == String? {
    static var address: SettingType {
        SettingType(
            "an address like http://localhost:8080",
            read: { input throws(SettingProblem) in try BackendReading.address(input).url },
            write: { $0.map(YAMLText.quoted) ?? "null" })
    }

    static var secret: SettingType {
        SettingType(
            "a key of printable ASCII characters",
            read: { input throws(SettingProblem) in try SecretReading.key(input) },
            write: { $0 == nil ? "null" : SecretReading.shown })
    }
}

extension SettingType where Value == String? {
    /// The path of a file.
    static var path: SettingType {
        SettingType(
            "a path",
            read: { input throws(SettingProblem) in
                guard let text = input.scalar?.trimmed, !text.isEmpty else { throw SettingProblem(expected: "a path") }
                return text
            },
            write: { $0.map(YAMLText.quoted) ?? "null" })
    }
}

extension SettingType where Value == [String] {
    static var secrets: SettingType {
        SettingType(
            "keys of printable ASCII characters",
            read: { input throws(SettingProblem) in
                guard let words = input.words else { throw SettingProblem(expected: "a key or a list of keys") }
                return try words.map { word throws(SettingProblem) in try SecretReading.key(.text(word)) }
            },
            write: { YAMLText.list($0.map { _ in SecretReading.shown }) })
    }
}

extension SettingType where Value == [OriginPattern] {
    static var origins: SettingType {
        let expected = "origins like https://chat.example.com, or * for all"
        return SettingType(
            expected,
            read: { input throws(SettingProblem) in
                guard let words = input.words else { throw SettingProblem(expected: expected) }
                return try words.map { word throws(SettingProblem) in
                    guard let pattern = OriginPattern(word.trimmed) else { throw SettingProblem(expected: expected) }
                    return pattern
                }
            },
            write: { YAMLText.list($0.map { YAMLText.quoted($0.text) }) })
    }
}

/// Keys are never shown, not even in an error.
enum SecretReading {
    static let shown = "(set)"

    static func key(_ input: SettingInput) throws(SettingProblem) -> String {
        let expected = "a key of printable ASCII characters without spaces"
        guard let text = input.scalar?.trimmed, !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw SettingProblem(expected: expected) }
        // `config print` writes this in the place of a key; as a key it would lock everybody out.
        guard text != shown else { throw SettingProblem(expected: "the key itself, not the placeholder " + shown) }
        return text
    }
}

extension SettingType where Value == Double? {
    static var timeout: SettingType {
        let seconds = SettingType<Double>.number("seconds", 0...604_800, zero: "no limit")
        return SettingType(
            seconds.expectation + ", or auto",
            read: { input throws(SettingProblem) in
                if input.scalar?.lowercased() == "auto" { return nil }
                do { return try seconds.read(input) } catch {
                    throw SettingProblem(expected: seconds.expectation + ", or auto")
                }
            },
            write: { $0.map(YAMLText.number) ?? "auto" })
    }
}

extension SettingType where Value == MemoryLimit {
    static var memoryLimit: SettingType {
        .word("a size like 512MB or 2GB, auto, or 0: no limit", MemorySize.limit, write: MemorySize.text)
    }
}

/// Sizes of memory as people write them. MB and MiB are the same here, as in `max_body_mb`; without a unit MB are meant.
enum MemorySize {
    private static let smallest = 16 << 20
    private static let units = ["": 20, "m": 20, "mb": 20, "mib": 20, "g": 30, "gb": 30, "gib": 30]

    static func limit(_ text: String) -> MemoryLimit? {
        if text.lowercased() == "auto" { return .automatic }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), let shift = units[text.dropFirst(digits.count).trimmed.lowercased()] else {
            return nil
        }
        if number == 0 { return MemoryLimit.none }
        guard number <= Int.max >> 32 else { return nil }
        let bytes = number << shift
        return bytes >= smallest ? .bytes(bytes) : nil
    }

    static func text(_ limit: MemoryLimit) -> String {
        switch limit {
        case .automatic: "auto"
        case .none: "0"
        case .bytes(let bytes): bytes % (1 << 30) == 0 ? "\(bytes >> 30)GB" : "\(bytes >> 20)MB"
        }
    }
}

extension SettingType where Value == Int? {
    static var concurrency: SettingType { automatic(ConcurrencyLimit.range) }
    static var connections: SettingType { automatic(1...1_000_000) }

    private static func automatic(_ range: ClosedRange<Int>) -> SettingType {
        let count = SettingType<Int>.integer(range)
        return SettingType(
            count.expectation + ", or auto",
            read: { input throws(SettingProblem) in
                if input.scalar?.trimmed.lowercased() == "auto" { return nil }
                do { return try count.read(input) } catch {
                    throw SettingProblem(expected: count.expectation + ", or auto")
                }
            },
            write: { $0.map(count.write) ?? "auto" })
    }
}

extension SettingType where Value == TokenThreshold {
    static var tokenThreshold: SettingType {
        .word(
            "a whole number of tokens (0: off), or auto",
            { text in
                if text.lowercased() == "auto" { return .automatic }
                guard let tokens = Int(text), (0...1_000_000_000).contains(tokens) else { return nil }
                return tokens == 0 ? .off : .tokens(tokens)
            },
            write: { threshold in
                switch threshold {
                case .off: "0"
                case .automatic: "auto"
                case .tokens(let tokens): String(tokens)
                }
            })
    }
}

extension SettingType where Value == TrafficLogTarget {
    static var trafficLog: SettingType {
        .word(
            "a path, or false",
            { text in
                if text.isEmpty { return nil }
                return SettingWords.boolean(text) == false ? .off : .file(text)
            },
            write: { target in
                switch target {
                case .off: "false"
                case .file(let path): YAMLText.quoted(path)
                }
            })
    }
}

/// Where the traffic log goes.
enum TrafficLogTarget: Equatable, Sendable {
    case off
    case file(String)
}

extension Settings {
    var trafficLogTarget: TrafficLogTarget {
        get { writesTrafficLog ? .file(trafficLog.path) : .off }
        set {
            switch newValue {
            case .off: writesTrafficLog = false
            case .file(let path): (writesTrafficLog, trafficLog.path) = (true, path)
            }
        }
    }
}

extension EngineConfiguration {
    var maximumBodyMegabytes: Int {
        get { maximumBodyBytes >> 20 }
        set { maximumBodyBytes = newValue << 20 }
    }
}

extension SettingType where Value == Logger.Level {
    /// swift-log's names and Python's.
    static var logLevel: SettingType {
        .word(
            "one of TRACE, DEBUG, INFO, NOTICE, WARNING, ERROR, CRITICAL",
            { text in
                switch text.lowercased() {
                case "notset": .trace
                case "warn": .warning
                case "fatal": .critical
                case let name: Logger.Level(rawValue: name)
                }
            },
            write: { $0.rawValue.uppercased() })
    }
}
