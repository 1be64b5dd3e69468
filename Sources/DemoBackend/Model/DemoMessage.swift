#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An assistant's message as a client puts it together from the proxy's answer.
package struct DemoMessage: Sendable {
    package struct Call: Equatable, Sendable {
        package var id: String
        package var name: String
        package var arguments: String
    }

    package private(set) var content = ""
    package private(set) var calls: [Call] = []

    /// Reads the body of an answer, streamed or not.
    package init(body: [UInt8]) {
        let decoder = JSONDecoder()
        guard body.first != UInt8(ascii: "{") else {
            if let root = try? decoder.decode(DemoValue.self, from: Data(body)) { take(root, key: "message") }
            return
        }
        let mark = Array("data: ".utf8)
        for line in body.split(separator: UInt8(ascii: "\n")) where line.starts(with: mark) {
            let data = Data(line.dropFirst(mark.count))
            if let root = try? decoder.decode(DemoValue.self, from: data) { take(root, key: "delta") }
        }
    }

    private mutating func take(_ root: DemoValue, key: String) {
        guard case .array(let choices) = root["choices"], let delta = choices.first?[key] else { return }
        content += delta["content"]?.text ?? ""
        guard case .array(let parts) = delta["tool_calls"] else { return }
        for part in parts {
            if let id = part["id"]?.text {
                calls.append(Call(id: id, name: part["function"]?["name"]?.text ?? "", arguments: ""))
            }
            if !calls.isEmpty {
                calls[calls.count - 1].arguments += part["function"]?["arguments"]?.text ?? ""
            }
        }
    }

    /// As it goes back to the model in the next turn.
    var value: DemoValue {
        var members: [(key: String, value: DemoValue)] = [
            ("role", .string("assistant")), ("content", .string(content)),
        ]
        if !calls.isEmpty {
            let list = calls.map { call -> DemoValue in
                let function: DemoValue = .object([
                    ("name", .string(call.name)), ("arguments", .string(call.arguments)),
                ])
                return .object([("id", .string(call.id)), ("type", .string("function")), ("function", function)])
            }
            members.append(("tool_calls", .array(list)))
        }
        return .object(members)
    }
}
