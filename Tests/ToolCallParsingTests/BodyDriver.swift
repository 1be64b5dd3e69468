@testable import ToolCallParsing

/// What a body said and emitted, fed by hand as the engine feeds it.
struct BodyReading: Equatable {
    enum End: Equatable { case ended, failed, closed, rejected }
    var name: String?
    /// How the reading ended; `rejected`: the name was never told.
    var end: End
    var json: String
    /// Bytes that the body took.
    var taken: Int

    var arguments: JSONValue? { try? JSONValue(parsing: json) }
}

struct BodyDriver<Body: CallBody>: Sendable {
    var make: @Sendable () -> Body
    var tools: [ToolDeclaration] = []
    var closers: [String] = ["</tool_call>"]

    /// Reads `text`, given in the pieces that end at `cuts`.
    func read(_ text: [UInt8], cuts: [Int]) -> BodyReading {
        var body = make()
        var output = ArgumentText()
        let context = BodyContext(closers: closers, tools: ToolCatalog(tools))
        var cursor = 0
        var isTold = false
        var end: BodyReading.End?
        for (cut, isFinal) in cuts.map({ ($0, false) }) + [(text.count, true)] where end == nil {
            reading: while end == nil {
                var index = 0
                let status = text[cursor..<cut].withUnsafeBytes {
                    body.consume(RawText(bytes: $0, base: cursor, isFinal: isFinal), &index, context, into: &output)
                }
                precondition(index >= 0 && cursor + index <= cut)
                cursor += index
                switch status {
                case .needsMore: break reading
                case .named:
                    precondition(!isTold && output.bytes.isEmpty && body.name != nil)
                    isTold = true
                case .argumentsEnded, .identified: continue
                case .ended: end = .ended
                case .failed: end = isTold ? .failed : .rejected
                }
            }
        }
        if isTold && end != .ended { body.close(at: cursor, context, into: &output) }
        return BodyReading(
            name: isTold ? body.name : nil, end: end ?? (isTold ? .closed : .rejected),
            json: isTold ? String(decoding: output.bytes, as: UTF8.self) : "", taken: isTold ? cursor : 0)
    }

    /// The reading of `text` as a whole, and the first cuts that read otherwise.
    func readAllWays(_ text: [UInt8], seed: UInt64 = 1) -> (reading: BodyReading, deviation: [Int]?) {
        let whole = read(text, cuts: [])
        var generator = SeededGenerator(seed: seed)
        var ways = [Array(0..<text.count)] + (0..<text.count).map { [$0] }
        for _ in 0..<8 where !text.isEmpty {
            ways.append(
                (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                    Int.random(in: 0..<text.count, using: &generator)
                }.sorted())
        }
        return (whole, ways.first { read(text, cuts: $0) != whole })
    }
}
