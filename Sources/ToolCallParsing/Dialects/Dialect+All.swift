extension Dialect {
    /// All dialects, in the order in which they are preferred where a marker is shared.
    public static let all: [Dialect] =
        taggedObjects + taggedParameters + pythonic + deepSeek + bareObjects + mistral + framed + braces

    /// Those that are recognised without being asked for.
    public static let detected = all.filter(\.isDetected)

    private static let taggedObjects: [Dialect] = [
        .hermesJSON, .graniteArray, .toolCallsArray, .minimaxM1, .functionTagJSON, .functools, .internLMPlugin,
        .gigaChat, .apertus, .toolCallLine, .hyperCLOVAX, .openPangu, .miroThinker, .stepAudio2, .cwm, .ornith,
        .callingTool, .minimaxArrows,
    ]
    private static let taggedParameters: [Dialect] = [
        .qwen3CoderXML, .hy3XML, .hy4, .glmXML, .teleChat4, .iquestQ1, .iquestCoderV2, .minimaxM2, .minimaxM3,
        .plainInvoke, .miniCPM5, .step3,
        .seedOSS, .solarOpen2, .k2Horizon,
    ]
    private static let pythonic: [Dialect] = [.lfm2, .olmo3, .llamaBuiltin, .gemma3ToolCode, .pythonicList]
    private static let deepSeek: [Dialect] = [.deepSeekV3, .deepSeekV31, .dsml, .gigaChat35]
    private static let bareObjects: [Dialect] = [.openAIJSON, .llama3JSON, .jsonArray, .fencedJSON, .inlineJSON]
    private static let mistral: [Dialect] = [.mistralJSON, .mistralV11]
    private static let framed: [Dialect] = [
        .beam, .muse, .harmony, .cohereAction, .kimiK2, .kimiK3, .functionaryV2, .functionaryV32, .inkling, .plamo3,
    ]
    private static let braces: [Dialect] = [.lmStudioToolRequest, .functionGemma, .gemma4, .qwenAgent, .reAct]
}
