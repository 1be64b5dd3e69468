import TestSupport
import Testing
import ToolCallParsing

@testable import Monitoring

struct RequestExportTests {
    private static let secret = "sk-abcdefghijklmnopqrstuvwxyz0123456789"
    private static let raw =
        "I look.\n<tool_call>\n{\"name\": \"grep\", \"arguments\": {\"q\": \"a'b\"}}\n</tool_call>\n<tool_call>\n{\"name\": \"gone\"}"

    /// A request that has ended, with a secret and a quote in it.
    private func sample(body: String? = nil) throws -> (RequestSummary, RequestDetail) {
        var state = MonitorState(startedAt: RequestScript.start)
        let script = RequestScript(7)
        let tool = #"{"type":"function","function":{"name":"grep","parameters":{"type":"object"}}}"#
        state.begin(
            script,
            body: body
                ?? #"{"model":"m","messages":[{"role":"user","content":"don't say \#(Self.secret)"}],"tools":[\#(tool)]}"#
        )
        var progress = RequestProgress(tokens: 3, bytesOut: 20)
        progress.transcript = [
            TranscriptDelta(raw: Array(Self.raw.utf8), parts: [.init(.content, text: "I look.", span: 0..<7)])
        ]
        var recorder = WireRecorder()
        for (text, side) in [("data: <\n\n", WireSide.fromBackend), ("data: >\n\n", .toClient)] {
            Array(text.utf8).withUnsafeBytes { recorder.append($0, side, milliseconds: 5) }
        }
        progress.wire = recorder.take()
        state.play(
            script,
            [
                (.sent(backend: "local"), 0.1), (.firstByte, 0.2), (.firstToken, 0.3),
                (.toolCall(.sample("grep", arguments: #"{"q":"a'b"}"#)), 0.5),
                (.finished(RequestOutcome(status: 200, finishReason: "tool_calls", progress: progress)), 1.5),
            ])
        let snapshot = state.snapshot(after: 2, open: script.id)
        return (try #require(snapshot.request(7)), try #require(snapshot.detail))
    }

    private func exported(_ request: RequestSummary, _ detail: RequestDetail) -> ExportedRequest {
        ExportedRequest(summary: request, detail: detail, proxyURL: "http://127.0.0.1:8066")
    }

    private func export(_ kind: RequestExport.Kind, body: String? = nil) throws -> RequestExport {
        let (request, detail) = try sample(body: body)
        return try #require(RequestExport(kind, exported(request, detail)))
    }

    @Test(arguments: RequestExport.Kind.allCases) func tellsNoSecrets(_ kind: RequestExport.Kind) throws {
        let text = try export(kind).text
        #expect(!text.contains(Self.secret))
    }

    /// Several in one file: an entry each, in one archive where the format has one.
    @Test(arguments: RequestExport.Kind.allCases) func writesSeveral(_ kind: RequestExport.Kind) throws {
        let first = try sample()
        var second = first
        second.0.id = RequestID(rawValue: 12)
        second.1.id = RequestID(rawValue: 12)
        let export = try #require(RequestExport(kind, [exported(first.0, first.1), exported(second.0, second.1)]))
        let one = try self.export(kind).text
        #expect(export.name.hasPrefix(kind == .testCase ? "cases-19700112T" : "requests-19700112T"))
        #expect(export.name.hasSuffix("-0007-0012.\(kind.fileExtension)"))
        #expect(!export.appends)
        if kind == .httpArchive {
            let archive = try JSONValue(parsing: Array(export.text.utf8))
            guard case .array(let entries)? = archive["log"]?["entries"] else { return #expect(Bool(false)) }
            #expect(entries.count == 2)
        } else {
            #expect(export.text.hasPrefix(one) && export.text.utf8.count >= 2 * one.utf8.count)
        }
        #expect(RequestExport(kind, []) == nil)
    }

    /// Numbers begin again with each run, and with each proxy.
    @Test func filesOfDifferentRequestsHaveDifferentNames() throws {
        var (request, detail) = try sample()
        var names = [try #require(RequestExport(.curl, exported(request, detail))).name]
        request.receivedAt += 60
        names.append(try #require(RequestExport(.curl, exported(request, detail))).name)
        request.id = RequestID(RequestID(rawValue: 7), ofProxy: 0, receivedAt: 0)
        names.append(try #require(RequestExport(.curl, exported(request, detail))).name)
        request.id = RequestID(RequestID(rawValue: 7), ofProxy: 1, receivedAt: 0)
        names.append(try #require(RequestExport(.curl, exported(request, detail))).name)
        #expect(Set(names).count == 4)
        #expect(names.allSatisfy { $0.hasPrefix("request-19700112T") && $0.hasSuffix("0007.sh") })
    }

    /// A watched proxy's request names that proxy; a recording's the usual place.
    @Test func namesTheProxyThatWasAsked() throws {
        let (request, detail) = try sample()
        var snapshot = MonitorState(startedAt: 0).snapshot(after: 0)
        #expect(snapshot.exported(request, detail).proxyURL == "http://127.0.0.1:8066")
        snapshot.listening = "127.0.0.1:9000"
        #expect(snapshot.exported(request, detail).proxyURL == "http://127.0.0.1:9000")
        var other = request
        other.proxy = "gpu"
        snapshot.proxies = [
            ProxyReport(name: "here", url: "http://127.0.0.1:9000", state: .live),
            ProxyReport(name: "gpu", url: "https://gpu:8066", state: .live),
        ]
        #expect(snapshot.exported(other, detail).proxyURL == "https://gpu:8066")
        #expect(
            try #require(RequestExport(.curl, snapshot.exported(other, detail))).text.contains("'https://gpu:8066/v1"))
    }

    @Test func curlIsOneCommand() throws {
        let text = try export(.curl).text
        #expect(text.contains("curl -sS -N -X 'POST' 'http://127.0.0.1:8066/v1/chat/completions' \\\n"))
        #expect(text.contains("--data-binary @- <<'END_OF_BODY'\n{\"model\":\"m\""))
        #expect(text.hasSuffix("\nEND_OF_BODY\n"))
    }

    /// A body cannot end itself and go on as commands.
    @Test(arguments: ["\n", "\r\n"]) func bodiesCannotEscape(lineEnd: String) throws {
        let text = try export(.curl, body: "{}\(lineEnd)END_OF_BODY\nrm -rf /\nEND_OF_BODY_").text
        #expect(text.contains("<<'END_OF_BODY__'\n"))
        #expect(text.hasSuffix("\nEND_OF_BODY__\n"))
    }

    @Test(arguments: [
        ("a'b$(c)", #"'a'\''b$(c)'"#), ("", "''"), ("''", #"''\'''\'''"#), ("a'\u{301}; b", "'a'\\''\u{301}; b'"),
    ])
    func quotesForAShell(text: String, quoted: String) {
        #expect(Array(CurlCommand.quoted(text).utf8) == Array(quoted.utf8))
    }

    @Test func lineIsThatOfTheLog() throws {
        let line = try JSONValue(parsing: export(.jsonLine).text)
        #expect(line["v"]?.intValue == 1)
        #expect(line["number"]?.intValue == 7)
        #expect(line["raw"]?.stringValue == Self.raw)
        #expect(line["request"]?["model"]?.stringValue == "m")
        #expect(line["calls"]?.arrayValue?.count == 1)
        #expect(line["outcome"]?.stringValue == "finished")
    }

    @Test func archiveHasWhatTheClientGot() throws {
        let archive = try JSONValue(parsing: export(.httpArchive).text)
        let entry = try #require(archive["log"]?["entries"]?.arrayValue?.first)
        #expect(entry["response"]?["content"]?["text"]?.stringValue == "data: >\n\n")
        #expect(entry["response"]?["status"]?.intValue == 200)
        #expect(entry["request"]?["url"]?.stringValue == "http://127.0.0.1:8066/v1/chat/completions")
        for name in ["blocked", "send", "wait", "receive"] { #expect(entry["timings"]?[name] != nil, "\(name)") }
        #expect(entry["startedDateTime"]?.stringValue?.hasSuffix("Z") == true)
    }

    /// The line says what the translator makes of the text: run again, it gives the same.
    @Test func caseIsAnExample() throws {
        let example = try JSONValue(parsing: export(.testCase).text)
        #expect(example["in"]?.stringValue == Self.raw)
        #expect(example["content"]?.stringValue?.hasPrefix("I look.") == true)
        #expect(example["calls"]?.arrayValue?.first?.arrayValue?.first?.stringValue == "grep")
        #expect(example["nearMisses"]?.arrayValue?.isEmpty == false)
        #expect(example["why"]?.stringValue?.contains("#0007") == true)
        let lines = try export(.testCase).text.split(separator: "\n")
        #expect(lines.count == 1)
    }

    /// What is gone cannot be written down.
    @Test func nothingIsKept() throws {
        var (request, detail) = try sample()
        detail = RequestDetail(id: request.id)
        #expect(RequestExport(.curl, exported(request, detail)) == nil)
        #expect(RequestExport(.testCase, exported(request, detail)) == nil)
        request.phase = .decode
        #expect(RequestExport(.jsonLine, exported(request, detail)) == nil)
    }
}

extension MonitorSnapshot {
    fileprivate func request(_ number: UInt64) -> RequestSummary? { requests.first { $0.id.rawValue == number } }
}
