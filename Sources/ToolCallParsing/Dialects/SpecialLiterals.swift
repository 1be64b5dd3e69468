/// Literals that end a turn and reach the text where a server does not take special tokens out. Dropped as the very last
/// characters of the text only. Source: the tokenizers' special tokens of the families that use them.
enum EndOfTurn {
    static let literals = [
        "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|return|>", "<|call|>", "</s>", "<｜end▁of▁sentence｜>",
        "<|endoftext|>", "<end_of_turn>", "<turn|>", "<|END_OF_TURN_TOKEN|>", "<|role_end|>", "[EOS]", "<|eom|>",
        "<|stop|>",
        "<|eot|>", "<|plamo:tag|>", "<|content_model_end_sampling|>", "<|message_sep|>",
        // Kimi K3's tags, cut off by the limit on tokens.
        "<|open|>", "<|close|>", "<|close|>think", "<|close|>response", "<|close|>tools", "<|close|>message",
        "<|open|>response", "<|open|>tools",
    ]
}

/// Literals around the answer itself, which reach nobody.
enum AnswerWrapper {
    /// Special tokens: dropped wherever they stand. Sources: Cohere's templates (Command R7B, A), Kimi K3's, Gemma 4's.
    static let tokens = [
        "<|START_RESPONSE|>", "<|END_RESPONSE|>", "<|START_TEXT|>", "<|END_TEXT|>", "<|open|>response<|sep|>",
        "<|close|>response<|sep|>", "<|close|>tools<|sep|>", "<|close|>message<|sep|>", "<channel|>",
        // Functionary v2's header of an answer.
        "<|from|>assistant\n<|recipient|>all\n<|content|>", "<|recipient|>all\n<|content|>",
    ]
    /// Dropped at the start of the message only (Hunyuan-A13B: "assistant:"; Apriel 1.6).
    static let prefixes = ["助手：", "[BEGIN FINAL RESPONSE]"]
    /// Plain tags right behind reasoning (Granite 3.3, ERNIE 4.5), and what closes them.
    static let opener = "<response>"
    static let closer = "</response>"
}
