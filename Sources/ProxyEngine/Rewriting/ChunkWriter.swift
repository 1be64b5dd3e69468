import ToolCallParsing
import WireFormats

/// Writes chunks of one response: all with the same identity, the one of the backend's first chunk.
struct ChunkWriter {
    /// Identity members as JSON text.
    private var id: [UInt8] = []
    private var created: [UInt8] = []
    private var model: [UInt8] = []
    private var fingerprint: [UInt8] = []
    private var isKnown = false

    private static let object = Array("\"chat.completion.chunk\"".utf8)

    /// Takes the identity from the first chunk.
    mutating func adopt(_ chunk: ChatChunk, _ payload: UnsafeRawBufferPointer, madeUpID: () -> String) {
        guard !isKnown else { return }
        isKnown = true
        id = chunk.id.map { Array(payload[$0]) } ?? []
        if id.first != UInt8(ascii: "\"") || id.count <= 2 { id = Array("\"\(madeUpID())\"".utf8) }
        created = chunk.created.map { Array(payload[$0]) } ?? []
        if created.first.map({ 0x30...0x39 ~= $0 }) != true { created = Array("0".utf8) }
        model = chunk.model.map { Array(payload[$0]) } ?? []
        if model.first != UInt8(ascii: "\"") { model = Array("\"\"".utf8) }
        fingerprint = chunk.fingerprint.map { Array(payload[$0]) } ?? []
    }

    /// Whether a chunk's identity is the response's.
    func isIdentical(_ chunk: ChatChunk, _ payload: UnsafeRawBufferPointer) -> Bool {
        guard let chunkID = chunk.id, payload.equals(id, in: chunkID), let object = chunk.object else { return false }
        guard payload.equals(Self.object, in: object), let time = chunk.created else { return false }
        guard payload.equals(created, in: time) else { return false }
        return chunk.model.map { payload.equals(model, in: $0) } ?? false
    }

    /// What has to be changed in a chunk so that its identity is the response's.
    func corrections(of chunk: ChatChunk, _ payload: UnsafeRawBufferPointer) -> [Splice] {
        var splices: [Splice] = []
        var missing: [UInt8] = []
        for (range, key, value) in [
            (chunk.id, "id", id), (chunk.object, "object", Self.object), (chunk.created, "created", created),
            (chunk.model, "model", model),
        ] {
            if let range {
                if !payload.equals(value, in: range) { splices.append(Splice(range: range, text: value)) }
            } else {
                missing += Array("\"\(key)\":".utf8) + value + [UInt8(ascii: ",")]
            }
        }
        if !missing.isEmpty, let brace = payload.firstIndex(of: UInt8(ascii: "{")) {
            splices.append(Splice(range: brace + 1..<brace + 1, text: missing))
        }
        return splices
    }

    /// The identity as members of an object of the type `object`.
    func members(object: String) -> [JSONMember] {
        var members = [
            JSONMember(key: "id", value: Self.value(id)),
            JSONMember(key: "object", value: .string(object)),
            JSONMember(key: "created", value: Self.value(created)), JSONMember(key: "model", value: Self.value(model)),
        ]
        if !fingerprint.isEmpty {
            members.append(JSONMember(key: "system_fingerprint", value: Self.value(fingerprint)))
        }
        return members
    }

    private static func value(_ text: [UInt8]) -> JSONValue { (try? JSONValue(parsing: text)) ?? .null }

    // MARK: Chunks

    /// Begins a chunk of one choice, up to its delta.
    func begin(choice: Int, into output: inout [UInt8]) {
        output.append("data: ")
        head(into: &output)
        output.append("\"choices\":[{\"index\":")
        output.append(contentsOf: String(choice).utf8)
        output.append(",\"delta\":")
    }

    /// Ends it, without a finish reason.
    func end(into output: inout [UInt8]) { output.append(",\"finish_reason\":null}]}\n\n") }

    private func head(into output: inout [UInt8]) {
        output.append("{\"id\":")
        output.append(contentsOf: id)
        output.append(",\"object\":\"chat.completion.chunk\",\"created\":")
        output.append(contentsOf: created)
        output.append(",\"model\":")
        output.append(contentsOf: model)
        if !fingerprint.isEmpty {
            output.append(",\"system_fingerprint\":")
            output.append(contentsOf: fingerprint)
        }
        output.append(",")
    }

    /// A text delta under `key`.
    func text(_ bytes: UnsafeRawBufferPointer, key: StaticString, choice: Int, into output: inout [UInt8]) {
        begin(choice: choice, into: &output)
        output.append("{\"")
        output.append(key)
        output.append("\":\"")
        JSONString.appendEscaped(bytes, to: &output)
        output.append("\"}")
        end(into: &output)
    }

    func role(choice: Int, into output: inout [UInt8]) {
        begin(choice: choice, into: &output)
        output.append("{\"role\":\"assistant\",\"content\":\"\"}")
        end(into: &output)
    }

    func callHead(index: Int, id: String, name: String, choice: Int, into output: inout [UInt8]) {
        begin(choice: choice, into: &output)
        output.append("{\"tool_calls\":[{\"index\":")
        output.append(contentsOf: String(index).utf8)
        output.append(",\"id\":")
        JSONString.appendQuoted(id, to: &output)
        output.append(",\"type\":\"function\",\"function\":{\"name\":")
        JSONString.appendQuoted(name, to: &output)
        output.append(",\"arguments\":\"\"}}]}")
        end(into: &output)
    }

    func arguments(_ bytes: UnsafeRawBufferPointer, index: Int, choice: Int, into output: inout [UInt8]) {
        begin(choice: choice, into: &output)
        output.append("{\"tool_calls\":[{\"index\":")
        output.append(contentsOf: String(index).utf8)
        output.append(",\"function\":{\"arguments\":\"")
        JSONString.appendEscaped(bytes, to: &output)
        output.append("\"}}]}")
        end(into: &output)
    }

    func finish(reason: String, choice: Int, into output: inout [UInt8]) {
        begin(choice: choice, into: &output)
        output.append("{},\"finish_reason\":")
        JSONString.appendQuoted(reason, to: &output)
        output.append("}]}\n\n")
    }

    /// The chunk that only carries `usage`, a JSON object; `timings` beside it, where the backend gives them.
    func usage(_ usage: [UInt8], timings: [UInt8], into output: inout [UInt8]) {
        output.append("data: ")
        head(into: &output)
        output.append("\"choices\":[],\"usage\":")
        output.append(contentsOf: usage)
        if !timings.isEmpty {
            output.append(",\"timings\":")
            output.append(contentsOf: timings)
        }
        output.append("}\n\n")
    }

    // MARK: Events that are no chunks

    static func done(into output: inout [UInt8]) { output.append("data: [DONE]\n\n") }

    /// An error event. `error` is the value of the member, an object.
    static func error(_ error: [UInt8], into output: inout [UInt8]) {
        output.append("data: {\"error\":")
        output.append(contentsOf: error)
        output.append("}\n\n")
    }
}

extension [UInt8] {
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
