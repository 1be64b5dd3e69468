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

    private static func connectionReason(_ error: NIOConnectionError) -> String {
        if let refused = error.connectionErrors.first { return reason(refused.error) }
        if error.dnsAError != nil || error.dnsAAAAError != nil { return "the name \(error.host) cannot be resolved" }
        return "no connection"
    }

    private static func channelReason(_ error: ChannelError) -> String {
        switch error {
        case .connectTimeout(let limit): "no connection within \(limit.nanoseconds / 1_000_000_000) s"
        case .ioOnClosedChannel, .alreadyClosed, .eof, .inputClosed, .outputClosed: "the connection was closed"
        default: "\(error)"
        }
    }
}
