#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The JSON of `GET /_top/snapshot`.
///
/// Other programs read it, so its shape is a contract: `"version"` is 1 as long as members are only added; a member
/// that is removed or means something else raises it. Members stand in alphabetical order. What is not known is absent,
/// never zero. Times are seconds since 1970, durations end in `Seconds`, request ids are numbers.
package enum SnapshotJSON {
    package static func encode(_ snapshot: MonitorSnapshot) throws -> Data { try encoded(snapshot) }

    /// The same for people and programs that look once: with a sentence on each request that runs, too.
    package static func encodeTold(_ snapshot: MonitorSnapshot) throws -> Data {
        var snapshot = snapshot
        for index in snapshot.requests.indices where snapshot.requests[index].sentence == nil {
            snapshot.requests[index].sentence = RequestSentence.of(snapshot.requests[index], at: snapshot.now)
        }
        return try encoded(snapshot)
    }

    /// The JSON of `GET /_top/requests/ID`.
    package static func encode(_ detail: RequestDetail) throws -> Data { try encoded(detail) }

    private static func encoded(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// Reads what `encode` wrote, of this version or with members that are not known here. Throws `DecodingError`.
    package static func decode(_ json: Data) throws -> MonitorSnapshot {
        try JSONDecoder().decode(MonitorSnapshot.self, from: Data(ForeignNumbers.tamed(Array(json))))
    }

    /// The same for what `encode` wrote of a request's detail.
    package static func decodeDetail(_ json: Data) throws -> RequestDetail {
        try JSONDecoder().decode(RequestDetail.self, from: Data(ForeignNumbers.tamed(Array(json))))
    }
}
