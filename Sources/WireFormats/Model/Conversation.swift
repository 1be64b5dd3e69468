package import ToolCallParsing

/// What a client asks for, in no protocol's words. A protocol's reader makes one of a request, and `ChatBodyWriter` writes
/// it for a backend that knows chat completions only.
package struct Conversation: Equatable, Sendable {
    package var model = ""
    package var wantsStream = false
    package var messages: [Message] = []
    package var tools: [Tool] = []
    package var toolChoice: ToolChoice?
    /// `false`: at most one call in an answer.
    package var allowsParallelCalls: Bool?
    package var sampling: [Sampling] = []
    /// The answer's limit in tokens.
    package var maximumTokens: Int?
    /// Texts at which the answer ends.
    package var stops: [String] = []
    package var form: OutputForm?
    package var thinking: Thinking?
    package var names = Names()
    /// The model is to be forgotten, where nothing else is asked.
    package var unloads = false
    /// What the conversation cannot say, by the names that the client's protocol has for it; each once.
    package private(set) var leftOut: [String] = []
    private var leftOutNames: Set<String> = []

    package init() {}

    /// Members of the request as they were written, where the protocol's answers repeat them.
    package var repeated: [JSONMember] = []

    package mutating func leaveOut(_ name: String) {
        if leftOutNames.insert(name).inserted { leftOut.append(name) }
    }

    package enum Role: Equatable, Sendable {
        case instructions, user, assistant
    }

    package struct Message: Equatable, Sendable {
        package var role: Role
        /// In the order in which they were said.
        package var parts: [Part]

        package init(_ role: Role, _ parts: [Part]) {
            self.role = role
            self.parts = parts
        }
    }

    package enum Part: Equatable, Sendable {
        case text(String)
        case reasoning(Reasoning)
        case image(Image)
        case call(Call)
        case result(Result)
    }

    package struct Reasoning: Equatable, Sendable {
        package var text: String
        /// What a server wants back with it, opaque to everybody else.
        package var signature: String?

        package init(text: String, signature: String? = nil) {
            self.text = text
            self.signature = signature
        }
    }

    package struct Image: Equatable, Sendable {
        /// `https:` or `data:`.
        package var url: String
        package var detail: String?

        package init(url: String, detail: String? = nil) {
            self.url = url
            self.detail = detail
        }
    }

    package struct Call: Equatable, Sendable {
        package var id: String
        package var name: ToolName
        /// JSON text; of a freeform tool the text itself.
        package var arguments: String
        package var isFreeform: Bool

        package init(id: String, name: ToolName, arguments: String, isFreeform: Bool = false) {
            self.id = id
            self.name = name
            self.arguments = arguments
            self.isFreeform = isFreeform
        }
    }

    package struct Result: Equatable, Sendable {
        /// The identifier of the call; empty where the protocol has none.
        package var callID: String
        /// The tool's name where the protocol tells it.
        package var toolName: String?
        package var text: String
        package var images: [Image]
        package var isError: Bool

        package init(
            callID: String, toolName: String? = nil, text: String, images: [Image] = [], isError: Bool = false
        ) {
            self.callID = callID
            self.toolName = toolName
            self.text = text
            self.images = images
            self.isError = isError
        }
    }

    /// A number or truth value that steers how tokens are chosen, under chat completions' name for it.
    package struct Sampling: Equatable, Sendable {
        package enum Name: String, CaseIterable, Sendable {
            case temperature, seed
            case topP = "top_p"
            case topK = "top_k"
            case minP = "min_p"
            case typicalP = "typical_p"
            case presencePenalty = "presence_penalty"
            case frequencyPenalty = "frequency_penalty"
            case repeatPenalty = "repeat_penalty"
            case repeatLast = "repeat_last_n"
            case logprobs
            case topLogprobs = "top_logprobs"
        }
        package var name: Name
        package var value: JSONValue

        package init(_ name: Name, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// What the answer's text must be.
    package enum OutputForm: Equatable, Sendable {
        case json
        case schema(name: String, schema: JSONValue)
    }

    package struct Thinking: Equatable, Sendable {
        /// `nil`: as the model likes.
        package var isOn: Bool?
        /// `low`, `medium`, `high` and what protocols name beyond.
        package var effort: String?
        /// Tokens.
        package var budget: Int?

        package init(isOn: Bool? = nil, effort: String? = nil, budget: Int? = nil) {
            self.isOn = isOn
            self.effort = effort
            self.budget = budget
        }
    }

    /// Whose conversation it is.
    package struct Names: Equatable, Sendable {
        package var session: String?
        package var user: String?
        package var cacheKey: String?

        package init() {}
    }
}
