import TestSupport
import Testing

@testable import ProxyEngine

/// Notes what it is given.
private struct RecordingReader: ServerSentEventReader {
    var events: [String] = []

    mutating func read(_ event: ServerSentEvent) {
        events.append("\(event.kind) \(String(decoding: event.payload, as: UTF8.self))")
        if !event.raw.isEmpty { #expect(event.raw.elementsEqual(Array("data: ".utf8) + event.payload + [10, 10])) }
    }

    mutating func readOverlongEvent() { events.append("overlong") }
}

struct ServerSentEventParserTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let stream: String
        let events: [String]
        var testDescription: String { stream.debugDescription }

        init(_ stream: String, _ events: String...) {
            self.stream = stream
            self.events = events
        }
    }
    static let samples = [
        Sample("data: a\n\ndata: b\n\n", "data a", "data b"),
        Sample("data:a\n\n", "data a"),
        Sample("data:  a\n\n", "data  a"),
        Sample("data: a\r\n\r\ndata: b\r\n\r\n", "data a", "data b"),
        Sample("data: a\r\rdata: b\r\r", "data a", "data b"),
        Sample("data: a\n\r\ndata: b\r\n\n", "data a", "data b"),
        Sample("data: a\ndata: b\ndata:\ndata: c\n\n", "data a\nb\n\nc"),
        Sample("\u{FEFF}data: a\n\n", "data a"),
        Sample(": note\n\ndata: a\n\n", "comment : note", "data a"),
        Sample(":\n\n:x\ndata: a\n\n", "comment :", "comment :x", "data a"),
        Sample("event: message\nid: 7\nretry: 1\ndata: a\n\n", "data a"),
        Sample("event: error\ndata: a\n\n", "error a"),
        Sample("data: a\nevent: error\n\ndata: b\n\n", "error a", "data b"),
        Sample("error: a\n\ndata: [DONE]\n\n", "error a", "data [DONE]"),
        Sample("\n\n\ndata: a\n\n\n\n", "data a"),
        Sample("data\n\n", "data "),
        Sample("date: a\n\n"),
        Sample("data: Zürich 🌦\n\n", "data Zürich 🌦"),
        // The end of the stream ends an event too.
        Sample("data: a\n\ndata: b", "data a", "data b"),
        Sample("data: a\n", "data a"),
        Sample("data: a\r", "data a"),
        Sample(""),
    ]

    private func events(_ bytes: [UInt8], cuts: [Int]) -> [String] {
        var parser = ServerSentEventParser()
        var reader = RecordingReader()
        var start = 0
        for cut in cuts + [bytes.count] {
            bytes.withUnsafeBytes { parser.receive(UnsafeRawBufferPointer(rebasing: $0[start..<cut]), to: &reader) }
            start = cut
        }
        parser.finish(to: &reader)
        return reader.events
    }

    @Test(arguments: samples) func reads(_ sample: Sample) {
        let bytes = Array(sample.stream.utf8)
        #expect(events(bytes, cuts: []) == sample.events)
        #expect(events(bytes, cuts: Array(0..<bytes.count)) == sample.events)
        for cut in 0...bytes.count { #expect(events(bytes, cuts: [cut]) == sample.events, "cut at \(cut)") }
    }

    /// All samples in one stream, cut at random.
    @Test(arguments: 0..<50) func readsInAnyCut(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let chosen = (0..<12).compactMap { _ in Self.samples.dropLast(4).randomElement(using: &generator) }
            .filter { !$0.stream.hasPrefix("\u{FEFF}") }
        let bytes = chosen.flatMap { Array($0.stream.utf8) }
        let cuts = (0..<20).map { _ in Int.random(in: 0...bytes.count, using: &generator) }.sorted()
        #expect(events(bytes, cuts: cuts) == chosen.flatMap(\.events))
    }

    /// An event without an end is given up, and nothing follows.
    @Test func boundsAnEvent() {
        var parser = ServerSentEventParser()
        var reader = RecordingReader()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<40 { piece.withUnsafeBytes { parser.receive($0, to: &reader) } }
        Array("\n\ndata: a\n\n".utf8).withUnsafeBytes { parser.receive($0, to: &reader) }
        parser.finish(to: &reader)
        #expect(reader.events == ["overlong"])
    }
}
