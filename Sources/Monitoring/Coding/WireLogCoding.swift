#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// The JSON shape of the bytes that passed, for programs that read the snapshot.
//
//     {"pieces": [{"side": "through", "seconds": 0.412, "text": "data: {...}\n\n"}], "skipped": 0, "tail": []}
//
// A piece that is no valid UTF-8 (a character may be cut in two) stands under `base64` instead of `text`.

extension WireLog: Codable {
    private enum Key: String, CodingKey { case pieces, skipped, tail }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            head: WirePieces(try values.decode([Piece].self, forKey: .pieces)),
            skipped: try values.decode(Int.self, forKey: .skipped),
            tail: WirePieces(try values.decode([Piece].self, forKey: .tail)))
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(head.coded, forKey: .pieces)
        try values.encode(skipped, forKey: .skipped)
        try values.encode(tail.coded, forKey: .tail)
    }

    fileprivate struct Piece: Codable {
        var side: String
        var seconds: Double
        var text: String?
        var base64: String?
    }
}

extension WireSide {
    fileprivate var name: String {
        switch self {
        case .fromBackend: "backend"
        case .toClient: "client"
        case .through: "through"
        }
    }

    fileprivate init(name: String) {
        self = name == "backend" ? .fromBackend : name == "client" ? .toClient : .through
    }
}

extension WirePieces {
    fileprivate init(_ pieces: [WireLog.Piece]) {
        self.init()
        for piece in pieces {
            let bytes =
                piece.text.map { Array($0.utf8) } ?? piece.base64.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
            let milliseconds = UInt32(exactly: (piece.seconds * 1000).rounded()) ?? 0
            (bytes ?? []).withUnsafeBytes { append($0, WireSide(name: piece.side), milliseconds: milliseconds) }
        }
    }

    fileprivate var coded: [WireLog.Piece] {
        var offset = 0
        return marks.map { mark in
            let part = bytes[offset..<offset + mark.count]
            offset += mark.count
            let text = String(validating: part, as: UTF8.self)
            return WireLog.Piece(
                side: mark.side.name, seconds: Double(mark.milliseconds) / 1000, text: text,
                base64: text == nil ? Data(part).base64EncodedString() : nil)
        }
    }
}
