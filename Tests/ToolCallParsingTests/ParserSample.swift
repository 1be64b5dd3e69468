import Testing
import ToolCallParsing

/// A model's text and the message it stands for.
struct ParserSample: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var content = ""
    var reasoning = ""
    /// Names and arguments (as JSON, compared as values; else their very text), in order.
    var calls: [(name: String, arguments: String)] = []
    var repairs: [RepairKind] = []
    var nearMisses: [NearMiss.Reason] = []
    var startsInReasoning = false

    var testDescription: String { name }

    /// The tools that all samples declare.
    static let tools: [ToolDeclaration] = [
        tool("get_weather", #"{"city":{"type":"string"},"days":{"type":"integer"},"metric":{"type":"boolean"}}"#),
        tool("search", #"{"query":{"type":"string"},"limit":{"type":"integer"}}"#),
        tool("write_file", #"{"path":{"type":"string"},"content":{"type":"string"}}"#),
        tool("set_config", #"{"config":{"type":"object"}}"#),
        tool("add", #"{"a":{"type":"number"},"b":{"type":"number"}}"#),
        tool("now", "{}"),
        tool(
            "edit_item",
            #"""
            {"note":{"type":["string","null"]},"size":{"anyOf":[{"type":"string"},{"type":"integer"}]},
            "mode":{"enum":["fast","slow"]},"tags":{"type":"array","items":{"type":"string"}},"ratio":{"type":"number"}}
            """#),
        tool(
            "typed",
            #"""
            {"s":{"type":"str"},"i":{"type":"int32"},"n":{"type":"float"},"b":{"type":"bool"},"l":{"type":"list"},
            "o":{"type":"dict"},"e":{"enum":[1,2]},"r":{"$ref":"#/properties/i"},"z":{"type":"null"},
            "u":{"oneOf":[{"type":"string"},{"type":"object"}]}}
            """#),
    ]

    private static func tool(_ name: String, _ properties: String) -> ToolDeclaration {
        ToolDeclaration(
            name: name, parameters: try? JSONValue(parsing: #"{"type":"object","properties":\#(properties)}"#))
    }
}

/// What came of a text, comparable whatever the cuts were: adjacent pieces of the same thing are joined.
struct ParsedTrace: Equatable, CustomStringConvertible {
    enum Piece: Equatable {
        case content(String), reasoning(String), removed
        case started(ParsedCall), arguments(Int, String), ended(Int)
        case repaired(RepairKind, Int), nearMiss(NearMiss), identified(Int, String)
    }
    struct Entry: Equatable {
        var piece: Piece
        var span: Range<Int>
    }
    /// What owns raw text.
    private(set) var entries: [Entry] = []
    /// Repairs and near misses: they stand at a place, wherever the text before them was cut.
    private(set) var marks: [Entry] = []

    /// Feeds `text` in pieces that end at `cuts` (byte offsets) and at its end.
    init(
        _ text: [UInt8], cuts: [Int] = [], tools: [ToolDeclaration] = ParserSample.tools,
        options: ParserOptions = ParserOptions(), startsInReasoning: Bool = false
    ) {
        var options = options
        options.startsInReasoning = options.startsInReasoning || startsInReasoning
        self.init(text, cuts: cuts, parser: ModelOutputParser(tools: tools, options: options))
    }

    /// The same by a parser that has read nothing yet: to make one costs more than to read a short text.
    init(_ text: [UInt8], cuts: [Int] = [], parser: ModelOutputParser) {
        var parser = parser
        var batch = ParsedBatch()
        var bytes: [(Entry, [UInt8])] = []
        func take() {
            for event in batch.events {
                switch event {
                case .repaired(let kind, let call, let span):
                    marks.append(Entry(piece: .repaired(kind, call), span: span))
                case .callIdentified(let call, let id, let span):
                    marks.append(Entry(piece: .identified(call, id), span: span))
                case .nearMiss(let miss, let span): marks.append(Entry(piece: .nearMiss(miss), span: span))
                default: Self.append(event, batch, to: &bytes)
                }
            }
            batch.removeAll()
        }
        var start = 0
        for end in cuts.sorted() + [text.count] where end >= start {
            text[start..<end].withUnsafeBytes { parser.receive($0, into: &batch) }
            take()
            start = end
        }
        parser.finish(into: &batch)
        take()
        entries = bytes.map { entry, text in
            let string = String(decoding: text, as: UTF8.self)
            return switch entry.piece {
            case .content: Entry(piece: .content(string), span: entry.span)
            case .reasoning: Entry(piece: .reasoning(string), span: entry.span)
            case .arguments(let call, _): Entry(piece: .arguments(call, string), span: entry.span)
            default: entry
            }
        }
    }

    private static func append(_ event: ParsedEvent, _ batch: ParsedBatch, to list: inout [(Entry, [UInt8])]) {
        func add(_ piece: Piece, _ span: Range<Int>, _ range: Range<Int>? = nil) {
            let text = range.map { Array(batch.bytes[$0]) } ?? []
            let last = list.count - 1
            if joins(piece), last >= 0, list[last].0.piece == piece, list[last].0.span.upperBound == span.lowerBound {
                list[last].0.span = list[last].0.span.lowerBound..<span.upperBound
                list[last].1 += text
            } else {
                list.append((Entry(piece: piece, span: span), text))
            }
        }
        switch event {
        case .content(let bytes, let span): add(.content(""), span, bytes)
        case .reasoning(let bytes, let span): add(.reasoning(""), span, bytes)
        case .callStarted(let call, let span): add(.started(call), span)
        case .arguments(let call, let bytes, let span): add(.arguments(call, ""), span, bytes)
        case .callEnded(let call, let span): add(.ended(call), span)
        case .removed(let span): add(.removed, span)
        case .repaired, .nearMiss, .callIdentified, .markerPassed: break
        }
    }

    private static func joins(_ piece: Piece) -> Bool {
        switch piece {
        case .content, .reasoning, .arguments, .removed: true
        case .started, .ended, .repaired, .nearMiss, .identified: false
        }
    }

    var content: String { joined { if case .content(let text) = $0 { text } else { nil } } }
    var reasoning: String { joined { if case .reasoning(let text) = $0 { text } else { nil } } }
    private func joined(_ text: (Piece) -> String?) -> String { entries.compactMap { text($0.piece) }.joined() }

    func isCutOff(_ call: Int) -> Bool { marks.contains { $0.piece == .repaired(.cutOff, call) } }

    /// Where the arguments of a call end in the text.
    func endOfArguments(of call: Int) -> Int {
        entries.last { if case .arguments(call, _) = $0.piece { true } else { false } }?.span.upperBound ?? 0
    }

    var calls: [(name: String, arguments: String)] {
        var calls: [(name: String, arguments: String)] = []
        for entry in entries {
            switch entry.piece {
            case .started(let call): calls.append((call.name, ""))
            case .arguments(let index, let text): calls[index].arguments += text
            default: continue
            }
        }
        return calls
    }

    /// The identifiers that the model wrote, by call.
    var identifiers: [Int: String] {
        var identifiers: [Int: String] = [:]
        for entry in entries { if case .started(let call) = entry.piece { identifiers[call.index] = call.id } }
        for entry in marks { if case .identified(let call, let id) = entry.piece { identifiers[call] = id } }
        return identifiers
    }
    var dialects: [DialectID] {
        entries.compactMap { if case .started(let call) = $0.piece { call.dialect } else { nil } }
    }

    /// The call's arguments were said to be no JSON.
    func isLeftOpen(_ call: Int) -> Bool {
        marks.contains { $0.piece == .repaired(.cutOff, call) || $0.piece == .repaired(.asWritten, call) }
    }

    var repairs: [RepairKind] {
        marks.compactMap { if case .repaired(let kind, _) = $0.piece { kind } else { nil } }
    }
    var nearMisses: [NearMiss.Reason] {
        marks.compactMap { if case .nearMiss(let miss) = $0.piece { miss.reason } else { nil } }
    }

    /// The spans that own raw text, in order: they must cover it without gap or overlap.
    var coverage: [Range<Int>] { entries.map(\.span) }

    var description: String { (entries + marks).map { "\($0.span) \($0.piece)" }.joined(separator: "\n") }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
