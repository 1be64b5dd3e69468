import ToolCallParsing
import WireFormats

/// The models of several backends as one list in OpenAI's form. Each entry stays as its backend wrote it.
package struct ModelList: Sendable {
    private var names: Set<String> = []
    private var entries: [UInt8] = []

    package init() {}

    /// Adds the models of one backend that are `wanted` and not there yet. Returns `false` where `answer` is no such list.
    @discardableResult
    package mutating func add(_ answer: [UInt8], wanted: (String) -> Bool = { _ in true }) -> Bool {
        answer.withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            var list: Range<Int>?
            guard cursor.enterObject() else { return false }
            while let key = cursor.nextKey(), let value = cursor.skipValue() {
                if bytes.equals("data", in: key) { list = value }
            }
            guard let list, !cursor.isBroken else { return false }
            var elements = JSONCursor(bytes, at: list.lowerBound)
            guard elements.enterArray() else { return false }
            while elements.nextElement(), let entry = elements.skipValue() {
                guard let name = Self.name(bytes, entry), wanted(name) else { continue }
                append(name, bytes[entry])
            }
            return true
        }
    }

    /// Adds a model that the configuration names, and the backend perhaps does not tell.
    package mutating func add(name: String, owner: String) {
        var entry = Array(#"{"id":"#.utf8)
        JSONString.appendQuoted(name, to: &entry)
        entry += #","object":"model","created":0,"owned_by":"#.utf8
        JSONString.appendQuoted(owner, to: &entry)
        entry.append(UInt8(ascii: "}"))
        append(name, entry)
    }

    private mutating func append(_ name: String, _ entry: some Sequence<UInt8>) {
        guard names.insert(name).inserted else { return }
        if !entries.isEmpty { entries.append(UInt8(ascii: ",")) }
        entries += entry
    }

    /// The whole answer.
    package var json: [UInt8] { Array(#"{"object":"list","data":["#.utf8) + entries + Array("]}".utf8) }

    private static func name(_ bytes: UnsafeRawBufferPointer, _ entry: Range<Int>) -> String? {
        var cursor = JSONCursor(bytes, at: entry.lowerBound)
        guard cursor.enterObject() else { return nil }
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            guard bytes.equals("id", in: key), bytes[value.lowerBound] == UInt8(ascii: "\"") else { continue }
            return JSONString.unescaped(bytes.inside(value))
        }
        return nil
    }
}
