import NIOCore
import NIOPosix

/// Errors of the network in words for people.
enum ErrorText {
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError: connectionReason(error)
        case let error as ChannelError: channelReason(error)
        case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
        default: "\(error)"
        }
    }

    /// A time limit, to a tenth of a second.
    static func seconds(_ limit: TimeAmount) -> String { "\(Double(limit.nanoseconds / 100_000_000) / 10) s" }

    /// BoringSSL's own word for what went wrong, without its source lines.
    static func tlsReason(_ error: any Error) -> String {
        let text = "\(error)"
        guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return text }
        let word = text[mark.upperBound...].prefix { $0 != " " && $0 != "]" }
        switch word {
        case "CERTIFICATE_VERIFY_FAILED": return "nobody that is trusted vouches for its certificate"
        case "WRONG_VERSION_NUMBER": return "it does not speak TLS on this port"
        default: return word.lowercased().split(separator: "_").joined(separator: " ")
        }
    }

    /// A parser's error, `invalidHeaderToken`, as words: `invalid header token`.
    static func parserReason(_ error: any Error) -> String {
        var words = ""
        for character in "\(error)" {
            if character.isUppercase { words += " " }
            words += character.lowercased()
        }
        return words
    }

    private static func connectionReason(_ error: NIOConnectionError) -> String {
        if let refused = error.connectionErrors.first { return reason(refused.error) }
        if error.dnsAError != nil || error.dnsAAAAError != nil { return "the name \(error.host) cannot be resolved" }
        return "no connection"
    }

    private static func channelReason(_ error: ChannelError) -> String {
        switch error {
        case .connectTimeout(let limit): "no connection within \(seconds(limit))"
        case .ioOnClosedChannel, .alreadyClosed, .eof, .inputClosed, .outputClosed: "the connection was closed"
        default: "\(error)"
        }
    }
}
