import Foundation
import Testing
import ToolCallParsing

/// Calls made up at random, written in many grammars, each damaged once as models damage them. What was meant is known, so
/// that a wrong call is seen.
struct DamageTests {
    enum Outcome: Int, CaseIterable { case right, markup, text, noJSON, wrong, lost }

    static let tools: [ToolDeclaration] = [
        tool("run", [("command", "string"), ("timeout", "integer")], required: 1),
        tool("write_file", [("path", "string"), ("content", "string")], required: 2),
        tool("search", [("query", "string"), ("limit", "integer")], required: 1),
        tool("get_weather", [("city", "string"), ("days", "integer"), ("metric", "boolean")], required: 1),
        tool("set_config", [("config", "object"), ("level", "number")], required: 1),
        tool("tag_items", [("tags", "array"), ("note", "string")], required: 1),
        tool("now", [], required: 0),
    ]

    /// Has read nothing yet.
    static let parser = ModelOutputParser(tools: tools)

    private static func tool(_ name: String, _ types: [(String, String)], required: Int) -> ToolDeclaration {
        let properties = types.map {
            JSONMember(key: $0.0, value: .object([JSONMember(key: "type", value: .string($0.1))]))
        }
        return ToolDeclaration(
            name: name,
            parameters: .object([
                JSONMember(key: "type", value: .string("object")),
                JSONMember(key: "properties", value: .object(properties)),
                JSONMember(key: "required", value: .array(types.prefix(required).map { .string($0.0) })),
            ]))
    }

    private static let texts = [
        "Oslo", "tea", "harbour opening hours", "ls -la", "src/main.py", "a, b and c", "echo \"hi\"", "x = 1\ny = {}\n",
        "def f(a, b):\n    return a + b", "it's", "grep -n 'a: b' c.txt | head", "{\"k\": 1}", "Zürich 東京",
        "# Title\n\nOne, two: three.", "a=1", "[1, 2]", "git commit -m \"fix\"", "1 < 2 && 3 > 2", "100%",
    ]

    struct Meant {
        var name: String
        /// `nil`: of a tool that there is not, for which no schema gives them their types.
        var arguments: [JSONMember]?
    }

    private static func call(_ generator: inout SeededGenerator) -> Meant {
        let tool = tools.dropLast().randomElement(using: &generator) ?? tools[0]
        let properties = tool.parameters?["properties"]?.objectValue ?? []
        let required = tool.parameters?["required"]?.arrayValue?.count ?? 0
        let members = properties.enumerated().compactMap { number, property in
            number < required || Int.random(in: 0..<3, using: &generator) > 0
                ? JSONMember(key: property.key, value: value(property.value["type"]?.stringValue, &generator)) : nil
        }
        return Meant(name: tool.name, arguments: members)
    }

    private static func value(_ type: String?, _ generator: inout SeededGenerator) -> JSONValue {
        let text = JSONValue.string(texts.randomElement(using: &generator) ?? "")
        switch type {
        case "integer": return .number(String(Int.random(in: 0...120, using: &generator)))
        case "number": return .number(["0.5", "3", "-2.25"].randomElement(using: &generator) ?? "1")
        case "boolean": return .bool(.random(using: &generator))
        case "array": return .array([text, .string(texts.randomElement(using: &generator) ?? "")])
        case "object":
            return .object([
                JSONMember(key: "mode", value: text), JSONMember(key: "depth", value: .number("2")),
            ])
        default: return text
        }
    }

    struct Sample {
        var text: String
        var meant: [Meant]
        /// As they were before the damage.
        var pieces: [WrittenPiece]
        /// What is no call in it.
        var content = ""
        /// It may as well be talked about: all of it is content, where it is no call.
        var isText = false
    }

    static func sample(_ grammar: CallGrammar, _ damage: Damage, seed: Int) -> Sample? {
        var generator = SeededGenerator(seed: UInt64(seed) &* 31)
        var meant = grammar.asRead(call(&generator))
        let pieces = grammar.write(meant.name, meant.arguments ?? [])
        let whole = pieces.map(\.text).joined()
        guard let text = damage.text(of: pieces, &generator), text != whole else { return nil }
        if damage == .nameCut { meant = Meant(name: Damage.cutName(meant.name), arguments: nil) }
        if damage == .separatorInNumber {
            // Between tags it is a text: what was written.
            let isText = [.tags, .pairs].contains(grammar.family)
            let number = isText ? JSONValue.string(Damage.separated) : .number(Damage.thousands)
            meant.arguments = meant.arguments?.map {
                // What is nested is one text there, unless its tags nest, too.
                let isApart = !isText || grammar.name == "minimax-m3" || $0.value.objectValue == nil
                return isApart ? JSONMember(key: $0.key, value: withSeparator($0.value, number)) : $0
            }
        }
        guard damage != .proseBehind else {
            return Sample(text: text, meant: [meant], pieces: pieces, content: Damage.prose)
        }
        var sample = Sample(text: text, meant: [meant], pieces: pieces)
        // Entities are how markup is quoted; a name that is not declared is no tool's where prose looks the same.
        sample.isText = damage == .bracketsEntities || damage == .nameCut && grammar.looksLikeProse
        let isFirst = damage != .cut && Int.random(in: 0..<4, using: &generator) == 0
        // What follows there would be another text, or a result.
        guard isFirst, !sample.isText, !["pythonic-list", "qwen-agent"].contains(grammar.name) else { return sample }
        let second = Meant(name: "search", arguments: [JSONMember(key: "query", value: .string("second"))])
        let other = grammar.write(second.name, second.arguments ?? []).map(\.text).joined()
        sample.text += "\n" + other
        sample.meant.append(second)
        return sample
    }

