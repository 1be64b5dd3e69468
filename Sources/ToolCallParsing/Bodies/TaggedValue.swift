/// The text of one parameter between its tags.
struct TaggedValue: Sendable {
    private enum Delivery: Sendable {
        /// Only a string is allowed: escaped and passed on as it comes.
        case streamed
        /// Waits for its end, to be typed.
        case collected
        case discarded
    }
    private static let cdataOpen = "<![CDATA["
    private static let cdataClose = "]]>"

    private let typing: ValueTyping
    private let delivery: Delivery
    let syntax: TagSyntax
    /// Its closer without the bracket.
    let stump: [UInt8]
    /// What may follow the call's closer.
    private let following: [String]
    private var collected: [UInt8] = []
    private var hasBegun = false
    private var beganWithLineFeed = false
    /// Its lines end with two characters.
    private(set) var hasCarriageReturns = false
    private var isCharacterData = false
    private var hasQuote = false
    /// White space that is padding if the closer follows.
    private var heldSpace: [UInt8] = []
    /// Parameters that are declared and have not come.
    let openKeys: [String]
    /// Tags that are worth a look, whole or without their end; made when the first one may stand there.
    private(set) var tags: [String] = []
    /// The parameters of all tools.
    private let allKeys: [String]
    /// The value seems to hold the next parameter, or the next call.
    private var isSuspect = false
    private var hasCallCloser = false
    /// The last byte of it that was read.
    var lastByte: UInt8 = 0
    var hasDoubt = false
    /// Where a closer ends that is the value's text, from the start of the message.
    private var textCloserEnd = 0

    init(
        typing: ValueTyping, isDiscarded: Bool, syntax: TagSyntax, following: [String], openKeys: [String] = [],
        allKeys: [String] = []
    ) {
        self.allKeys = allKeys
        self.openKeys = openKeys
        self.typing = typing
        self.syntax = syntax
        self.following = following
        stump = Self.stump(of: syntax)
        delivery = isDiscarded ? .discarded : typing.isString ? .streamed : .collected
    }

