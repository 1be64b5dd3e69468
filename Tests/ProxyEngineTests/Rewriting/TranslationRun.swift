import Monitoring
import ProxyEngine

/// Runs a ``ResponseTranslator`` over a backend's bytes.
struct TranslationRun {
    var translator: ResponseTranslator
    private(set) var output: [UInt8] = []
    /// The most that was held back, in bytes.
    private(set) var mostHeld = 0

    init(
        _ request: ChatRequest, contentType: String = "text/event-stream", status: Int = 200, isCommitted: Bool = false,
        isStreamWanted: Bool? = nil, settings: TranslationSettings = TranslationSettings()
    ) {
        var count = 0
        translator = ResponseTranslator(
            request: request, settings: settings, isStreamWanted: isStreamWanted ?? request.wantsStream,
            newCallID: {
                count += 1
                return "call_made\(count)"
            })
        _ = translator.begin(status: status, contentType: contentType, isCommitted: isCommitted)
    }

    /// Feeds `bytes`, cut at the places `cuts`, and ends.
    mutating func feed(_ bytes: [UInt8], cuts: [Int] = [], ending: UpstreamEnding? = .complete) {
        var start = 0
        for cut in cuts.sorted() + [bytes.count] where cut > start || cut == bytes.count {
            bytes.withUnsafeBytes {
                translator.receive(UnsafeRawBufferPointer(rebasing: $0[start..<cut]), into: &output)
            }
            start = cut
            mostHeld = max(mostHeld, translator.takeProgress().heldBytes)
        }
        if let ending { translator.finish(ending, into: &output) }
    }

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The client's bytes for a backend's whole answer.
    static func output(
        of answer: String, request: ChatRequest, contentType: String = "text/event-stream", cuts: [Int] = [],
        ending: UpstreamEnding = .complete, settings: TranslationSettings = TranslationSettings()
    ) -> [UInt8] {
        var run = TranslationRun(request, contentType: contentType, settings: settings)
        run.feed(Array(answer.utf8), cuts: cuts, ending: ending)
        return run.output
    }
}
