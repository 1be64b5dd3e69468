import ToolCallParsing

extension TextEnd {
    /// What a backend's finish reason says of the text's end.
    init(backendReason: String?) {
        self =
            switch backendReason {
            case "stop", "tool_calls", "eos", "end_turn", "function_call": .stopped
            case "length", "max_tokens": .cut
            default: .unknown
            }
    }
}