    /// Reads on. `false`: more text is needed; `true`: the value is complete and its closer read.
    mutating func consume(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Bool {
        guard begin(text, &index) else { return false }
        if isCharacterData, !readCharacterData(text, &index, into: &output) { return false }
        while true {
            let start = index
            let end = textEnd(text, from: index)
            if let word = syntax.wordCloser, let isComplete = endsAtWord(word, text, start..<end, &index, into: &output)
            {
                return isComplete
            }
            var begin = start
            if let (place, isComplete) = stump(in: text, start..<end) {
                take(text.bytes[start..<place], into: &output)
                index = place
                guard isComplete else { return false }
                doubtStump(at: text.base + place, into: &output)
                begin = place
            }
            take(text.bytes[begin..<end], into: &output)
            index = end
            guard end < text.count else { return false }
            // A line feed may be the padding before the closer, so it waits for what follows.
            var tag = end
            while tag < text.count, isLineEnd(text[tag]) { tag += 1 }
            let hasLineFeed = tag > end
            guard tag < text.count || text.isFinal else { return false }
            // In a line with nothing else, what shows nothing belongs to the closer.
            var shown = tag
            if hasLineFeed, tag < text.count, text[tag] >= 0x80 {
                let (isDecided, invisible) = text.longest(of: InvisibleCharacters.all, at: tag)
                guard isDecided else { return false }
                shown += invisible?.utf8.count ?? 0
                guard shown < text.count || text.isFinal else { return false }
            }
            switch closing(text, at: shown, afterLineFeed: hasLineFeed) {
            case .undecided: return false
            case .text:
                let isTag = tag == end || tag < text.count && text[tag] == UInt8(ascii: "<")
                if isTag, !lookAtTag(text, at: tag, from: end, into: &output) { return false }
                if hasLineFeed, tag < text.count, text[tag] == UInt8(ascii: "/"),
                    let (place, isComplete) = stump(in: text, tag..<lineEnd(text, from: tag)), place == tag
                {
                    guard isComplete else { return false }
                    doubtStump(at: text.base + end, into: &output)
                }
                if let own = text.longest(of: syntax.parameterClosers, at: tag).literal {
                    textCloserEnd = text.base + tag + own.utf8.count
                }
                let next = max(tag, end + 1)
                take(text.bytes[end..<next], into: &output)
                index = next
            case .ends(let next):
                // One line feed is padding only where both sides have one: some models write values unpadded. Where
                // the closer is lost, one is the gap behind it.
                let isOwn = next > shown
                let isPadded = beganWithLineFeed && syntax.padding == .lineFeeds
                let dropped = (isPadded ? 1 : 0) + (isOwn ? 0 : 1)
                let length = hasCarriageReturns ? 2 : 1
                let isOne = tag - end == length && !isOwn && isPadded
                take(text.bytes[end..<max(end, tag - (isOne ? 1 : dropped) * length)], into: &output)
                trust(isOwnCloser: isOwn, at: text.base + index, into: &output)
                index = next
                finish(into: &output)
                return true
            }
        }
    }

    /// Looks for `closer`, which begins as a word, at the end of the text in `range`. `nil`: it does not stand there.
    private mutating func endsAtWord(
        _ closer: String, _ text: RawText, _ range: Range<Int>, _ index: inout Int, into output: inout ArgumentText
    ) -> Bool? {
        for place in max(range.lowerBound, range.upperBound - closer.utf8.count)..<range.upperBound {
            if text.base + place + closer.utf8.count == textCloserEnd { continue }
            let comparison = text.compare(closer.utf8, at: place)
            guard comparison != .differs else { continue }
            take(text.bytes[range.lowerBound..<place], into: &output)
            index = place
            guard comparison == .matches else { return false }
            // More of it may stand before the word.
            let before = place > range.lowerBound ? text[place - 1] : lastByte
            if before == UInt8(ascii: ">") { output.doubt(at: text.base + place) }
            index += closer.utf8.count
            finish(into: &output)
            return true
        }
        return nil
    }

    // MARK: Doubts

    /// A tag in the text of the value: what follows waits until the value has come to its own end. `false`: more text is
    /// needed.
    private mutating func lookAtTag(
        _ text: RawText, at index: Int, from start: Int, into output: inout ArgumentText
    ) -> Bool {
        let opens = syntax.parameterOpens
        if tags.isEmpty { tags = knownTags }
        let (isDecided, exact) = text.longest(of: tags, at: index)
        guard isDecided, let literal = exact ?? otherCase(text, at: index) else { return false }
        guard literal.hasPrefix("<") else { return true }
        if exact == nil { isSuspect = true }
        // Behind a blank in a line it is talked about.
        let isInLine = start == index && (lastByte == UInt8(ascii: " ") || lastByte == UInt8(ascii: "\t"))
        if syntax.callClosers.contains(literal), !isInLine { hasCallCloser = true }
        if opens.contains(literal) {
            let keys = hasCallCloser ? allKeys : openKeys
            guard let isKey = names(keys, text, at: index + literal.utf8.count) else { return false }
            isSuspect = isSuspect || isKey
        }
        if output.doubt == nil {
            hasDoubt = true
            output.doubt(at: text.base + start)
        }
        return true
    }

    private var knownTags: [String] {
        let blocks = following.filter { $0.hasPrefix("</") || $0.hasPrefix("<|") }
        let own = syntax.parameterOpens + syntax.parameterClosers + syntax.callClosers + syntax.keyEnds
        let tags = own + syntax.valueOpens + blocks
        return tags + tags.filter { $0.hasPrefix("<") && $0.hasSuffix(">") }.map { String($0.dropLast()) }
    }

    /// The value has ended. Tags in it were its text, unless something speaks against that.
    private func trust(isOwnCloser: Bool, at position: Int, into output: inout ArgumentText) {
        if !isOwnCloser { output.doubt(at: position) }
        // What is no text has no tags.
        if hasDoubt && isOwnCloser && !isSuspect && delivery != .collected { output.doubt = nil }
    }

    /// Skips the padding before the value. `false`: more text is needed.
    private mutating func begin(_ text: RawText, _ index: inout Int) -> Bool {
        guard !hasBegun else { return true }
        if syntax.padding == .trimmed { index = text.skippingWhitespace(from: index) }
        guard index < text.count || text.isFinal else { return false }
        switch text.compare(Self.cdataOpen.utf8, at: index) {
        case .undecided: return false
        case .matches where syntax.padding == .trimmed:
            isCharacterData = true
            index += Self.cdataOpen.utf8.count
        case .matches, .differs: break
        }
        // The value's own tag was written twice.
        let (isDecided, opener) = text.longest(of: syntax.valueOpens, at: index)
        guard isDecided else { return false }
        if let opener { index += opener.utf8.count }
        hasBegun = true
        if syntax.padding == .lineFeeds, index < text.count { return beginLine(text, &index) }
        return true
    }

    /// Skips the line's end that pads the value. `false`: more text is needed.
    private mutating func beginLine(_ text: RawText, _ index: inout Int) -> Bool {
        switch text.compare("\r\n".utf8, at: index) {
        case .undecided:
            hasBegun = false
            return false
        case .matches:
            hasCarriageReturns = true
            index += 1
        case .differs: break
        }
        if text[index] == UInt8(ascii: "\n") {
            beganWithLineFeed = true
            index += 1
        }
        return true
    }

    /// Up to the end of a CDATA section everything is the value. `false`: more text is needed.
    private mutating func readCharacterData(
        _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> Bool {
        while index < text.count {
            switch text.compare(Self.cdataClose.utf8, at: index) {
            case .undecided: return false
            case .matches:
                releaseSpace(into: &output)
                index += Self.cdataClose.utf8.count
                isCharacterData = false
                if hasDoubt { output.doubt = nil }
                hasDoubt = false
                return true
            case .differs:
                // Its end may be lost.
                let (isDecided, closer) = text.longest(of: syntax.parameterClosers, at: index)
                guard isDecided else { return false }
                if closer != nil, output.doubt == nil {
                    hasDoubt = true
                    output.doubt(at: text.base + index)
                }
                deliver(text.bytes[index..<(index + 1)], into: &output)
                index += 1
            }
        }
        return false
    }

    private enum Closing { case undecided, text, ends(next: Int) }

    /// Whether the tag at `index` ends the value.
    ///
    /// The value's own closer does: at once where it stands on a line of its own or the value began without a line feed;
    /// else only if the call goes on behind it, since values may hold such tags as text. Without it the next parameter or
    /// the call's closer ends the value, under the like conditions.
    private func closing(_ text: RawText, at index: Int, afterLineFeed: Bool) -> Closing {
        guard index < text.count, text[index] == UInt8(ascii: "<") else { return .text }
        let tokens = syntax.recovery == .anyTag ? syntax.callOpens : []
        let known = syntax.parameterClosers + syntax.parameterOpens + syntax.callClosers + tokens
        let (isDecided, literal) = text.longest(of: known, at: index)
        guard isDecided else { return .undecided }
        guard let literal else {
            return text.isCutOff(within: syntax.parameterClosers, at: index) ? .ends(next: text.count) : .text
        }
        let next = index + literal.utf8.count
        let isOnOwnLine = afterLineFeed || !beganWithLineFeed
        if syntax.looseClosers.contains(literal) { return closingLoosely(text, at: next) }
        if syntax.parameterClosers.contains(literal) {
            if afterLineFeed || isOnOwnLine && syntax.recovery != .nextTag { return .ends(next: next) }
            if isOnOwnLine { return followedByTag(text, at: next) }
            return follows(text, at: next, syntax.parameterOpens + syntax.callClosers, else: .ends(next: next))
        }
        guard isOnOwnLine else { return .text }
        if syntax.recovery == .endOfText { return follows(text, at: next, [], else: .ends(next: index)) }
        if syntax.recovery == .anyTag || syntax.parameterOpens.contains(literal) { return .ends(next: index) }
        return callEnds(text, at: next, else: .ends(next: index))
    }

    /// The value's closer on the value's own line: a tag or the end follows it, or it was part of the text.
    private func followedByTag(_ text: RawText, at next: Int) -> Closing {
        let place = text.skippingGap(from: next)
        guard place < text.count else { return text.isFinal ? .ends(next: next) : .undecided }
        if text[place] == UInt8(ascii: "<") || text.bytes[next..<place].contains(UInt8(ascii: "\n")) {
            return .ends(next: next)
        }
        // The next parameter, whose tag is lost but for its end, or lacks its bracket.
        guard let key = keyEnd(text, at: next) else { return .undecided }
        if key { return .ends(next: next) }
        let stumps = syntax.parameterOpens.filter { $0.hasPrefix("<") }.map { String($0.dropFirst()) }
        let (isDecided, stump) = text.longest(of: stumps, at: next)
        return stump != nil ? .ends(next: next) : isDecided ? .text : .undecided
    }

    /// Whether the call's closer that ends at `index` is the call's own. The block's closer, another call or the end of the
    /// text follow it then, and no closer of the value: that would show the tags to be part of it.
    private func callEnds(_ text: RawText, at index: Int, else ending: Closing) -> Closing {
        var place = index
        var isFollowed = false
        while true {
            place = text.skippingGap(from: place)
            guard place < text.count else { return text.isFinal ? ending : .undecided }
            let (isDecided, literal) = text.longest(of: following + syntax.parameterClosers, at: place)
            guard isDecided else { return .undecided }
            if literal == nil, !isFollowed {
                let (isKnown, second) = text.longest(of: syntax.callClosers, at: place)
                if second != nil { return ending }
                guard isKnown else { return .undecided }
                // A parameter's closer was written as the call's.
                let (isDecided, opener) = text.longest(of: syntax.parameterOpens, at: place)
                guard isDecided else { return .undecided }
                if let opener, let isOpen = names(openKeys, text, at: place + opener.utf8.count), isOpen {
                    return ending
                }
                if opener != nil, names(openKeys, text, at: place + (opener?.utf8.count ?? 0)) == nil {
                    return .undecided
                }
            }
            guard let literal else { return isFollowed ? ending : .text }
            if syntax.parameterClosers.contains(literal) { return .text }
            if syntax.callOpens.contains(literal) { return ending }
            isFollowed = true
            place += literal.utf8.count
        }
    }

    /// A closer that lacks the token, perhaps with the call's closer that lacks it too.
    private func closingLoosely(_ text: RawText, at next: Int) -> Closing {
        let place = text.skippingGap(from: next)
        let (isDecided, closer) = text.longest(of: syntax.looseCallClosers, at: place)
        guard isDecided else { return .undecided }
        let known = syntax.parameterOpens + syntax.callClosers + following
        return follows(text, at: place + (closer?.utf8.count ?? 0), known, else: .ends(next: next))
    }

    /// `ending` if one of `literals` or the end of the text follows, after white space.
    private func follows(_ text: RawText, at index: Int, _ literals: [String], else ending: Closing) -> Closing {
        let place = text.skippingGap(from: index)
        guard place < text.count else { return text.isFinal ? ending : .undecided }
        let (isDecided, literal) = text.longest(of: literals, at: place)
        return literal != nil ? ending : isDecided ? .text : .undecided
    }

    // MARK: Output

    private mutating func take(_ bytes: Slice<UnsafeRawBufferPointer>, into output: inout ArgumentText) {
        if let last = bytes.last { lastByte = last }
        guard syntax.padding == .trimmed else { return deliver(bytes, into: &output) }
        let end = bytes.lastIndex { !$0.isJSONWhitespace }.map { $0 + 1 } ?? bytes.startIndex
        if end > bytes.startIndex {
            releaseSpace(into: &output)
            deliver(bytes[..<end], into: &output)
        }
        heldSpace.append(contentsOf: bytes[end...])
    }

    private mutating func releaseSpace(into output: inout ArgumentText) {
        guard !heldSpace.isEmpty else { return }
        let space = heldSpace
        heldSpace = []
        space.withUnsafeBytes { deliver($0[...], into: &output) }
    }

    private mutating func deliver(_ bytes: Slice<UnsafeRawBufferPointer>, into output: inout ArgumentText) {
        switch delivery {
        case .discarded: return
        case .collected: collected.append(contentsOf: bytes)
        case .streamed:
            openQuote(into: &output)
            JSONString.appendEscaped(UnsafeRawBufferPointer(rebasing: bytes), to: &output.bytes)
        }
    }

    private mutating func openQuote(into output: inout ArgumentText) {
        guard !hasQuote else { return }
        hasQuote = true
        output.append(UInt8(ascii: "\""))
    }

    private mutating func finish(into output: inout ArgumentText) {
        switch delivery {
        case .discarded: return
        case .collected: ArgumentCoercion.append(collected[...], as: typing, to: &output.bytes)
        case .streamed:
            openQuote(into: &output)
            output.append(UInt8(ascii: "\""))
        }
    }

    /// Ends the value where it stands.
    mutating func close(into output: inout ArgumentText) { finish(into: &output) }
}
