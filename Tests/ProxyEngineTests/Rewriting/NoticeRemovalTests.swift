import TestSupport
import Testing
import ToolCallParsing
import WireFormats

@testable import ProxyEngine

/// What the proxy said is taken out of the history that comes back.
struct NoticeRemovalTests {
    private func upstream(_ messages: String) throws -> String {
        let request = try ChatRequest(
            body: Array(
                #"{"model":"m","messages":[\#(messages)],"stream":true,"stream_options":{"include_usage":true}}"#.utf8))
        let body = request.upstreamBody(streaming: true)
        let start = #"{"model":"m","messages":["#
        let text = String(decoding: body, as: UTF8.self)
        #expect(text.hasPrefix(start))
        let end = #"],"stream":true,"stream_options":{"include_usage":true}}"#
        #expect(text.hasSuffix(end))
        return String(text.dropFirst(start.count).dropLast(end.count))
    }

    private static let notice = #"[llama-stream-top notice: memory is running short: 88 % used]\n\n"#

    @Test(
        arguments: [
            (#""\#(notice)Hello""#, #""Hello""#),
            // Clients trim, and escape as they like.
            (#""\#(notice)""#, #""""#), (#""\n\n\#(notice) Hello\n""#, #""\n\n Hello\n""#),
            (#""[llama-stream-top notice: x]""#, #""""#), (#""[llama-stream-top notice: x]\nHello""#, #""Hello""#),
            (#""[llama-stream-top notice: x] Hello""#, #"" Hello""#),
            (#""\u005bllama-stream-top\u0020notice: x]\u000a\nH""#, #""H""#),
            // What follows is the model's own.
            (#""\#(notice)\n\nHello""#, #""\n\nHello""#),
            (
                #"[{"type":"text","text":"\#(notice)Hello"},{"type":"text","text":"b"}]"#,
                #"[{"type":"text","text":"Hello"},{"type":"text","text":"b"}]"#
            ),
            // Not ours.
            (#""Hello \#(notice)""#, #""Hello \#(notice)""#),
            (#""[llama-stream-top notice: a\nb]""#, #""[llama-stream-top notice: a\nb]""#),
            (#""[llama-stream-top notice: ""#, #""[llama-stream-top notice: ""#), ("null", "null"), (#""""#, #""""#),
        ])
    func removesOnlyWhatTheProxyWrote(content: String, expected: String) throws {
        func message(_ content: String) -> String {
            #"{"role":"user","content":"\#(Self.notice)"}, { "content" : \#(content) , "role":"assistant"},{"role":"user","content":"x"}"#
        }
        #expect(try upstream(message(content)) == message(expected))
    }

    @Test func isToldAsARewrite() throws {
        let body =
            #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"\#(Self.notice)b"},"#
            + #"{"role":"assistant","content":"\#(Self.notice)c"},{"role":"user","content":"d"}]}"#
        let request = try ChatRequest(body: Array(body.utf8))
        #expect(request.rewrites(for: .init()) == ["notices_removed=2"])
        // What is left out whole needs no repair.
        var wishes = ChatRequest.Wishes()
        let first = try #require(body.firstRange(of: #"{"role":"assistant","content":"\#(Self.notice)b"},"#))
        let offset = body.utf8.distance(from: body.startIndex, to: first.lowerBound)
        wishes.context.splices = [
            Splice(range: offset..<offset + body[first].utf8.count, text: [])
        ]
        #expect(request.rewrites(for: wishes) == ["notices_removed=1"])
        #expect(
            String(decoding: request.upstreamBody(streaming: false, wishes: wishes), as: UTF8.self)
                == #"{"stream":false,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"c"},{"role":"user","content":"d"}]}"#
        )
    }

    /// Added and taken out again, any text is what it was, however the client writes its JSON.
    @Test func roundTrip() throws {
        let words = [
            "Hello", " ", "\n", "\n\n", "\t", "]", "[", "[llama-stream-top notice: ", "é", "\u{1F4A5}", "\"", "\\",
            "x]\n\n",
            "{", "`", "notice", "\u{7}",
        ]
        var random = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let model = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                words.randomElement(using: &random) ?? ""
            }.joined()
            let notice = NoticeText.bytes([words.randomElement(using: &random) ?? "", "88 % used"])
            let pieces = BackendSample.stream(model.unicodeScalars.map { String($0) })
            var settings = TranslationSettings()
            settings.notice.text = notice
            let output = TranslationRun.output(
                of: pieces, request: try BackendSample.request(tools: nil), settings: settings)
            let content = try StrictStreamReader(output).message.content
            let history =
                #"{"role":"user","content":"a"},{"role":"assistant","content":"# + written(content, &random) + "}"
            let sent = try JSONValue(parsing: "[" + upstream(history) + "]")
            let isOwn = model.drop { " \n\t".contains($0) }.hasPrefix("[llama-stream-top notice: ")
            // A model that writes the mark itself gets no notice, and is not protected.
            if !isOwn { #expect(sent.arrayValue?[1]["content"] == .string(model)) }
        }
    }

    /// Whatever a history is like, and whether or not turns are left out: without notices it is what it was, to the byte.
    @Test(arguments: UInt64(1)...60)
    func anyHistoryIsWhatItWas(seed: UInt64) throws {
        let body = String(decoding: RandomHistory(seed: seed, turns: 6).body, as: UTF8.self)
        let answer = #""role":"assistant","content":""#
        let told = body.replacing(answer, with: answer + Self.notice)
        let edits = ContextEdit(
            cut: HistoryTrimming(
                ConversationOutline(Array(body.utf8)),
                tokens: RandomHistory.tokens(ConversationOutline(Array(body.utf8))), otherTokens: 100, markerTokens: 50
            ).cut(toFit: 800))
        for edit in [ContextEdit(), edits] {
            let sent = try [body, told].map { text in
                let request = try ChatRequest(body: Array(text.utf8))
                var wishes = ChatRequest.Wishes()
                wishes.historyRepair = true
                wishes.context.splices = edit.splices(in: ConversationOutline(Array(text.utf8)))
                return request.upstreamBody(streaming: true, wishes: wishes)
            }
            #expect(sent[0] == sent[1])
        }
    }

    /// A string of JSON in which any character may be escaped.
    private func written(_ text: String, _ random: inout SeededGenerator) -> String {
        var result = "\""
        for unit in text.utf16 {
            let isPlain = unit >= 0x20 && unit < 0x7F && unit != 0x22 && unit != 0x5C
            if isPlain, Int.random(in: 0..<4, using: &random) > 0 {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result + "\""
    }
}
