import Monitoring
import ToolCallParsing
import WireFormats

/// What is known of one choice of a response while it comes in.
struct ChoiceState {
    /// A call that the client has been told of.
    struct Call {
        var id: String
        var name: String
        /// The dialect's id, or `native`.
        var dialect: String
        var arguments: [UInt8] = []
        var repairs: [String] = []
        var isReported = false
        /// How it was found; `nil`: the backend told of it itself.
        var finding: CallFinding?
        var clock = CallClock()
        /// Where its head stands in the model's text.
        var span = 0..<0

        var isNative: Bool { dialect == StreamTranslation.native }

        var saying: Saying {
            let value = try? JSONValue(parsing: arguments.isEmpty ? Array("{}".utf8) : arguments)
            return Saying(name: name, arguments: value?.bytes ?? arguments)
        }
    }

    /// What a call says: the same as another of the same name with arguments of the same value. There may be thousands, so
    /// they are found by it.
    struct Saying: Hashable {
        let name: String
        let arguments: [UInt8]
    }

    /// What became of the word of the proxy that is to stand in front of the text.
    enum NoticeState {
        case none, due, told
    }

    let index: Int
    /// `nil`: the text is passed on as it is.
    var parser: ModelOutputParser?
    let hasParser: Bool
    /// Bytes that the parser held when it was last asked.
    private(set) var heldBytes = 0
    /// The same without those that nobody misses.
    var missedBytes: Int { heldBytes == 0 ? 0 : parser?.missedByteCount ?? 0 }
    var hasRole = false
    /// Those that the backend gives itself; `nil`: none so far.
    var native: NativeCalls?
    /// Halves of surrogate pairs in their arguments, by the backend's index, and in the text.
    var openEscapes: [Int: JSONUnescaper] = [:]
    private var openTextEscape: JSONUnescaper?
    private var openReasoningEscape: JSONUnescaper?
    var calls: [Call] = []
    /// Calls that may say again what another has said, until the answer's end.
    var held: [Call] = []
    /// Calls that the request does not allow besides the first.
    var surplus: [Call] = []
    /// Where each source's calls are kept, by the numbers that the source gives them.
    var places: [CallSource: [Int: CallPlace]] = [:]
    /// Those that were found in text which the client got as it is.
    var callsInText: [Call] = []
    var reasoningKey = ReasoningKey.reasoningContent
    var finishReason: String?
    var backendFinishReason: String?
    var transcript = TranscriptBuilder()
    var notice = NoticeState.none
    /// Bytes in the transcript that the parser has not seen: reasoning that the backend separated.
    var parserShift = 0
    var separated = SeparatedReasoning()
    /// The text so far where it may be the answer although the prompt was thought to have opened reasoning.
    var prompted: [UInt8] = []

    /// The message so far, where it is delivered whole; `logprobs` holds the elements of the array, with commas.
    var content: [UInt8] = []
    var reasoning: [UInt8] = []
    var logprobs: [UInt8] = []

    init(index: Int, parser: ModelOutputParser?) {
        self.index = index
        self.parser = parser
        hasParser = parser != nil
    }

    /// Asks the parser what it holds.
    mutating func measureHeld() -> Int {
        heldBytes = parser?.countHeld() ?? 0
        return heldBytes
    }

    func openEscape(of kind: StreamTranslation.TextKind) -> JSONUnescaper? {
        kind == .content ? openTextEscape : openReasoningEscape
    }

    mutating func setOpenEscape(of kind: StreamTranslation.TextKind, _ unescaper: JSONUnescaper?) {
        if kind == .content { openTextEscape = unescaper } else { openReasoningEscape = unescaper }
    }

    func hasCalls(ofOtherThan source: CallSource) -> Bool {
        places.contains { $0.key != source && !$0.value.isEmpty }
    }

    func call(at place: CallPlace) -> Call? {
        switch place {
        case .told(let index): calls.indices.contains(index) ? calls[index] : nil
        case .held(let index): held.indices.contains(index) ? held[index] : nil
        case .surplus(let index): surplus.indices.contains(index) ? surplus[index] : nil
        }
    }

