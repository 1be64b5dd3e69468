import ProxyEngine
import Testing

struct RouteTableTests {
    @Test(arguments: [
        ("POST", "/v1/chat/completions", Route.chat), ("POST", "/chat/completions?a=1", .chat),
        ("POST", "/v1/chat/completions/", .chat), ("GET", "/v1/chat/completions", .other),
        ("POST", "/v1/completions", .generation), ("POST", "/v1/messages", .generation),
        ("POST", "/v1/responses", .generation), ("POST", "/api/chat", .generation), ("POST", "/infill", .generation),
        ("GET", "/v1/models", .other), ("POST", "/v1/messages/count_tokens", .other), ("GET", "/", .other),
        ("POST", "/tokenize", .other), ("POST", "/V1/chat/completions", .other),
        ("GET", "/_top/health", .own(.health)), ("HEAD", "/_top/health?x", .own(.health)),
        ("POST", "/_top/control", .own(.control)), ("GET", "/_top/control", .own(.wrongMethod(allowed: "POST"))),
        ("GET", "/_top", .own(.unknown)), ("GET", "/_top/nothing", .own(.unknown)), ("GET", "/_topping", .other),
    ])
    func knowsRoutes(method: String, target: String, expected: Route) {
        #expect(RouteTable.route(method: method, target: target) == expected)
    }

    @Test func asksForThePathThatEveryBackendKnows() {
        #expect(RouteTable.upstreamTarget(route: .chat, target: "/chat/completions?x=1") == "/v1/chat/completions?x=1")
        #expect(RouteTable.upstreamTarget(route: .chat, target: "/v1/chat/completions") == "/v1/chat/completions")
        #expect(RouteTable.upstreamTarget(route: .other, target: "/models") == "/models")
    }
}
