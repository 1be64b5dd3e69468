/// A pair of markers around a model's reasoning.
public struct ReasoningSection: Sendable, Equatable {
    /// Begins the section; more than one spelling may do. Empty: the text begins in it.
    public var opener: String
    public var closer: String
    /// Where the opener counts.
    var place = Dialect.Place.lineStart
    /// A call inside is one although the section closes.
    var callsAreReal = false
    /// The tokenizer puts a suffix before the `>` of both.
    var isSuffixed = false

    /// Whether the closer of one section ends another one, which has the same.
    static func closes(_ closer: Int, _ section: Int) -> Bool {
        closer == section || all[closer].closer == all[section].closer
    }

    static func callsAreReal(in section: Int) -> Bool { all.indices.contains(section) && all[section].callsAreReal }

    /// All sections. Sources: the chat templates of Qwen3, DeepSeek R1, GLM-4.5 (`think`), Apriel (`thinking`; 1.6: `[BEGIN FINAL RESPONSE]`), Seed-OSS,
    /// MiniMax M3, Magistral (`[THINK]`), Kimi thinking models (`◁think▷`, K3: `<|open|>think`), Gemma 4 (`<|channel>`),
    /// Command R7B and A (`START_THINKING`), Apertus (`inner_prefix`), K2 Horizon (`ifm|think`), PLaMo 3, Hy3 (suffixed);
    /// Granite 3.2 marks its reasoning with phrases.
    public static let all: [ReasoningSection] = [
        ReasoningSection(opener: "<think>", closer: "</think>"),
        ReasoningSection(opener: "<think:", closer: "</think:", isSuffixed: true),
        ReasoningSection(opener: "<thinking>", closer: "</thinking>"),
        ReasoningSection(opener: "", closer: "[BEGIN FINAL RESPONSE]"),
        ReasoningSection(opener: "<reasoning>", closer: "</reasoning>", place: .messageStart),
        ReasoningSection(opener: "<seed:think>", closer: "</seed:think>"),
        ReasoningSection(opener: "<mm:think>", closer: "</mm:think>"),
        ReasoningSection(opener: "[THINK]", closer: "[/THINK]"),
        ReasoningSection(opener: "◁think▷", closer: "◁/think▷"),
        ReasoningSection(opener: "<|channel>thought\n", closer: "<channel|>", place: .anywhere),
        ReasoningSection(opener: "<|channel>", closer: "<channel|>", place: .anywhere),
        ReasoningSection(opener: "<|START_THINKING|>", closer: "<|END_THINKING|>", place: .anywhere),
        ReasoningSection(
            opener: "<|inner_prefix|>", closer: "<|inner_suffix|>", place: .anywhere, callsAreReal: true),
        ReasoningSection(opener: "<|open|>think<|sep|>", closer: "<|close|>think<|sep|>", place: .anywhere),
        ReasoningSection(opener: "<ifm|think>", closer: "</ifm|think>", place: .anywhere),
        ReasoningSection(opener: "<ifm|think_fast>", closer: "</ifm|think_fast>", place: .anywhere),
        ReasoningSection(opener: "<ifm|think_faster>", closer: "</ifm|think_faster>", place: .anywhere),
        ReasoningSection(
            opener: "<|plamo:begin_think:plamo|>", closer: "<|plamo:end_think:plamo|>", place: .anywhere),
        ReasoningSection(
            opener: "Here is my thought process:", closer: "Here is my response:", place: .messageStart),
        ReasoningSection(opener: "Here's my thought process:", closer: "Here's my response:", place: .messageStart),
    ]
}