    mutating func change(_ place: CallPlace, _ change: (inout Call) -> Void) {
        switch place {
        case .told(let index): if calls.indices.contains(index) { change(&calls[index]) }
        case .held(let index): if held.indices.contains(index) { change(&held[index]) }
        case .surplus(let index): if surplus.indices.contains(index) { change(&surplus[index]) }
        }
    }

    /// The reason that the client gets for the backend's; some servers have words of their own for `stop`, and some say that
    /// there were calls where there were none.
    func clientReason(for reason: String) -> String {
        guard ["stop", "eos", "eos_token", "end_turn", "tool_calls", "function_call", ""].contains(reason) else {
            return reason
        }
        return calls.isEmpty ? "stop" : "tool_calls"
    }

    /// Reports of the calls that are complete; `all`: of every call. `isCutShort`: the answer broke off, or the length limit
    /// ended it, so that arguments which end too early are nothing that the model did wrong.
    mutating func takeReports(
        all: Bool, isCutShort: Bool = false, rules: CallRules, steps: inout Int
    ) -> [ToolCallReport] {
        var found = Self.takeReports(
            &callsInText, all: all, isCutShort: isCutShort, choice: index, rules: rules, steps: &steps)
        for place in found.indices { found[place].isLeftInText = true }
        if all { found += takeSurplus() }
        return found
            + Self.takeReports(&calls, all: all, isCutShort: isCutShort, choice: index, rules: rules, steps: &steps)
    }

    /// The calls that the client did not get because it allows one only.
    private mutating func takeSurplus() -> [ToolCallReport] {
        defer { surplus = [] }
        return surplus.enumerated().map { number, call in
            var report = ToolCallReport(
                choice: index, index: calls.count + number, id: call.id, name: call.name, dialect: call.dialect,
                arguments: String(decoding: call.arguments, as: UTF8.self), repairs: call.repairs, isValid: false,
                problem: "not handed on: the request says parallel_tool_calls: false")
            (report.finding, report.timing) = (call.finding, call.clock.timing)
            return report
        }
    }

    private static func takeReports(
        _ calls: inout [Call], all: Bool, isCutShort: Bool, choice: Int, rules: CallRules, steps: inout Int
    ) -> [ToolCallReport] {
        var reports: [ToolCallReport] = []
        for number in unreported(calls) {
            guard all || number < calls.count - 1 else { break }
            calls[number].isReported = true
            let call = calls[number]
            let isCutOff = isCutShort && number == calls.count - 1 && !ArgumentCheck.isObject(call.arguments)
            let judgement =
                isCutOff
                ? ArgumentCheck.Judgement(problem: ToolCallReport.cutOff)
                : ArgumentCheck.judge(call.arguments, of: call.name, rules: rules, steps: &steps)
            var report = ToolCallReport(
                choice: choice, index: number, id: call.id, name: call.name, dialect: call.dialect,
                arguments: String(decoding: call.arguments, as: UTF8.self), repairs: call.repairs,
                isValid: judgement.problem == nil || isCutOff, problem: judgement.problem)
            report.unchecked = judgement.unchecked
            (report.finding, report.timing) = (call.finding, call.clock.timing)
            reports.append(report)
        }
        return reports
    }

    /// Where those stand that have not been told of: always the last ones, so that the others need not be looked at.
    private static func unreported(_ calls: [Call]) -> Range<Int> {
        (calls.lastIndex { $0.isReported }.map { $0 + 1 } ?? 0)..<calls.count
    }

    /// The calls that `takeReports` has not told of.
    var openCalls: [OpenCall] {
        Self.unreported(calls).map {
            OpenCall(choice: index, index: $0, timing: calls[$0].clock.timing, finding: calls[$0].finding)
        }
    }

    /// Gives the calls that opened or ended since the last time the time of the piece that was read last.
    mutating func stampCalls(at now: UInt64, heldSince: UInt64?) {
        for number in Self.unreported(calls) { calls[number].clock.stamp(at: now, heldSince: heldSince) }
        for number in Self.unreported(callsInText) {
            callsInText[number].clock.stamp(at: now, heldSince: heldSince)
        }
    }
}
