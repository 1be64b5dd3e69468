/// What stands where a parameter should.
extension TaggedParametersBody {
    /// Whether a parameter that has not come is named here, and no tool; `nil`: more text is needed.
    func namesKey(_ text: RawText, at index: Int, _ context: BodyContext) -> Bool? {
        guard let word = word(text, at: index) else { return nil }
        let isKey = context.tools.schema(of: name)?["properties"]?[word] != nil
        return isKey && !keys.contains(word) && !context.tools.declares(word)
    }

    /// Where a parameter stands behind the call's closer; `nil`: more text is needed.
    func goesOn(_ text: RawText, behind end: Int, _ context: BodyContext) -> Int?? {
        let place = text.skippingGap(from: end)
        guard place < text.count else { return text.isFinal ? .some(nil) : nil }
        let (isDecided, literal) = text.longest(of: syntax.parameterOpens, at: place)
        guard isDecided else { return nil }
        guard let literal else { return .some(nil) }
        // The next call, with the parameters' tag for its own.
        guard let isTool = namesTool(text, at: place + literal.utf8.count, context) else { return nil }
        return .some(isTool ? nil : place)
    }

    /// Whether a tool is named here, and no parameter; `nil`: more text is needed.
    private func namesTool(_ text: RawText, at index: Int, _ context: BodyContext) -> Bool? {
        guard let word = word(text, at: index) else { return nil }
        return context.tools.declares(word) && context.tools.schema(of: name)?["properties"]?[word] == nil
    }

    /// The word at `index`, perhaps in quotes; `nil`: more text is needed.
    private func word(_ text: RawText, at index: Int) -> String? {
        var start = text.skippingWhitespace(from: index)
        while start < text.count, "\"'".utf8.contains(text[start]) { start += 1 }
        var end = start
        while end < text.count, text[end].isNamePart, end - start < RawText.maximumName { end += 1 }
        guard end < text.count || text.isFinal else { return nil }
        return String(decoding: text.bytes[start..<end], as: UTF8.self)
    }

    /// Whether another grammar's closer stands here, and no parameter behind it; `nil`: more text is needed.
    func closesOtherwise(_ text: RawText, at start: Int, _ context: BodyContext) -> Bool? {
        switch text.compare("</".utf8, at: start) {
        case .undecided: return nil
        case .differs: return false
        case .matches: break
        }
        var end = start + 2
        while end < text.count, text[end].isNamePart, end - start < RawText.maximumName { end += 1 }
        guard end < text.count else { return text.isFinal ? false : nil }
        guard text[end] == UInt8(ascii: ">"), let next = goesOn(text, behind: end + 1, context) else {
            return text[end] == UInt8(ascii: ">") ? nil : false
        }
        return next == nil
    }
}
