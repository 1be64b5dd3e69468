/// A request's prompt as it was sent, taken apart for a reader, with the messages that were left out. Bounded however large
/// the body is.
package struct PromptContent: Equatable, Codable, Sendable {
    package var messages: [PromptMessage] = []
    package var tools: [PromptTool] = []
    /// Bytes of all messages that were sent, and of all tools, as they stand in the body.
    package var messageBytes = 0
    package var toolBytes = 0
    /// Texts were cut to bound memory.
    package var isCut = false

    /// One text is kept up to here: more than anybody reads of one tool result.
    static let maximumTextBytes = 64 << 10
    /// All texts together.
    static let maximumBytes = 2 << 20

    package init() {}

    /// The number of each message in the client's prompt, from 1; those of the proxy's own have none.
    package var numbers: [Int?] {
        var count = 0
        return messages.map { message in
            if message.fate == .added { return nil }
            count += 1
            return count
        }
    }

    package var hasAttachments: Bool {
        messages.contains { $0.parts.contains { $0.kind == .attachment } }
    }

    /// Bytes of text that it holds.
    package var byteCount: Int {
        messages.reduce(0) { $0 + $1.parts.reduce(64) { $0 + $1.text.utf8.count + 64 } }
            + tools.reduce(0) { $0 + $1.description.utf8.count + $1.schema.utf8.count + 64 }
    }
}

/// A message of the conversation.
package struct PromptMessage: Equatable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable {
        case text
        case reasoning
        /// A call of the assistant; the text is its arguments.
        case call
        /// The result of a call.
        case result
        /// An image, a sound, a file: only its kind is told.
        case attachment
    }
    package struct Part: Equatable, Codable, Sendable {
        package var kind: Kind
        package var text: String
        /// The call's identifier, of a call and of a result.
        package var callID: String?
        /// The tool's name, as far as the message tells it.
        package var name: String?

        package init(_ kind: Kind, text: String, callID: String? = nil, name: String? = nil) {
            self.kind = kind
            self.text = text
            self.callID = callID
            self.name = name
        }
    }
    /// What the proxy did with a message.
    package enum Fate: String, Codable, Sendable {
        /// It was not sent, so that the rest fits.
        case leftOut = "left-out"
        /// Put in by the proxy, in the place of what was left out.
        case added
        /// Sent otherwise than the client wrote it.
        case changed
    }
    package var role: String
    package var parts: [Part]
    /// As it stands in the body.
    package var bytes: Int
    /// `nil`: it was sent as it is.
    package var fate: Fate?

    package init(role: String, parts: [Part] = [], bytes: Int) {
        self.role = role
        self.parts = parts
        self.bytes = bytes
    }
}

/// A tool that the client declared.
package struct PromptTool: Equatable, Codable, Sendable {
    package struct Parameter: Equatable, Codable, Sendable {
        package var name: String
        /// `string`, `integer`, `string|null`, `"a"|"b"`, `array of string`; empty where the schema does not say.
        package var type: String
        package var isRequired: Bool
        package var description: String

        package init(name: String, type: String, isRequired: Bool, description: String) {
            self.name = name
            self.type = type
            self.isRequired = isRequired
            self.description = description
        }
    }
    package var name: String
    package var description: String
    package var parameters: [Parameter]
    /// The schema as JSON text on one line; empty where there is none.
    package var schema: String
    /// As it stands in the body.
    package var bytes: Int

    package init(name: String, description: String = "", parameters: [Parameter] = [], schema: String = "", bytes: Int)
    {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.schema = schema
        self.bytes = bytes
    }
}
