import ProxyEngine
import Testing

struct RedactionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var expected: String
        init(_ name: String, _ text: String, _ expected: String) {
            testDescription = name
            self.text = text
            self.expected = expected
        }
    }

    static let secrets = [
        Case("OpenAI key", "use sk-proj-abcDEF1234567890xyz now", "use sk-[redacted] now"),
        Case("Anthropic key", "sk-ant-api03-AAAAbbbb1111cccc2222", "sk-[redacted]"),
        Case("Hugging Face token", "hf_abcdefghijklmnopQRST", "hf_[redacted]"),
        Case("GitHub token", "ghp_abcdefghijklmnopqrst1234", "ghp_[redacted]"),
        Case("GitHub fine-grained", "github_pat_11ABCDEFG0abcdefghij", "github_pat_[redacted]"),
        Case("AWS key id", "AKIAIOSFODNN7EXAMPLE", "AKIA[redacted]"),
        Case("after an escaped line feed", #""a\nsk-abcdefgh12345678""#, #""a\nsk-[redacted]""#),
        Case("bearer", "curl -H 'X: bearer abc.def-123~/+=='", "curl -H 'X: bearer [redacted]'"),
        Case(
            "authorization line", "Authorization: Bearer abc\nAccept: */*", "Authorization: [redacted]\nAccept: */*"),
        Case("basic", #"-H "Authorization: Basic dXNlcjpwYXNz" x"#, #"-H "Authorization: [redacted]" x"#),
        Case("bare key header", "x-api-key: abcd1234efgh\r\n", "x-api-key: [redacted]\r\n"),
        Case("cookies", "Cookie: a=b; session=1\\nfoo", "Cookie: [redacted]\\nfoo"),
        Case("set-cookie", "Set-Cookie: id=7; HttpOnly\n", "Set-Cookie: [redacted]\n"),
        Case("JSON member", #"{"api_key": "hunter", "b": 1}"#, #"{"api_key": "[redacted]", "b": 1}"#),
        Case("JSON member, camel case", #"{"apiKey":"hunter"}"#, #"{"apiKey":"[redacted]"}"#),
        Case("JSON in JSON", #""{\"api_key\": \"a\\\\\"b\"}""#, #""{\"api_key\": \"[redacted]\"}""#),
        Case("escapes in the value", #"{"password":"a\"b\\","c":1}"#, #"{"password":"[redacted]","c":1}"#),
        Case("environment", "OPENAI_API_KEY=abc123def456 ./run", "OPENAI_API_KEY=[redacted] ./run"),
        Case("Python", "client_secret = 'abc'", "client_secret = '[redacted]'"),
        Case("two in a row", "sk-abcdefgh12345678 sk-abcdefgh12345678", "sk-[redacted] sk-[redacted]"),
        Case("at the very end", "password=hunter2hunter2", "password=[redacted]"),
    ]

    static let harmless = [
        "", ":", "=", "\"", "sk-", "a: b", "sk-learn and sk-short1", "task-abcdefgh12345678",
        "the Bearer of this letter", "Bearer authentication is used", "hf_model",
        #"{"max_tokens": 100, "token": "hello", "eos_token": "</s>"}"#,
        #"{"api_key": {"type": "string"}, "password": null, "secret_key": 12345678}"#,
        "api_key: str", "api_key = os.environ2longer(x)", "Authorization: users must sign in first",
        #"{"properties":{"password":{"type":"string"}}}"#, "password:", #""api_key":""#, "Cookie: ",
        "für ähnliche Wörter: 日本語", #"{"api_key":""}"#,
    ]

    @Test(arguments: secrets)
    func secretsAreTakenOut(sample: Case) {
        #expect(Redaction.redacted(sample.text) == sample.expected)
        #expect(Redaction.redacted(Array(sample.text.utf8)) == Array(sample.expected.utf8))
    }

    @Test(arguments: harmless)
    func otherTextStays(text: String) {
        #expect(Redaction.redacted(text) == text)
    }

    /// What has been redacted stays as it is, and secrets are found wherever they stand.
    @Test(arguments: secrets)
    func redactionIsStableInAnySurroundings(sample: Case) {
        #expect(Redaction.redacted(sample.expected) == sample.expected)
        #expect(Redaction.redacted("[\n" + sample.text) == "[\n" + sample.expected)
    }

    /// Random bytes with the characters that matter: nothing traps, and JSON stays JSON.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func anyBytesAreSurvived(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "sk-", "Bearer ", "api_key", "\"", "\\", ":", "=", " ", "\n", "'", "abcdefgh12345678", "password",
            "cookie", "é", "1", "(", "authorization", "{", "}", ",",
        ]
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 0..<30, using: &random))
                .map { _ in words.randomElement(using: &random) ?? "" }.joined()
            _ = Redaction.redacted(text)
            let member = TrafficLogLineTests.json(ofString: text)
            let redacted = Redaction.redacted(member)
            #expect(TrafficLogLineTests.isJSON(redacted), "\(String(decoding: redacted, as: UTF8.self))")
        }
    }
}
