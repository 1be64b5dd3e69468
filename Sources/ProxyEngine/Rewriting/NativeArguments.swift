import ToolCallParsing
import WireFormats

/// The arguments of a call that the backend gave itself, while they arrive.
///
/// As long as they are JSON they go on at once. From the piece on with which they are none they wait for the end of the
/// call, so that the whole can be put right; what cannot be goes on as it was written, and the client's own reader tells the
/// model.
struct NativeArguments {
    private(set) var written: [UInt8] = []
    private var told = 0
    private var prefix = JSONProgress()
    /// They are no JSON as they stand.
    private(set) var isDamaged = false
    private(set) var isRepaired = false
    /// Nothing but an object without members has come.
    private(set) var isBare = true
    /// Of the last byte that is no white space. Kept, since arguments may come in any number of pieces.
    private var lastMark: Int?

    /// They are all there, as JSON.
    var isWhole: Bool { !isDamaged && prefix.isWhole }

    /// Takes more of them; what can go on.
    mutating func receive(_ bytes: [UInt8]) -> [UInt8] {
        let start = written.count
        written += bytes
        isBare = isBare && bytes.allSatisfy { $0 <= 0x20 || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
        if let place = bytes.lastIndex(where: { $0 > 0x20 }) { lastMark = start + place }
        guard !isDamaged else { return [] }
        let error = bytes.withUnsafeBytes { prefix.readObject($0) }
        // A quote token within a string is JSON, and nothing that the model meant.
        if error != nil || LeakedQuotes.hasToken(written, from: start) {
            isDamaged = true
            return []
        }
        return tell()
    }

    /// An object without members waits, since some backends send it before the arguments proper, and so do what may become a
    /// quote token, and a comma that may be one too many.
    private mutating func tell() -> [UInt8] {
        guard !isBare || !prefix.isWhole else { return [] }
        let start = told
        told = max(told, written.count - heldCount)
        return Array(written[start..<told])
    }

    private var heldCount: Int {
        let last = written[told...].suffix(2)
        if last.last == UInt8(ascii: "<") { return 1 }
        if last.elementsEqual(LeakedQuotes.start) { return 2 }
        guard !prefix.isInString, let lastMark, lastMark >= told, written[lastMark] == UInt8(ascii: ",") else {
            return 0
        }
        return written.count - lastMark
    }

    /// The call is complete: what is still to be told. `isCut`: the answer broke off in it.
    mutating func finish(isCut: Bool, tool: ToolDeclaration?) -> [UInt8] {
        guard isDamaged else {
            let rest = Array(written[told...])
            told = written.count
            guard !isCut, !prefix.isWhole, prefix.lacksOnlyBrackets else { return rest }
            isRepaired = true
            return rest + prefix.missingBrackets
        }
        let rest = Array(written[told...])
        guard !isCut, let repaired = repaired(tool), repaired.starts(with: written[..<told]) else {
            told = written.count
            return rest
        }
        isRepaired = true
        let end = told
        told = written.count
        return Array(repaired[end...])
    }

    /// The whole as one JSON object; `nil`: it cannot be read.
    private func repaired(_ tool: ToolDeclaration?) -> [UInt8]? {
        if let object = Self.lastOfSeveral(written) { return object }
        let text = String(decoding: written, as: UTF8.self)
        if text.trimmed == "null" { return Array("{}".utf8) }
        let isJSON = (try? JSONValue(parsing: written)) != nil
        let plain = isJSON ? LeakedQuotes.unwrapped(text) : LeakedQuotes.removed(text)
        if isJSON, plain == nil { return nil }
        return JSONRepair.object(plain ?? text, tool: tool?.name, tools: tool.map { [$0] } ?? []).map { Array($0.utf8) }
    }

    /// Of several objects one after another the last, where the others are empty or the same. `nil`: they are something else.
    private static func lastOfSeveral(_ text: [UInt8]) -> [UInt8]? {
        var objects: [JSONValue] = []
        var last: ArraySlice<UInt8> = []
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0 > 0x20 }) {
            var prefix = JSONProgress()
            let count = rest[start...].withUnsafeBytes { prefix.readObject($0) }
            let next = count.map { start + $0 } ?? rest.endIndex
            guard prefix.isWhole, let mark = rest[..<next].lastIndex(where: { $0 > 0x20 }),
                let value = try? JSONValue(parsing: Array(rest[start...mark]))
            else { return nil }
            objects.append(value)
            last = rest[start...mark]
            rest = rest[next...]
        }
        guard objects.count > 1, let meant = objects.last else { return nil }
        let areTheSame = objects.allSatisfy { $0 == meant || $0 == .object([]) }
        return areTheSame ? Array(last) : nil
    }
}

extension String {
    fileprivate var trimmed: Substring {
        let start = drop { $0.isWhitespace }
        let end = start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex
        return start[..<end]
    }
}
