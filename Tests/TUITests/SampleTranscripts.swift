import Monitoring

/// Texts of models, with what became of them.
enum SampleTranscripts {
    static let sentence = "I will read the file first."
    static let call = """
        <tool_call>
        <function=read_file>
        <parameter=path>
        src/main.swift
        </parameter>
        <parameter=limit>
        all
        </parameter>
        </function>
        </tool_call>
        """

    /// A sentence, a call with markers that nobody got, a repair.
    static func badArguments() -> RequestDetail {
        let raw = Array((sentence + "\n\n" + call).utf8)
        let start = sentence.utf8.count + 2
        var transcript = Transcript()
        transcript.append(
            TranscriptDelta(
                raw: raw,
                parts: [
                    .init(.content, text: sentence, span: 0..<start - 2),
                    .init(.removed, span: start - 2..<start + 12),
                    .init(
                        .call(index: 0, id: "call_0185_0", name: "read_file", dialect: "qwen3-coder"),
                        span: start + 12..<start + 33),
                    .init(.arguments(index: 0), text: "{\"path\":\"src/main.swift\",", span: start + 33..<start + 80),
                    .init(.repair("trailing-comma"), span: start + 80..<start + 80),
                    .init(.arguments(index: 0), text: "\"limit\":\"all\"}", span: start + 80..<start + 120),
                    .init(.removed, span: start + 120..<raw.count),
                ]))
        var detail = RequestDetail(id: RequestID(185), transcripts: [0: transcript], pace: pace)
        detail.repeats = [
            CallRepeat(index: 0, requests: [RequestID(171), RequestID(160)], times: 3, areResultsEqual: true)
        ]
        return SamplePrompts.detail(detail)
    }

    /// Most tokens after some 25 ms, a few late ones.
    private static var pace: ResponsePace {
        var pace = ResponsePace()
        pace.firstVisibleSeconds = 1.102
        pace.firstCallSeconds = 9.2
        pace.heldSeconds = 0.31
        pace.longestHoldSeconds = 0.012
        pace.mostHeldBytes = 9
        (pace.chunksIn, pace.chunksOut) = (402, 31)
        for number in 0..<401 {
            let seconds = number == 200 ? 0.62 : number % 40 == 0 ? 0.07 : number % 5 == 0 ? 0.017 : 0.026
            pace.gaps.add(seconds, endedAt: 1.1 + Double(number) * 0.026)
        }
        return pace
    }

    /// Everything that must not reach a terminal as it is.
    static let hostile =
        "esc \u{1B}[31mred\u{1B}]0;title\u{7} c1 \u{9B}2J bidi \u{202E}abc\u{2066} del \u{7F} nul \u{0} 日本語 👩‍💻 e\u{301} ❤\u{FE0F} 🇩\u{301}\tend"

    static func plain(_ text: String, id: RequestID) -> RequestDetail {
        var transcript = Transcript()
        let bytes = Array(text.utf8)
        transcript.append(
            TranscriptDelta(raw: bytes, parts: [.init(.content, text: text, span: 0..<bytes.count)]))
        return RequestDetail(id: id, transcripts: [0: transcript])
    }
}
