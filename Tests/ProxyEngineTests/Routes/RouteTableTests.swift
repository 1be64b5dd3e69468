import ProxyEngine
import Testing
import WireFormats

struct RouteTableTests {
    @Test(arguments: [
        ("POST", "/v1/chat/completions", Route.chat), ("POST", "/chat/completions?a=1", .chat),
        ("POST", "/v1/chat/completions/", .chat), ("GET", "/v1/chat/completions", .other),
        ("POST", "/v1/completions", .generation), ("POST", "/v1/messages?beta=true", .chat),
        ("POST", "/v1/responses", .chat), ("POST", "/api/chat", .chat), ("POST", "/api/generate/", .chat),
        ("POST", "/infill", .generation), ("POST", "/api/embed", .generation),
        ("GET", "/v1/models", .other), ("POST", "/v1/messages/count_tokens", .own(.side(.countTokens))),
        ("GET", "/", .other),
        ("POST", "/tokenize", .other), ("POST", "/V1/chat/completions", .other),
        ("GET", "/_top/health", .own(.health)), ("HEAD", "/_top/health?x", .own(.health)),
        ("POST", "/_top/control", .own(.control)), ("GET", "/_top/control", .own(.wrongMethod(allowed: "POST"))),
        ("GET", "/_top", .own(.unknown)), ("GET", "/_top/nothing", .own(.unknown)), ("GET", "/_topping", .other),
    ])
    func knowsRoutes(method: String, target: String, expected: Route) {
        #expect(RouteTable.route(method: method, target: target) == expected)
    }

    @Test func asksForThePathThatEveryBackendKnows() {
        #expect(
            RouteTable.upstreamTarget(route: .chat, wire: .chat, target: "/chat/completions?x=1")
                == "/v1/chat/completions?x=1")
        #expect(
            RouteTable.upstreamTarget(route: .chat, wire: .chat, target: "/v1/chat/completions")
                == "/v1/chat/completions")
        #expect(RouteTable.upstreamTarget(route: .other, wire: .chat, target: "/models") == "/models")
    }
}
