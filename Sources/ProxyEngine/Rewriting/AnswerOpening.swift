/// What a backend's good answer is, by its first bytes: an event stream under another type, or JSON that calls itself one.
/// Holds back what has come until that is clear, which the first byte nearly always tells.
package struct AnswerOpening {
    private static let fields = ["data", "event", "id", "retry", "error"].map { Array($0.utf8) }
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// Blank lines before an answer; more is none.
    private static let maximumBytes = 64 << 10

    private let told: String?
    /// What has come so far.
    package private(set) var bytes: [UInt8] = []

    /// `contentType`: what the head says.
    package init(contentType: String?) { told = contentType }

    package mutating func receive(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }

    /// As what the answer is to be read.
    package struct Reading: Equatable, Sendable {
        package var contentType: String?
        package init(contentType: String?) { self.contentType = contentType }
    }

    /// `nil`: the next bytes will tell, unless it `isOver`.
    package func reading(isOver: Bool) -> Reading? {
        let isToldStream = told?.lowercased().hasPrefix("text/event-stream") ?? false
        switch kind {
        case .stream: return Reading(contentType: isToldStream ? told : "text/event-stream")
        case .body: return Reading(contentType: isToldStream ? "application/json" : told)
        case .other: return Reading(contentType: told)
        case nil: return isOver || bytes.count > Self.maximumBytes ? Reading(contentType: told) : nil
        }
    }

    private enum Kind { case stream, body, other }

    private var kind: Kind? {
        var rest = bytes[...]
        if Self.byteOrderMark.starts(with: rest), rest.count < Self.byteOrderMark.count { return nil }
        if rest.starts(with: Self.byteOrderMark) { rest = rest.dropFirst(3) }
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        switch rest.first {
        case nil: return nil
        case UInt8(ascii: ":"): return .stream
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "<"): return .body
        default: break
        }
        for field in Self.fields {
            if field.starts(with: rest) { return nil }
            guard rest.starts(with: field), let next = rest.dropFirst(field.count).first else { continue }
            if next == UInt8(ascii: ":") || next == 0x0A || next == 0x0D { return .stream }
        }
        return .other
    }
}
