import ProxyEngine

/// How a kind of value is read and written, and what to say when it cannot be read.
struct SettingType<Value: Equatable & Sendable>: Sendable {
    /// What a right value is: "a whole number from 1 to 100".
    let expectation: String
    let read: @Sendable (SettingInput) throws(SettingProblem) -> Value
    /// As YAML on one line.
    let write: @Sendable (Value) -> String

    init(
        _ expectation: String, read: @escaping @Sendable (SettingInput) throws(SettingProblem) -> Value,
        write: @escaping @Sendable (Value) -> String
    ) {
        self.expectation = expectation
        self.read = read
        self.write = write
    }

    /// A value that is read from one word.
    static func word(
        _ expectation: String, _ read: @escaping @Sendable (String) -> Value?,
        write: @escaping @Sendable (Value) -> String
    ) -> SettingType {
        SettingType(
            expectation,
            read: { input throws(SettingProblem) in
                guard let text = input.scalar, let value = read(text.trimmed) else {
                    throw SettingProblem(expected: expectation)
                }
                return value
            },
            write: write)
    }
}

extension SettingType where Value == Int {
    static func integer(_ range: ClosedRange<Int>, zero: String? = nil) -> SettingType {
        let meaning = zero.map { " (0: \($0))" } ?? ""
        return .word(
            "a whole number from \(range.lowerBound) to \(range.upperBound)\(meaning)",
            { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }, write: { String($0) })
    }
}

extension SettingType where Value == Double {
    static func number(_ unit: String, _ range: ClosedRange<Double>, zero: String? = nil) -> SettingType {
        let meaning = zero.map { " (0: \($0))" } ?? ""
        return .word(
            "\(unit) from \(YAMLText.number(range.lowerBound)) to \(YAMLText.number(range.upperBound))\(meaning)",
            { text in Double(text).flatMap { $0.isFinite && range.contains($0) ? $0 : nil } },
            write: YAMLText.number)
    }
}

extension SettingType where Value == Bool {
    static var boolean: SettingType {
        .word("true or false", SettingWords.boolean, write: { $0 ? "true" : "false" })
    }
}

extension SettingType where Value == String {
    /// Any text, also none.
    static var text: SettingType { .word("text", { $0 }, write: YAMLText.quoted) }

    static var host: SettingType {
        .word(
            "an address or a host name, without a port, or unix:/path",
            { text in
                if text.lowercased().hasPrefix("unix:") { return UnixSocketPath.path(of: text).map { "unix:" + $0 } }
                return text.isEmpty || text.contains("/") || text.contains(" ") ? nil : text
            }, write: YAMLText.quoted)
    }
}

extension SettingType where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of an enum's words.
    static var choice: SettingType {
        let words = Value.allCases.map(\.rawValue)
        return .word(
            "one of " + words.joined(separator: ", "), { Value(rawValue: $0.lowercased()) },
            write: { $0.rawValue })
    }
}

enum SettingWords {
    /// YAML 1.1's words (Python's parser reads these) and what people write into variables.
    static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }
}

/// Writes values so that they can be read again.
enum YAMLText {
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }

    /// Plain where that is safe, else in double quotes.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.first.map { $0.isLetter || $0 == "/" } == true
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                    UInt8(ascii: "/"):
                    true
                default: false
                }
            }
            && SettingWords.boolean(text) == nil && text.lowercased() != "null"
        if isPlain { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    static func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }
}
