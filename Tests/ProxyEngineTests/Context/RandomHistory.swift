import TestSupport
import ToolCallParsing
import WireFormats

@testable import ProxyEngine

/// Conversations as clients send them, by chance: several turns, calls with results in any order, pictures, odd messages.
struct RandomHistory {
    /// One JSON text a message.
    private(set) var messages: [String] = []
    private var callCount = 0
    private var random: SeededGenerator

    init(seed: UInt64, turns: Int) {
        random = SeededGenerator(seed: seed)
        if Bool.random(using: &random) { add("system", size: 200) }
        if Int.random(in: 0..<8, using: &random) == 0 { add("developer", size: 60) }
        for _ in 0..<turns { addTurn() }
    }

    mutating func addTurn() {
        add("user", size: 120)
        for _ in 0..<Int.random(in: 0...6, using: &random) { addStep() }
        if Int.random(in: 0..<3, using: &random) > 0 { add("assistant", size: 150) }
        if Int.random(in: 0..<12, using: &random) == 0 { add("system", size: 40) }
    }

    private mutating func add(_ role: String, size: Int) {
        if role == "user" && Int.random(in: 0..<6, using: &random) == 0 {
            return messages.append(
                #"{"role":"user","content":[{"type":"text","text":"\#(text(30))"},{"type":"image_url","#
                    + #""image_url":{"url":"data:image/png;base64,\#(String(repeating: "A", count: 4000))"}}]}"#)
        }
        messages.append(#"{"role":"\#(role)","content":"\#(text(size))"}"#)
    }

    /// A message with calls and their results, which may be missing, out of order, or separated.
    private mutating func addStep() {
        let ids = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            callCount += 1
            // Some clients number anew.
            return Bool.random(using: &random) ? "call_\(callCount)" : "call_\(callCount % 3)x\(callCount)"
        }
        let calls = ids.map { #"{"id":"\#($0)","type":"function","function":{"name":"f","arguments":"{}"}}"# }
        messages.append(
            #"{"role":"assistant","content":null,"tool_calls":[\#(calls.joined(separator: ", "))]}"#)
        for id in ids.shuffled(using: &random) where Int.random(in: 0..<20, using: &random) > 0 {
            if Int.random(in: 0..<25, using: &random) == 0 { add("user", size: 20) }
            messages.append(#"{"role":"tool","tool_call_id":"\#(id)","content":"\#(text(400))"}"#)
        }
    }

    private mutating func text(_ most: Int) -> String {
        let length = Int.random(in: 0...most, using: &random)
        return String((0..<length).map { _ in "abcde fghi[]{}',:".randomElement(using: &random) ?? "x" })
    }

    /// A request with these messages, written with white space in odd places and other members around them.
    var body: [UInt8] {
        Array(
            (#"{ "model" : "m","temperature": 0.5 , "messages" : ["# + "\n "
                + messages.joined(separator: " ,\n") + #" ] ,"max_tokens":512, "seed":7}"#).utf8)
    }

    var outline: ConversationOutline { ConversationOutline(body) }

    /// About three bytes a token.
    static func tokens(_ outline: ConversationOutline) -> [Int] {
        outline.messages.map { $0.textBytes / 3 + $0.attachments * TokenRatios.tokensPerAttachment }
    }

    static func trimming(_ outline: ConversationOutline) -> HistoryTrimming {
        HistoryTrimming(
            outline, tokens: tokens(outline), otherTokens: 100, markerTokens: HistoryCut.markerBytes / 3)
    }
}

extension ConversationOutline {
    /// Of what is no JSON, nothing.
    init(_ body: [UInt8]) { self = (try? body.withUnsafeBytes { bytes in try Self(bytes) }) ?? Self() }
}

extension [Splice] {
    /// `body` with these changes.
    func applied(to body: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        body.withUnsafeBytes { append($0, to: &output) }
        return output
    }
}
