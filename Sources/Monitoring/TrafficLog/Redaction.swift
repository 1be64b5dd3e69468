/// Takes secrets out of text before it is written anywhere: keys of known shapes, bearer tokens, private keys, passwords in
/// addresses, and what is assigned to a name that says that it is secret, as in `"api_key": "..."`, `OPENAI_API_KEY=...` or
/// `Cookie: ...`.
///
/// Works on plain text and on JSON text alike, and leaves JSON valid. One pass; a text without secrets is not copied. A text
/// that would take too many steps is not written at all.
package enum Redaction {
    /// Stands where a secret stood.
    static let mark = Array("[redacted]".utf8)
    /// Stands for a text that takes more steps than ``maximumStepsPerByte``.
    package static let unchecked = "[not checked for secrets: too many places where one may begin]"
    /// Places that are looked at for each byte of a text. Sources, logs and conversations take two or three; texts that are made
    /// of beginnings of secrets without an end would take thousands, and hold up the log and its readers.
    package static let maximumStepsPerByte = 32

    /// The same text without what looks like a secret.
    package static func redacted(_ text: String) -> String {
        var text = text
        return text.withUTF8 { buffer in
            guard let secrets = secrets(in: buffer) else { return unchecked }
            return secrets.isEmpty ? nil : String(decoding: replacing(secrets, in: buffer), as: UTF8.self)
        } ?? text
    }

    /// The same JSON without what looks like a secret; a JSON string where that was not checked.
    package static func redactedJSON(_ json: [UInt8]) -> [UInt8] {
        json.withUnsafeBufferPointer { buffer in
            guard let secrets = secrets(in: buffer) else { return Array("\"\(unchecked)\"".utf8) }
            return secrets.isEmpty ? nil : replacing(secrets, in: buffer)
        } ?? json
    }

    /// A request's target without what its query gives away.
    package static func redactedTarget(_ target: String) -> String {
        guard let query = target.firstIndex(of: "?") else { return target }
        let pairs = target[target.index(after: query)...].split(separator: "&", omittingEmptySubsequences: false)
        let shown = pairs.map { pair -> String in
            guard let equals = pair.firstIndex(of: "="), equals < pair.index(before: pair.endIndex) else {
                return redacted(String(pair))
            }
            let name = String(pair[..<equals]).lowercased().filter { $0 != "-" && $0 != "_" }
            return secretParameters.contains(name) ? pair[...equals] + "[redacted]" : redacted(String(pair))
        }
        return target[...query] + shown.joined(separator: "&")
    }

    /// Names of a query's parameters, without `-` and `_`.
    private static let secretParameters: Set<String> = [
        "key", "apikey", "accesskey", "token", "accesstoken", "authtoken", "idtoken", "refreshtoken", "sessiontoken",
        "secret", "clientsecret", "password", "passwd", "auth", "authorization", "signature", "sig", "credential",
        "credentials", "code", "xamzsignature", "xamzcredential", "xamzsecuritytoken",
    ]

    /// `nil`: it takes too many steps.
    private static func secrets(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>]? {
        SecretBeginnings.shared.withTables { beginnings in
            var found: [Range<Int>] = []
            var index = 0
            let maximumSteps = text.count * maximumStepsPerByte
            var steps = 0
            while let next = beginnings.next(in: text, from: index) {
                steps += next - index + 1
                let secret =
                    switch text[next] {
                    case UInt8(ascii: ":"), UInt8(ascii: "="):
                        SecretAssignment.value(in: text, after: next, steps: &steps)
                    case UInt8(ascii: "-"): PrivateKeyBlock.inside(text, at: next, steps: &steps)
                    default: KeyShape.secret(in: text, at: next, steps: &steps)
                    }
                guard steps <= maximumSteps else { return nil }
                if let secret { found.append(secret) }
                index = secret?.upperBound ?? next + 1
            }
            return found
        }
    }

    private static func replacing(_ secrets: [Range<Int>], in text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var copied = 0
        for secret in secrets {
            output.append(contentsOf: text[copied..<secret.lowerBound])
            output.append(contentsOf: mark)
            copied = secret.upperBound
        }
        output.append(contentsOf: text[copied...])
        return output
    }
}
