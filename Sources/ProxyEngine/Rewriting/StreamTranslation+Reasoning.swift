import ToolCallParsing

/// Reasoning that the backend separated itself: passed on as it is, and searched only where nothing else came.
extension StreamTranslation {
    mutating func tellReasoning(_ number: Int) {
        var read: [UInt8] = []
        swap(&read, &text)
        defer { swap(&read, &text) }
        read.withUnsafeBytes { bytes in
            let start = choices[number].transcript.rawCount
            choices[number].transcript.appendRaw(bytes)
            choices[number].transcript.append(.reasoning, bytes, span: start..<start + bytes.count)
            choices[number].parserShift += bytes.count
            if choices[number].hasParser { choices[number].separated.append(bytes, at: start) }
            emit(.reasoning, bytes, number)
        }
    }

    /// The answer has ended. Where it is all reasoning, a call in it is the answer; the client has the text already, as
    /// reasoning, and gets the call besides.
    mutating func searchReasoning(_ number: Int) {
        let reasoning = choices[number].separated
        choices[number].separated.giveUp()
        guard let parserOptions, !reasoning.bytes.isEmpty, choices[number].calls.isEmpty,
            choices[number].callsInText.isEmpty
        else { return }
        var parser = ModelOutputParser(tools: request.tools, options: parserOptions.insideReasoning)
        var found = ParsedBatch()
        reasoning.bytes.withUnsafeBytes { parser.receive($0, into: &found) }
        parser.finish(into: &found)
        choices[number].parserShift = reasoning.start
        for event in found.events {
            switch event {
            case .callStarted, .callIdentified, .arguments, .repaired, .nearMiss:
                if isWatching { note(event, found, number) } else { tell(event, found, number) }
            case .callEnded(let call, _): endCall(place(ofFound: call, number), number)
            case .content, .reasoning, .removed, .markerPassed: break
            }
        }
    }
}

extension ParserOptions {
    /// The same for a text that begins inside of reasoning.
    fileprivate var insideReasoning: ParserOptions {
        var options = separatesReasoning ? self : ParserOptions(dialects: dialects, isPinned: isPinned)
        options.startsInReasoning = true
        options.acceptsAnyName = acceptsAnyName
        options.unknownTools = unknownTools
        options.coercesToSchema = coercesToSchema
        return options
    }
}
