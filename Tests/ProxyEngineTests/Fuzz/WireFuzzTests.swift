import TestSupport
import Testing
import ToolCallParsing
import WireFormats

@testable import ProxyEngine

/// Soup for the readers of what backends send: nothing traps, and nothing depends on how the bytes were cut.
struct WireFuzzTests {
    private struct Events: ServerSentEventReader {
        var texts: [String] = []
        mutating func read(_ event: ServerSentEvent) {
            texts.append("\(event.kind) \(Array(event.payload))")
        }
        mutating func readOverlongEvent() { texts.append("overlong") }
    }

    private static let events = [
        "data: ", "data:", "data", "event: error", "event: ", "error: ", "id: 1", "retry: 5", ": note", ":", "\n",
        "\n\n",
        "\r", "\r\n", "\r\n\r\n", " ", "{", "}", "{\"error\":{\"message\":\"m\"}}", "[DONE]", "\u{FEFF}", "a", "é",
        "{}",
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}", "<html>", "\0",
    ]
    private static let values = [
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"\\u00e9\"", "\\", "\\ud83d", "1", "-1.5e3", "01", ".", "true",
        "null", "nul", " ", "\n", "\t", "é", "\u{1}", "{\"a\":1}", "[1,2]", "\"x\":",
    ]

    private static func read(_ pieces: [[UInt8]]) -> [String] {
        var parser = ServerSentEventParser()
        var events = Events()
        for piece in pieces { piece.withUnsafeBytes { parser.receive($0, to: &events) } }
        parser.finish(to: &events)
        return events.texts
    }

    @Test func eventsDoNotDependOnTheCuts() {
        FuzzTime.run(rounds: 4000) { seed in
            var generator = SeededGenerator(seed: seed)
            let bytes = FuzzTime.soup(Self.events, &generator)
            let cut = FuzzTime.cut(bytes, &generator)
            #expect(Self.read(cut) == Self.read([bytes]), "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test func whatAnAnswerIsDoesNotDependOnTheCuts() {
        FuzzTime.run(rounds: 4000) { seed in
            var generator = SeededGenerator(seed: seed)
            let bytes = FuzzTime.soup(Self.events, &generator, most: 6)
            let told = ["text/event-stream", "application/json", nil].randomElement(using: &generator) ?? nil
            var whole = AnswerOpening(contentType: told)
            bytes.withUnsafeBytes { whole.receive($0) }
            var opening = AnswerOpening(contentType: told)
            for piece in FuzzTime.cut(bytes, &generator) where opening.reading(isOver: false) == nil {
                piece.withUnsafeBytes { opening.receive($0) }
            }
            #expect(opening.reading(isOver: true) == whole.reading(isOver: true), "seed \(seed)")
        }
    }

    /// The scan without a tree and the reader with one agree on what JSON is.
    @Test func scannersAgree() {
        FuzzTime.run(rounds: 8000) { seed in
            var generator = SeededGenerator(seed: seed)
            let bytes = FuzzTime.soup(Self.values, &generator, most: 12)
            let isJSON = bytes.withUnsafeBytes { JSONSyntaxScan.firstError(in: $0) == nil }
            #expect(isJSON == ((try? JSONValue(parsing: bytes)) != nil), "seed \(seed): \(bytes)")
        }
    }

    /// Whatever a backend sends under whatever type, the client gets a stream that ends, or an error.
    @Test func everyAnswerEnds() throws {
        let request = try BackendSample.request()
        FuzzTime.run(rounds: 2000) { seed in
            var generator = SeededGenerator(seed: seed)
            let bytes = FuzzTime.soup(Self.events + Self.values, &generator)
            var opening = AnswerOpening(contentType: "application/json")
            bytes.withUnsafeBytes { opening.receive($0) }
            let type = opening.reading(isOver: true)?.contentType ?? ""
            var run = TranslationRun(request, contentType: type)
            run.feed(bytes)
            guard run.translator.refusal == nil, type.hasPrefix("text/event-stream") else { return }
            #expect(run.text.hasSuffix("data: [DONE]\n\n"), "seed \(seed)")
        }
    }

    @Test(arguments: CodedSample.all.indices) func damagedCodingsEnd(index: Int) {
        let (coding, sample) = CodedSample.all[index]
        guard CodedSample.isAvailable(coding) else { return }
        FuzzTime.run(rounds: 400) { seed in
            var generator = SeededGenerator(seed: seed)
            var bytes = sample
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
                }
            }
            let results = [[bytes], FuzzTime.cut(bytes, &generator)].map { pieces -> [UInt8]? in
                guard let decompressor = try? Decompressor(coding, limit: 1 << 16) else { return nil }
                var output: [UInt8] = []
                for piece in pieces {
                    let isGood = piece.withUnsafeBytes { bytes in
                        (try? decompressor.decode(bytes) { output.append(contentsOf: $0) }) != nil
                    }
                    guard isGood else { return nil }
                }
                return (try? decompressor.finish()) == nil ? nil : output
            }
            #expect(results[0] == results[1], "seed \(seed)")
        }
    }
}
