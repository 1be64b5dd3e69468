/// Closers of values that lack their bracket, tags in another case, and the keys behind tags.
extension TaggedValue {
    /// The closer of a value without its bracket; empty: there is none that shows by itself.
    static func stump(of syntax: TagSyntax) -> [UInt8] {
        guard let closer = syntax.parameterClosers.first, closer.hasPrefix("</"), syntax.wordCloser == nil else {
            return []
        }
        return Array(closer.utf8.dropFirst())
    }

    /// The value's closer without its bracket, at the end of the text in `range`; `isComplete`: not only its beginning.
    func stump(in text: RawText, _ range: Range<Int>) -> (place: Int, isComplete: Bool)? {
        guard !stump.isEmpty else { return nil }
        for place in max(range.lowerBound, range.upperBound - stump.count)..<range.upperBound
        where text[place] == UInt8(ascii: "/") {
            if place > range.lowerBound ? text[place - 1] == UInt8(ascii: "<") : lastByte == UInt8(ascii: "<") {
                continue
            }
            var end = place
            for byte in stump {
                guard end < range.upperBound, text[end] == byte else { break }
                end += 1
            }
            // What follows it has to be seen.
            if end == text.count, !text.isFinal { return (place, false) }
            if end - place == stump.count { return (place, true) }
        }
        return nil
    }

    /// The tag at `index` that is spelled in another case; empty: there is none; `nil`: more text is needed.
    func otherCase(_ text: RawText, at index: Int) -> String? {
        guard let length = text.length(ofAnyFolded: tags, at: index) else { return nil }
        guard length > 0 else { return "" }
        let here = String(decoding: text.bytes[index..<index + length], as: UTF8.self).lowercased()
        return tags.first { $0.lowercased() == here } ?? ""
    }

    func lineEnd(_ text: RawText, from index: Int) -> Int {
        text.next(ByteSet(UInt8(ascii: "<"), UInt8(ascii: "\n")), from: index)
    }

    mutating func doubtStump(at position: Int, into output: inout ArgumentText) {
        hasDoubt = true
        if output.doubt == nil { output.doubt(at: position) }
    }

    // MARK: Keys

    /// Whether one of `keys` is named at `index`; `nil`: more text is needed.
    func names(_ keys: [String], _ text: RawText, at index: Int) -> Bool? {
        var place = text.skippingGap(from: index)
        while place < text.count, "\"'".utf8.contains(text[place]) { place += 1 }
        var isDecided = true
        for key in keys {
            switch text.compare(key.utf8, at: place) {
            case .differs: continue
            case .undecided: isDecided = false
            case .matches:
                let end = place + key.utf8.count
                guard end < text.count else { return text.isFinal ? true : nil }
                if !text[end].isIdentifierPart { return true }
            }
        }
        return isDecided ? false : nil
    }

    /// Whether a parameter that has not come stands at `index` with the end of its tag; `nil`: more text is needed.
    func keyEnd(_ text: RawText, at index: Int) -> Bool? {
        var isDecided = true
        for key in openKeys {
            for end in ["\">", ">", "\" "] {
                switch text.compare((key + end).utf8, at: index) {
                case .matches: return true
                case .undecided: isDecided = false
                case .differs: break
                }
            }
        }
        return isDecided ? false : nil
    }
}
