import Monitoring
import ProxyEngine
import Testing

struct BrowserRulesTests {
    private let rules = BrowserRules(
        host: "box.lan", allowed: ["https://chat.example.com", "chrome-extension://*"].compactMap { OriginPattern($0) })

    private func request(
        _ host: String, origin: String? = nil, method: String = "GET", type: String? = nil, site: String = "",
        mode: String = "", hasKey: Bool = false, target: String = "/v1/models"
    ) -> BrowserRules.Request {
        var request = BrowserRules.Request(method: method, target: target)
        request.host = host
        request.origins = origin.map { [$0] } ?? []
        request.contentType = type
        request.site = site
        request.mode = mode
        request.hasKey = hasKey
        return request
    }

    private func isAllowed(_ request: BrowserRules.Request, _ route: Route = .other) -> Bool {
        if case .allowed = rules.verdict(on: request, route: route) { true } else { false }
    }

    @Test(arguments: [
        ("localhost:8066", true), ("LOCALHOST", true), ("app.localhost", true), ("127.0.0.1:80", true),
        ("[::1]:8066", true), ("192.168.1.5", true), ("box.lan:8066", true), ("evil.example", false),
        ("localhost.evil.example", false), ("127.0.0.1.evil.example", false), ("1.2.3", false), ("ollama:8066", true),
        ("chat.example.com", true), ("gpu.local", true), ("", true),
    ])
    func trustsOnlyNamesThatCannotBeRebound(host: String, expected: Bool) {
        #expect(isAllowed(request(host)) == expected)
        #expect(isAllowed(request(host, hasKey: true)))
    }

    @Test(arguments: [
        ("http://localhost:8066", "localhost:8066", true), ("https://localhost:8066", "localhost:8066", true),
        ("http://localhost:9999", "localhost:8066", true), ("http://evil.example", "localhost:8066", false),
        ("null", "localhost:8066", false), ("http://localhost:8066.evil", "localhost:8066", false),
        ("http://127.0.0.1:3000", "192.168.1.5:8066", true), ("http://192.168.1.5:8066", "192.168.1.5:8066", true),
        ("http://192.168.1.5:3000", "192.168.1.5:8066", false), ("http://box.lan:8066", "box.lan:8066", true),
        ("http://box.lan", "box.lan:80", true), ("https://chat.example.com", "localhost", true),
        ("http://chat.example.com", "localhost", false), ("https://chat.example.com.evil", "localhost", false),
        ("chrome-extension://abc", "localhost", true), ("moz-extension://abc", "localhost", false),
        ("file://localhost", "localhost", false), ("file://", "localhost", false), ("app://localhost", "x", false),
        ("http://127.evil.example", "localhost", false), ("http://localhost@evil.example", "localhost", false),
        ("", "localhost", false), ("http://app.localhost:3000", "localhost", true),
    ])
    func allowsPagesOfItsOwnOfThisMachineAndThoseNamed(origin: String, host: String, expected: Bool) {
        #expect(isAllowed(request(host, origin: origin)) == expected)
        // A key says nothing about the page: who may ask without one may be told no all the same.
        #expect(isAllowed(request(host, origin: origin, hasKey: true)) == expected)
    }

    @Test func takesNoTwoOrigins() {
        var request = request("localhost", origin: "http://localhost")
        #expect(isAllowed(request))
        request.origins.append("http://localhost")
        #expect(!isAllowed(request))
    }

    @Test func answersQuestionsBeforehand() {
        var request = request("localhost", origin: "https://chat.example.com", method: "OPTIONS")
        request.requestedMethod = "POST"
        request.requestedFields = "authorization, content-type,X-Stainless-OS, anthropic-beta, cookie"
        request.asksForPrivateNetwork = true
        guard case .preflight(let fields) = rules.verdict(on: request, route: .other) else {
            Issue.record("no preflight")
            return
        }
        #expect(fields["Access-Control-Allow-Origin"] == "https://chat.example.com")
        #expect(fields["Access-Control-Allow-Methods"] == "POST")
        #expect(fields["Access-Control-Allow-Headers"] == "authorization, content-type, x-stainless-os, anthropic-beta")
        #expect(fields["Access-Control-Allow-Private-Network"] == "true")
        #expect(fields["Vary"]?.hasPrefix("Origin") == true)
        #expect(fields["Access-Control-Allow-Credentials"] == nil)
        request.origins = ["https://evil.example"]
        guard case .refused(let error) = rules.verdict(on: request, route: .other) else {
            Issue.record("not refused")
            return
        }
        #expect(error.status == 403)
    }

    /// What a page of another site loads without asking: pictures, scripts. A link that its user follows is none of these.
    @Test(arguments: [
        ("cross-site", "no-cors", false), ("cross-site", "navigate", true), ("same-origin", "cors", true),
        ("same-site", "no-cors", true), ("none", "navigate", true), ("", "", true), ("cross-site", "", false),
    ])
    func nothingIsLoadedFromOtherSites(site: String, mode: String, expected: Bool) {
        #expect(isAllowed(request("localhost", site: site, mode: mode)) == expected)
    }

    @Test(
        arguments: [
            (nil, false), ("text/plain", false), ("text/plain;charset=UTF-8", false),
            ("multipart/form-data; a=b", false),
            ("application/x-www-form-urlencoded", false), ("TEXT/PLAIN", false), ("application/json", true),
            ("application/json; charset=utf-8", true), ("application/octet-stream", true),
        ] as [(String?, Bool)])
    func pagesSendNoSimpleTypesToModels(type: String?, expected: Bool) {
        let page = request("localhost", origin: "http://localhost:3000", method: "POST", type: type)
        #expect(isAllowed(page, .chat) == expected)
        #expect(isAllowed(page, .generation) == expected)
        #expect(isAllowed(page, .other))
        var form = page
        form.target = "/v1/audio/transcriptions"
        #expect(isAllowed(form, .generation))
        // curl -d sends a form's type, and is no browser.
        #expect(isAllowed(request("localhost", method: "POST", type: type), .chat))
        let order = request("localhost", method: "POST", type: type)
        #expect(isAllowed(order, .own(.control)) == (type?.hasPrefix("application/json") ?? false))
    }
}
