#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the demo model looks at in a chat completion request.
package struct DemoRequest: Sendable {
    package struct Tool: Equatable, Sendable {
        package var name: String
        /// The JSON Schema of the arguments.
        package var parameters: DemoValue

        package init(name: String, parameters: DemoValue = .object([])) {
            self.name = name
            self.parameters = parameters
        }
    }

    package var model = DemoModel.name
    package var wantsStream = false
    package var wantsUsage = false
    /// llama-server's `return_progress`.
    package var wantsProgress = false
    package var tools: [Tool] = []
    /// The text of the first and the last message of the user.
    package var firstUserText = ""
    package var lastUserText = ""
    /// Results of tools since the last message of the user.
    package var toolResults = 0
    /// Size of the body, from which the prompt's tokens are estimated.
    package var bytes = 0

    package init() {}

    /// Reads a body; `nil` where it is no JSON object.
    package init?(body: [UInt8]) {
        guard let root = try? JSONDecoder().decode(DemoValue.self, from: Data(body)), case .object = root else {
            return nil
        }
        bytes = body.count
        model = root["model"]?.text ?? model
        wantsStream = root["stream"] == .bool(true)
        wantsUsage = root["stream_options"]?["include_usage"] == .bool(true)
        wantsProgress = root["return_progress"] == .bool(true)
        if root["tool_choice"]?.text != "none", case .array(let declared) = root["tools"] {
            tools = Self.tools(declared)
        }
        if case .array(let messages) = root["messages"] { read(messages) }
    }

    private static func tools(_ declared: [DemoValue]) -> [Tool] {
        declared.compactMap { entry in
            guard let function = entry["function"], let name = function["name"]?.text else { return nil }
            return Tool(name: name, parameters: function["parameters"] ?? .object([]))
        }
    }

    private mutating func read(_ messages: [DemoValue]) {
        for message in messages {
            switch message["role"]?.text {
            case "user":
                lastUserText = Self.text(of: message["content"])
                if firstUserText.isEmpty { firstUserText = lastUserText }
                toolResults = 0
            case "tool": toolResults += 1
            default: break
            }
        }
    }

    /// A message's text, also where it is given in parts.
    private static func text(of content: DemoValue?) -> String {
        switch content {
        case .string(let text): text
        case .array(let parts): parts.compactMap { $0["text"]?.text }.joined(separator: "\n")
        default: ""
        }
    }
}
