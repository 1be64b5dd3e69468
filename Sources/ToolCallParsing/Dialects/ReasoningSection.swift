/// A pair of markers around a model's reasoning.
struct ReasoningSection: Sendable {
    var opener: String
    var closer: String

    /// The plain-tag spellings. Sources: the chat templates of Qwen3, DeepSeek R1, GLM-4.5 (`think`), Apriel (`thinking`),
    /// Seed-OSS, MiniMax M3, Magistral (`[THINK]`), Kimi thinking models (`◁think▷`).
    static let all: [ReasoningSection] = [
        ReasoningSection(opener: "<think>", closer: "</think>"),
        ReasoningSection(opener: "<thinking>", closer: "</thinking>"),
        ReasoningSection(opener: "<seed:think>", closer: "</seed:think>"),
        ReasoningSection(opener: "<mm:think>", closer: "</mm:think>"),
        ReasoningSection(opener: "[THINK]", closer: "[/THINK]"),
        ReasoningSection(opener: "◁think▷", closer: "◁/think▷"),
    ]
}

/// Literals that end a turn and reach the text where a server does not take special tokens out. Dropped as the very last
/// characters of the text only. Source: the tokenizers' special tokens of the families that use them.
enum EndOfTurn {
    static let literals = [
        "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|return|>", "<|call|>", "</s>", "<｜end▁of▁sentence｜>",
        "<|endoftext|>", "<end_of_turn>", "<turn|>", "<|END_OF_TURN_TOKEN|>", "<|role_end|>", "[EOS]",
    ]
}
