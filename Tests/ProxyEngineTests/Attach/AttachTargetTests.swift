import Monitoring
import ProxyEngine
import Testing

struct AttachTargetTests {
    @Test(arguments: [
        (":8066", ":8066", "http://127.0.0.1:8066"), ("9000", ":9000", "http://127.0.0.1:9000"),
        ("gpu1", "gpu1:8066", "http://gpu1:8066"), ("gpu1:80", "gpu1:80", "http://gpu1:80"),
        ("[::1]", ":8066", "http://[::1]:8066"), ("[fe80::1]:9", "[fe80::1]:9", "http://[fe80::1]:9"),
        ("https://gpu1", "gpu1:443", "https://gpu1:443"), ("http://gpu1/lst/", "gpu1:80/lst", "http://gpu1:80/lst"),
        ("big=gpu1:8066", "big", "http://gpu1:8066"), ("a-1=https://x:1", "a-1", "https://x:1"),
        ("localhost:8066/v1", ":8066", "http://localhost:8066"),
        ("unix:/run/proxy.sock", "unix:/run/proxy.sock", "unix:/run/proxy.sock"),
        ("here=unix:/run/p.sock", "here", "unix:/run/p.sock"),
    ])
    func readsWhatPeopleWrite(text: String, name: String, url: String) throws {
        let target = try AttachTarget(text)
        #expect(target.name == name)
        #expect(target.address.url == url)
    }

    @Test(arguments: ["", "a b", "ftp://x", "x:0", "x:99999", "http://", "me:you@x:1", ":"])
    func saysWhatIsWrong(text: String) {
        #expect(throws: AttachTarget.Problem.self) { try AttachTarget(text) }
    }

    @Test(arguments: [[":8066", "http://127.0.0.1:8066"], ["a=:1", "a=:2"]])
    func namesEachOnce(texts: [String]) {
        #expect(throws: AttachTarget.Problem.self) { try AttachTarget.all(texts) }
    }

    @Test func keepsToTheLettersThereAre() throws {
        let many = (1...RequestID.maximumProxies).map { ":\($0)" }
        #expect(try AttachTarget.all(many).count == RequestID.maximumProxies)
        #expect(throws: AttachTarget.Problem.self) { try AttachTarget.all(many + [":99"]) }
    }
}
