import ToolCallParsing
import WireFormats

/// A request as a line of the traffic log tells of it.
package struct RecordedRequest: Equatable, Sendable {
    package enum Problem: Error, Equatable, Sendable {
        /// The line is no JSON object.
        case notJSON
        /// It is, but no request's; the member that is missing or of the wrong kind.
        case notARequest(String)
        /// It was written by a later version.
        case laterVersion(Int)
    }

    package private(set) var received: ReceivedRequest
    private(set) var number: UInt64 = 0
    private(set) var backend: String?
    private(set) var sentSeconds: Double?
    private(set) var firstTokenSeconds: Double?
    private(set) var hasWaited = false
    private(set) var failedAttempts: [FailedAttempt] = []
    package private(set) var endedSeconds = 0.0
    private(set) var calls: [ToolCallReport] = []
    private(set) var outcome = TrafficLogEntry.Outcome.finished
    private(set) var failure: RequestFailure?
    private(set) var cancelReason: CancelReason?
    private(set) var result = RequestOutcome(status: 0)
    /// The model's text and the message that the client got, by choice.
    private(set) var raw: [[UInt8]] = []
    private(set) var messages: [JSONValue] = []

    /// The last version of the format that is known here.
    private static let version = 1

    /// Reads a line without its line feed.
    package init(_ line: UnsafeRawBufferPointer) throws(Problem) {
        guard JSONSyntaxScan.firstError(in: line) == nil else { throw .notJSON }
        var cursor = JSONCursor(line)
        guard cursor.enterObject() else { throw .notJSON }
        received = ReceivedRequest(time: 0, client: "", agent: "", method: "", route: "", kind: .other)
        var members: [String: JSONValue] = [:]
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { throw .notJSON }
            if line.equals("request", in: key) {
                received.body = Self.body(line.part(value))
            } else {
                members[line.text(key)] = try? JSONValue(parsing: line.part(value))
            }
        }
        guard let version = members["v"]?.intValue else { throw .notARequest("v") }
        guard version <= Self.version else { throw .laterVersion(version) }
        try readHead(members)
        readPhases(members)
        readEnd(members)
        readTexts(members)
        calls = members["calls"]?.arrayValue?.prefix(10_000).map(Self.call) ?? []
    }

    /// The body as it was: JSON stands as such, anything else as a string.
    private static func body(_ value: UnsafeRawBufferPointer) -> [UInt8] {
        if value.equals("null", in: 0..<value.count) { return [] }
        guard value.first == UInt8(ascii: "\"") else { return Array(value) }
        return Array(((try? JSONValue(parsing: value))?.stringValue ?? "").utf8)
    }

    private mutating func readHead(_ members: [String: JSONValue]) throws(Problem) {
        guard let time = members["time"]?.stringValue.flatMap({ LogTime.seconds($0.utf8) }) else {
            throw .notARequest("time")
        }
        guard let route = members["route"]?.stringValue else { throw .notARequest("route") }
        received.time = time
        received.route = route
        received.client = members["client"]?.stringValue ?? ""
        received.agent = members["agent"]?.stringValue ?? ""
        received.method = members["method"]?.stringValue ?? ""
        received.kind = members["kind"]?.stringValue.flatMap(RouteKind.init) ?? .other
        received.model = members["model"]?.stringValue ?? ""
        received.wantsStream = members["stream"]?.boolValue ?? false
        received.requestID = members["id"]?.stringValue ?? ""
        backend = members["backend"]?.stringValue
        failedAttempts = (members["attempts"]?.arrayValue ?? []).prefix(FailedAttempt.maximumCount).map {
            FailedAttempt(
                backend: $0["backend"]?.stringValue ?? "", reason: $0["reason"]?.stringValue ?? "",
                endedSeconds: $0["seconds"]?.measure ?? 0)
        }
        number = members["number"]?.intValue.flatMap { UInt64(exactly: $0) } ?? 0
        guard received.kind == .chat, let chat = ChatOutline(received.body) else { return }
        received.toolCount = chat.tools.count
        received.messageCount = chat.messageCount
    }

    private mutating func readPhases(_ members: [String: JSONValue]) {
        let phases = members["phases"]
        endedSeconds = members["seconds"]?.measure ?? 0
        let queued = phases?["queued"]?.measure
        hasWaited = (queued ?? 0) > 0.01
        // A request that never got anywhere has only waited.
        guard let queued, backend != nil else { return }
        sentSeconds = min(queued, endedSeconds)
        if let prefill = phases?["prefill"]?.measure { firstTokenSeconds = min(queued + prefill, endedSeconds) }
    }

    private mutating func readEnd(_ members: [String: JSONValue]) {
        outcome = members["outcome"]?.stringValue.flatMap(TrafficLogEntry.Outcome.init) ?? .finished
        result.status = members["status"]?.intValue ?? 0
        result.finishReason = members["finish_reason"]?.stringValue
        result.backendFinishReason = members["backend_finish_reason"]?.stringValue
        result.rewrites = members["rewrites"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let usage = members["usage"]
        result.usage = TokenUsage(
            prompt: usage?["prompt_tokens"]?.intValue, completion: usage?["completion_tokens"]?.intValue,
            cached: usage?["cached_tokens"]?.intValue, prefillRate: usage?["prefill_per_second"]?.measure,
            decodeRate: usage?["decode_per_second"]?.measure)
        result.progress = RequestProgress(
            tokens: (result.usage.completion ?? 0).asCount, bytesOut: (members["bytes_out"]?.intValue ?? 0).asCount)
        cancelReason = members["cancelled"]?.stringValue.flatMap(CancelReason.init)
        guard let error = members["error"], error.objectValue != nil else { return }
        failure = RequestFailure(
            code: error["code"]?.stringValue ?? "", message: error["message"]?.stringValue ?? "",
            side: error["side"]?.stringValue.flatMap(RequestFailure.Side.init) ?? .proxy)
    }

    private mutating func readTexts(_ members: [String: JSONValue]) {
        raw = Self.oneOrMany(members["raw"]).map { Array(($0.stringValue ?? "").utf8) }
        messages = Self.oneOrMany(members["response"])
    }

    private static func oneOrMany(_ value: JSONValue?) -> [JSONValue] {
        switch value {
        case nil, .null: []
        case .array(let values): Array(values.prefix(RequestRecord.maximumChoices))
        case .some(let value): [value]
        }
    }

    private static func call(_ value: JSONValue) -> ToolCallReport {
        var call = ToolCallReport(
            choice: value["choice"]?.intValue ?? 0, index: value["index"]?.intValue ?? 0,
            id: value["id"]?.stringValue ?? "", name: value["name"]?.stringValue ?? "",
            dialect: value["dialect"]?.stringValue ?? "", arguments: value["arguments"]?.stringValue ?? "",
            repairs: value["repairs"]?.arrayValue?.compactMap(\.stringValue) ?? [],
            isValid: value["valid"]?.boolValue ?? true, problem: value["problem"]?.stringValue)
        call.unchecked = value["unchecked"]?.stringValue
        if value["left_in_text"]?.boolValue == true { call.isLeftInText = true }
        if let opened = value["opened"]?.measure {
            call.timing = CallTiming(
                openedSeconds: opened, closedSeconds: value["closed"]?.measure,
                delaySeconds: value["delay"]?.measure ?? 0)
        }
        if let isSure = value["sure"]?.boolValue {
            call.finding = CallFinding(
                others: value["others"]?.arrayValue?.prefix(100).compactMap(\.stringValue) ?? [], isSure: isSure,
                isInReasoning: value["in_reasoning"]?.boolValue ?? false)
        }
        return call
    }
}

extension JSONValue {
    /// Some hundred days: a longer request is a mistake of the writer.
    private static let largestMeasure = 1e7

    /// A number that can be a measured one.
    fileprivate var measure: Double? {
        guard case .number(let literal) = self else { return nil }
        return Double(literal)?.asMeasure.map { min($0, Self.largestMeasure) }
    }
}
