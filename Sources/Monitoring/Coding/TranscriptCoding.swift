#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// The JSON shape of transcripts, for programs that read the snapshot.
//
//     {"raw": "...", "truncated": false, "parts": [
//         {"kind": "content", "text": "I will look.", "span": [0, 12]},
//         {"kind": "call", "index": 0, "id": "call_1", "name": "read_file", "dialect": "hermes-json",
//          "text": "{\"path\":\"a\"}", "span": [12, 80]}]}
//
// Where the middle of a long answer is not kept, "gaps" tells how many bytes of the raw text are missing before which byte of
// `raw`, and "cuts" before which of the parts so many are missing: [{"part": 1, "bytes": 70000, "call": 0}].
//
// Spans count bytes of `raw`. Model text that is no valid UTF-8 stands under `raw_base64` instead of `raw`, because a
// repaired text would no longer fit the spans.

extension Transcript: Codable {
    private enum Key: String, CodingKey {
        case raw
        case rawBase64 = "raw_base64"
        case parts, truncated, gaps, cuts
    }

    /// Parts that say that something is not kept stand apart: whoever does not know them misses nothing else.
    private struct Cut: Codable {
        var part: Int
        var bytes: Int
        var call: Int?
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let raw: [UInt8]
        if let text = try values.decodeIfPresent(String.self, forKey: .raw) {
            raw = Array(text.utf8)
        } else {
            let text = try values.decode(String.self, forKey: .rawBase64)
            guard let bytes = Data(base64Encoded: text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .rawBase64, in: values, debugDescription: "not base64")
            }
            raw = Array(bytes)
        }
        var parts = try values.decode([TranscriptPart].self, forKey: .parts)
        for cut in (try values.decodeIfPresent([Cut].self, forKey: .cuts) ?? []).reversed() {
            let index = min(max(0, cut.part), parts.count)
            let place = index < parts.count ? parts[index].span.lowerBound : parts.last?.span.upperBound ?? 0
            parts.insert(
                TranscriptPart(.gap(bytes: max(0, cut.bytes), call: cut.call), span: place..<place), at: index)
        }
        self.init(
            raw: raw, parts: parts, isTruncated: try values.decode(Bool.self, forKey: .truncated),
            gaps: try values.decodeIfPresent([Gap].self, forKey: .gaps) ?? [])
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        if let text = String(validating: raw, as: UTF8.self) {
            try values.encode(text, forKey: .raw)
        } else {
            try values.encode(Data(raw).base64EncodedString(), forKey: .rawBase64)
        }
        var cuts: [Cut] = []
        var told: [TranscriptPart] = []
        for part in parts {
            if case .gap(let bytes, let call) = part.kind {
                cuts.append(Cut(part: told.count, bytes: bytes, call: call))
            } else {
                told.append(part)
            }
        }
        try values.encode(told, forKey: .parts)
        if !cuts.isEmpty { try values.encode(cuts, forKey: .cuts) }
        if !gaps.isEmpty { try values.encode(gaps, forKey: .gaps) }
        try values.encode(isTruncated, forKey: .truncated)
    }
}

extension TranscriptPart: Codable {
    private enum Key: String, CodingKey {
        case kind, text, span, index, id, name, dialect, repair, reason
    }

    private enum Tag: String, Codable {
        case reasoning, content, notice, call, arguments, removed, repair
        case nearMiss = "near-miss"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let kind: Kind
        switch try values.decode(Tag.self, forKey: .kind) {
        case .reasoning: kind = .reasoning
        case .content: kind = .content
        case .notice: kind = .notice
        case .removed: kind = .removed
        case .arguments: kind = .arguments(index: try values.decode(Int.self, forKey: .index))
        case .repair: kind = .repair(try values.decode(String.self, forKey: .repair))
        case .nearMiss:
            kind = .nearMiss(
                dialect: try values.decode(String.self, forKey: .dialect),
                reason: try values.decode(String.self, forKey: .reason))
        case .call:
            kind = .call(
                index: try values.decode(Int.self, forKey: .index), id: try values.decode(String.self, forKey: .id),
                name: try values.decode(String.self, forKey: .name),
                dialect: try values.decode(String.self, forKey: .dialect))
        }
        let span = try values.decode(Range<Int>.self, forKey: .span)
        guard span.lowerBound >= 0 else {
            throw DecodingError.dataCorruptedError(forKey: .span, in: values, debugDescription: "a negative place")
        }
        self.init(
            kind, text: try values.decodeIfPresent(String.self, forKey: .text) ?? "",
            span: span)
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch kind {
        case .reasoning: try values.encode(Tag.reasoning, forKey: .kind)
        case .content: try values.encode(Tag.content, forKey: .kind)
        case .notice: try values.encode(Tag.notice, forKey: .kind)
        case .removed: try values.encode(Tag.removed, forKey: .kind)
        case .arguments(let index):
            try values.encode(Tag.arguments, forKey: .kind)
            try values.encode(index, forKey: .index)
        case .repair(let repair):
            try values.encode(Tag.repair, forKey: .kind)
            try values.encode(repair, forKey: .repair)
        case .nearMiss(let dialect, let reason):
            try values.encode(Tag.nearMiss, forKey: .kind)
            try values.encode(dialect, forKey: .dialect)
            try values.encode(reason, forKey: .reason)
        // Not among the parts: see `Transcript`.
        case .gap: try values.encode(Tag.removed, forKey: .kind)
        case .call(let index, let id, let name, let dialect):
            try values.encode(Tag.call, forKey: .kind)
            try values.encode(index, forKey: .index)
            try values.encode(id, forKey: .id)
            try values.encode(name, forKey: .name)
            try values.encode(dialect, forKey: .dialect)
        }
        if !text.isEmpty { try values.encode(text, forKey: .text) }
        try values.encode(span, forKey: .span)
    }
}
