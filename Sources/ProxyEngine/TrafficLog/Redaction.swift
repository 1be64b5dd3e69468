/// Takes secrets out of text before it is written anywhere: keys of known shapes, bearer tokens, private keys, passwords in
/// addresses, and what is assigned to a name that says that it is secret, as in `"api_key": "..."`, `OPENAI_API_KEY=...` or
/// `Cookie: ...`.
///
/// Works on plain text and on JSON text alike, and leaves JSON valid. One pass; a text without secrets is not copied.
package enum Redaction {
    /// Stands where a secret stood.
    static let mark = Array("[redacted]".utf8)

    /// The same text without what looks like a secret.
    package static func redacted(_ text: String) -> String {
        var text = text
        return text.withUTF8 { buffer in
            let secrets = secrets(in: buffer)
            return secrets.isEmpty ? nil : String(decoding: replacing(secrets, in: buffer), as: UTF8.self)
        } ?? text
    }

    package static func redacted(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBufferPointer { buffer in
            let secrets = secrets(in: buffer)
            return secrets.isEmpty ? nil : replacing(secrets, in: buffer)
        } ?? bytes
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

    private static func secrets(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < text.count {
            let secret: Range<Int>?
            switch text[index] {
            case UInt8(ascii: ":"), UInt8(ascii: "="): secret = SecretAssignment.value(in: text, after: index)
            case UInt8(ascii: "-"): secret = PrivateKeyBlock.inside(text, at: index)
            case let byte where KeyShape.canBegin(byte): secret = KeyShape.secret(in: text, at: index)
            default: secret = nil
            }
            if let secret {
                found.append(secret)
                index = secret.upperBound
            } else {
                index += 1
            }
        }
        return found
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
