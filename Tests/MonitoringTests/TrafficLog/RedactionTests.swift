import Monitoring
import TestSupport
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
        Case("JWT", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_DEF-123 here", "got eyJ[redacted] here"),
        Case("Slack", "xapp-1-A0123456789-abcdef", "xapp-[redacted]"),
        Case("Stripe", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "sk_live_[redacted]"),
        Case("npm", "npm_abcdEFGH1234ijklMNOP5678", "npm_[redacted]"),
        Case("xAI", "xai-abcdEFGH1234ijklMNOP", "xai-[redacted]"),
        Case("GitHub refresh token", "ghr_abcdefghijklmnopqrst1234", "ghr_[redacted]"),
        Case("Google access token", "ya29.a0AfH6SMBx-abc_123", "ya29.[redacted]"),
        Case(
            "AWS secret", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "aws_secret_access_key = [redacted]"),
        Case("address", "postgres://u:hunter2@db:5432/x?a=b", "postgres://u:[redacted]@db:5432/x?a=b"),
        Case("token", #"{"token": "abcd-efgh-1234-5678"}"#, #"{"token": "[redacted]"}"#),
        Case("secret", #"{"secret":"s3cr3t-s3cr3t-s3cr3t"}"#, #"{"secret":"[redacted]"}"#),
        Case("token in an environment", "export MY_TOKEN=abcd1234efgh5678", "export MY_TOKEN=[redacted]"),
        Case(
            "private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nABC=\n-----END RSA PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----\n"),
        Case(
            "private key in JSON", #"{"k":"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"}"#,
            #"{"k":"-----BEGIN PRIVATE KEY-----[redacted]-----END PRIVATE KEY-----\n"}"#),
        Case("at the very end", "password=hunter2hunter2", "password=[redacted]"),
    ]

    static let harmless = [
        "", ":", "=", "\"", "sk-", "a: b", "sk-learn and sk-short1", "task-abcdefgh12345678",
        "the Bearer of this letter", "Bearer authentication is used", "hf_model",
        #"{"max_tokens": 100, "token": "hello", "eos_token": "</s>"}"#,
        #"{"api_key": {"type": "string"}, "password": null, "secret_key": 12345678}"#,
        "api_key: str", "api_key = os.environ2longer(x)", "Authorization: users must sign in first",
        #"{"properties":{"password":{"type":"string"}}}"#, "password:", #""api_key":""#, "Cookie: ",
        "eyJ", "eyJustAWord and more words", "npm_config",
        "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        "-----", "see https://example.com:8080/a@b", "ssh://git@github.com/x", #"{"token":"Hello","logprob":-0.1}"#,
        #"{"token": "<|im_start|>assistant1", "secret": "a"}"#, "the secret: never stop",
        "für ähnliche Wörter: 日本語", #"{"api_key":""}"#,
    ]

    @Test(arguments: secrets)
    func secretsAreTakenOut(sample: Case) {
        #expect(Redaction.redacted(sample.text) == sample.expected)
        #expect(Redaction.redactedJSON(Array(sample.text.utf8)) == Array(sample.expected.utf8))
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

    @Test(arguments: [
        ("/v1/models", "/v1/models"), ("/v1/x?a=b&c", "/v1/x?a=b&c"), ("/x?api_key=abc", "/x?api_key=[redacted]"),
        ("/x?key=AIzaAbc&alt=sse", "/x?key=[redacted]&alt=sse"),
        ("/x?access-token=1&b=2", "/x?access-token=[redacted]&b=2"),
        ("/x?q=sk-abcdefgh12345678", "/x?q=sk-[redacted]"), ("/x?key=", "/x?key="), ("/x?", "/x?"),
        ("/x?monkey=1", "/x?monkey=1"),
    ])
    func queriesGiveNothingAway(target: String, shown: String) {
        #expect(Redaction.redactedTarget(target) == shown)
    }

    /// Beginnings of secrets without an end, each of which is read on for kilobytes.
    static let beginnings = ["sk-", "eyJ-", "token:", "apikey:", "authorization: ", "cookie = "]

    /// What takes too many steps is not written, with whatever else it holds.
    @Test(arguments: beginnings)
    func tooManyBeginningsAreNotChecked(beginning: String) {
        let text = String(repeating: beginning, count: 2_000)
        #expect(Redaction.redacted(text) == Redaction.unchecked)
        #expect(Redaction.redacted("sk-abcdefgh12345678 " + text) == Redaction.unchecked)
        #expect(Redaction.redacted(String(repeating: beginning, count: 10)) != Redaction.unchecked)
    }

    /// It stays JSON where it was.
    @Test func whatIsNotCheckedSaysSo() {
        let text = String(repeating: "sk-", count: 20_000)
        #expect(Redaction.redacted(text) == Redaction.unchecked)
        let json = Redaction.redactedJSON(TrafficLogLineTests.json(ofString: text))
        #expect(json == Array("\"\(Redaction.unchecked)\"".utf8))
        #expect(TrafficLogLineTests.isJSON(json))
    }

    /// Many secrets, and many words that are nearly some, are no reason to give up.
    @Test func denseTextsAreChecked() {
        let texts = Self.secrets.map(\.text) + Self.secrets.map(\.expected) + Self.harmless
        for separator in ["", " ", "\n"] {
            let text = (0..<50).map { _ in texts.joined(separator: separator) }.joined(separator: separator)
            #expect(Redaction.redacted(text) != Redaction.unchecked)
        }
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
            let redacted = Redaction.redactedJSON(member)
            #expect(TrafficLogLineTests.isJSON(redacted), "\(String(decoding: redacted, as: UTF8.self))")
        }
    }
}