    private static func withSeparator(_ value: JSONValue, _ number: JSONValue) -> JSONValue {
        switch value {
        case .number(let literal), .string(let literal): Int(literal) == nil ? value : number
        case .object(let members):
            .object(members.map { JSONMember(key: $0.key, value: withSeparator($0.value, number)) })
        case .null, .bool, .array: value
        }
    }

    private static func outcome(_ sample: Sample) -> (Outcome, ParsedTrace) {
        let trace = ParsedTrace(Array(sample.text.utf8), parser: parser)
        var hasLeftOpen = false
        var found = trace.calls.map { ($0.name, try? JSONValue(parsing: $0.arguments)) }[...]
        for meant in sample.meant {
            guard let (name, arguments) = found.first else { continue }
            if arguments == nil {
                hasLeftOpen = true
                found.removeFirst()
            } else if name == meant.name, meant.arguments.map({ arguments?.isSame(.object($0)) == true }) ?? true {
                found.removeFirst()
            }
        }
        if !found.isEmpty { return (.wrong, trace) }
        if hasLeftOpen { return (.noJSON, trace) }
        let content = trace.content.trimmingCharacters(in: .whitespacesAndNewlines)
        if trace.calls.count == sample.meant.count { return (content == sample.content ? .right : .markup, trace) }
        let name = sample.meant[0].name
        if sample.isText, content == sample.text { return (.right, trace) }
        return (content.contains(name) || content.contains(sample.text.prefix(1)) ? .text : .lost, trace)
    }

    private static let count = Int(ProcessInfo.processInfo.environment["DAMAGE_CASES"] ?? "") ?? 8
    private static let shown = ProcessInfo.processInfo.environment["DAMAGE_SHOWN"]

    @Test func nearlyNoCallIsWrong() {
        var table: [String: [Int]] = [:]
        for grammar in CallGrammar.all {
            for damage in Damage.allCases where Self.isMeasured(grammar, damage) {
                for seed in 0..<Self.count {
                    guard let sample = Self.sample(grammar, damage, seed: seed) else { continue }
                    let (outcome, trace) = Self.outcome(sample)
                    for row in [grammar.name, "~" + damage.rawValue, "~~" + grammar.family.rawValue, "~~~all"] {
                        if damage == .cut, row.hasPrefix("~~") || !row.hasPrefix("~") { continue }
                        table[row, default: Array(repeating: 0, count: 6)][outcome.rawValue] += 1
                    }
                    if Self.isShown(grammar, damage, outcome) {
                        print(
                            "== \(grammar.name) / \(damage.rawValue) / \(outcome)\n\(sample.text)\n-> \(trace.calls) | \(trace.content)"
                        )
                    }
                }
            }
        }
        Self.show(table)
        let all = table["~~~all"] ?? []
        let count = all.reduce(0, +)
        #expect(all[Outcome.wrong.rawValue] * 100 <= count)
        #expect(all[Outcome.lost.rawValue] == 0)
        #expect(all[Outcome.right.rawValue] * 100 >= 90 * count)
        for (row, counts) in table where row.hasPrefix("~~") {
            #expect(counts[Outcome.right.rawValue] * 100 >= 78 * counts.reduce(0, +), "\(row)")
        }
    }

    private static let only = ProcessInfo.processInfo.environment["DAMAGE_ONLY"]

    /// Whether `DAMAGE_ONLY` names the grammar or the kind, or nothing.
    private static func isMeasured(_ grammar: CallGrammar, _ damage: Damage) -> Bool {
        guard let only else { return true }
        return only.split(separator: ",").contains { $0 == grammar.name || $0 == damage.rawValue }
    }

    /// Whether all parts of `DAMAGE_SHOWN` are of this case: `gemma4,wrong`; `failed` is all that is not right.
    private static func isShown(_ grammar: CallGrammar, _ damage: Damage, _ outcome: Outcome) -> Bool {
        guard let shown else { return false }
        return shown.split(separator: ",").allSatisfy { part in
            [grammar.name, damage.rawValue, "\(outcome)"].contains { $0 == part }
                || part == "failed" && outcome != .right
        }
    }

    private static func show(_ table: [String: [Int]]) {
        print("share of                    n  right markup  text no JSON wrong  lost")
        for (row, counts) in table.sorted(by: { $0.key < $1.key }) {
            let total = counts.reduce(0, +)
            let shares = counts.map { String(format: "%6.1f", 100 * Double($0) / Double(max(1, total))) }
            let name = row.drop { $0 == "~" }
            print(name + String(repeating: " ", count: max(1, 22 - name.count)), total, shares.joined(separator: " "))
        }
    }
}
