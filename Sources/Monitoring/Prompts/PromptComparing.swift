import ToolCallParsing
import WireFormats

/// Compares two prompts, as they were sent, message by message.
struct PromptComparing {
    struct Side {
        var body: UnsafeRawBufferPointer
        var outline: PromptOutline
        var messages: [PromptOutline.Piece] { outline.messages }
        /// The client's own prompt, and its numbers of the messages; `nil`: they were sent as they were.
        var client: (outline: PromptOutline, numbers: [Int])?
        var leftOut: [Range<Int>] = []

        func number(_ index: Int) -> Int {
            guard let client, client.numbers.indices.contains(index) else { return index }
            return client.numbers[index]
        }
    }
    private let before: Side
    private let now: Side

    /// Changes that are listed.
    private static let maximumChanges = 100
    private static let maximumTools = 50
    private static let maximumTextBytes = 240
    /// Bytes shown before the first difference, on its line.
    private static let contextBytes = 40
    /// Pairs of messages up to which the best matching is looked for, a step each; beyond, messages are matched in order. 256
    /// messages that differ on both sides are more than an agent rewrites at once; half a MiB is held while it is looked for.
    static let maximumPairs = 1 << 16

    static func compare(_ now: Side, with before: Side, of previous: RequestID) -> PromptComparison {
        PromptComparing(before: before, now: now).comparison(previous)
    }

    private func comparison(_ previous: RequestID) -> PromptComparison {
        var result = PromptComparison(previous: previous)
        let (old, new) = (before.messages, now.messages)
        result.messages = new.count
        result.messagesBefore = old.count
        result.bytes = new.reduce(0) { $0 + $1.span.count }
        result.bytesBefore = old.reduce(0) { $0 + $1.span.count }
        var shared = 0
        while shared < min(old.count, new.count), old[shared].fingerprint == new[shared].fingerprint { shared += 1 }
        result.sharedMessages = shared
        result.sharedBytes = new[..<shared].reduce(0) { $0 + $1.span.count }
        var tail = 0
        while tail < min(old.count, new.count) - shared,
            old[old.count - 1 - tail].fingerprint == new[new.count - 1 - tail].fingerprint
        { tail += 1 }
        let (oldMiddle, newMiddle) = (shared..<old.count - tail, shared..<new.count - tail)
        let places = changes(oldMiddle, newMiddle)
        if oldMiddle.count * newMiddle.count > Self.maximumPairs { result.isMatchedInOrder = true }
        if before.outline.isCut || now.outline.isCut { result.isCut = true }
        result.changes = places.prefix(Self.maximumChanges).map(change)
        result.moreChanges = places.count - result.changes.count
        if result.moreChanges > 0 {
            var counts = PromptComparison.Counts()
            counts.added = places.count { $0.kind == .added }
            counts.removed = places.count { $0.kind == .removed }
            counts.changed = places.count { $0.kind == .changed }
            result.changeCounts = counts
        }
        if shared < old.count { result.difference = difference(at: shared) }
        compareTools(&result)
        result.leftOut = now.leftOut.isEmpty ? nil : now.leftOut
        result.leftOutBefore = before.leftOut.isEmpty ? nil : before.leftOut
        if shared < old.count, isOwnWork(at: shared) { result.isOwnWork = true }
        return result
    }

    /// Whether the clients' own prompts are still the same where those that were sent differ first.
    private func isOwnWork(at index: Int) -> Bool {
        guard now.client != nil || before.client != nil else { return false }
        let (own, former) = (now.client?.outline ?? now.outline, before.client?.outline ?? before.outline)
        let shared = own.sharedMessages(with: former)
        let place = min(
            before.number(index), index < now.messages.count ? now.number(index) : own.messages.count)
        return place < shared
    }

    // MARK: Messages

    /// Where a change is: its message in the prompt before, in this one, or in both.
    private struct Place {
        var old: Int?
        var new: Int?

        var kind: PromptComparison.ChangeKind { old == nil ? .added : new == nil ? .removed : .changed }
    }

    private func changes(_ old: Range<Int>, _ new: Range<Int>) -> [Place] {
        let matches = matches(old, new)
        var changes: [Place] = []
        var (o, n) = (old.lowerBound, new.lowerBound)
        for (matchedOld, matchedNew) in matches + [(old.upperBound, new.upperBound)] {
            // What stands between two matches in both is the same message changed, as long as the roles agree.
            while o < matchedOld, n < matchedNew, before.messages[o].label == now.messages[n].label {
                changes.append(Place(old: o, new: n))
                o += 1
                n += 1
            }
            while o < matchedOld {
                changes.append(Place(old: o))
                o += 1
            }
            while n < matchedNew {
                changes.append(Place(new: n))
                n += 1
            }
            o += 1
            n += 1
        }
        return changes
    }

    /// The longest common subsequence.
    private func matches(_ old: Range<Int>, _ new: Range<Int>) -> [(Int, Int)] {
        guard !old.isEmpty, !new.isEmpty, old.count * new.count <= Self.maximumPairs else { return [] }
        let columns = new.count + 1
        var lengths = [Int](repeating: 0, count: (old.count + 1) * columns)
        func isSame(_ o: Int, _ n: Int) -> Bool {
            before.messages[old.lowerBound + o].fingerprint == now.messages[new.lowerBound + n].fingerprint
        }
        for o in stride(from: old.count - 1, through: 0, by: -1) {
            for n in stride(from: new.count - 1, through: 0, by: -1) {
                lengths[o * columns + n] =
                    isSame(o, n)
                    ? lengths[(o + 1) * columns + n + 1] + 1
                    : max(lengths[(o + 1) * columns + n], lengths[o * columns + n + 1])
            }
        }
        var matches: [(Int, Int)] = []
        var (o, n) = (0, 0)
        while o < old.count, n < new.count {
            if isSame(o, n) {
                matches.append((old.lowerBound + o, new.lowerBound + n))
                o += 1
                n += 1
            } else if lengths[(o + 1) * columns + n] >= lengths[o * columns + n + 1] {
                o += 1
            } else {
                n += 1
            }
        }
        return matches
    }

    /// Reads what is listed of a change; most messages of long ones never are.
    private func change(_ place: Place) -> PromptComparison.Change {
        let (side, index) = place.new.map { (now, $0) } ?? (before, place.old ?? 0)
        let piece = side.messages[index]
        return PromptComparison.Change(
            kind: place.kind, message: side.number(index), role: piece.label, bytes: piece.span.count,
            bytesBefore: place.kind == .changed ? place.old.map { before.messages[$0].span.count } : nil,
            text: text(side, index, limit: 4096).bounded(to: Self.maximumTextBytes))
    }

    /// What the message says, for a reader.
    private func text(_ side: Side, _ index: Int, limit: Int) -> String {
        let piece = side.messages[index]
        guard let value = try? JSONValue(parsing: side.body.part(piece.span)) else { return "" }
        var room = limit
        let message = PromptMessage(value, label: piece.label, bytes: piece.span.count, room: &room)
        return message.parts.map { part in
            part.kind == .call ? "\(part.name ?? "?")(\(part.text))" : part.text
        }.joined(separator: "\n")
    }

    // MARK: The first difference

    private func difference(at index: Int) -> PromptComparison.Difference {
        let old = before.messages[index]
        guard index < now.messages.count else {
            return PromptComparison.Difference(
                message: before.number(index), role: old.label, offset: 0,
                before: text(before, index, limit: 4096).bounded(to: Self.maximumTextBytes), now: nil)
        }
        var was = Array(text(before, index, limit: PromptContent.maximumTextBytes).utf8)
        var becomes = Array(text(now, index, limit: PromptContent.maximumTextBytes).utf8)
        if was == becomes || old.label != now.messages[index].label {
            was = Array(before.body[old.span])
            becomes = Array(now.body[now.messages[index].span])
        }
        var offset = 0
        while offset < min(was.count, becomes.count), was[offset] == becomes[offset] { offset += 1 }
        return PromptComparison.Difference(
            message: now.number(index), role: now.messages[index].label, offset: offset,
            before: Self.line(was, around: offset),
            now: Self.line(becomes, around: offset))
    }

    /// The line on which `offset` stands, from a little before it on.
    private static func line(_ text: [UInt8], around offset: Int) -> String {
        var start = min(offset, text.count)
        while start > 0, offset - start < contextBytes, text[start - 1] != 0x0A { start -= 1 }
        while start > 0, start < text.count, text[start] & 0xC0 == 0x80 { start -= 1 }
        var end = min(offset, text.count)
        while end < text.count, end - start < maximumTextBytes, text[end] != 0x0A || end == offset { end += 1 }
        while end > start, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        return (start > 0 && text[start - 1] != 0x0A ? "…" : "") + String(decoding: text[start..<end], as: UTF8.self)
    }

    // MARK: Tools

    private func compareTools(_ result: inout PromptComparison) {
        func byName(_ side: Side) -> [String: UInt64] {
            Dictionary(side.outline.tools.map { ($0.label, $0.fingerprint) }) { first, _ in first }
        }
        let (old, new) = (byName(before), byName(now))
        func names(_ names: some Sequence<String>) -> [String] { Array(names.sorted().prefix(Self.maximumTools)) }
        let added = new.keys.filter { old[$0] == nil }
        let removed = old.keys.filter { new[$0] == nil }
        let changed = new.filter { old[$0.key] != nil && old[$0.key] != $0.value }.keys
        (result.addedTools, result.removedTools, result.changedTools) = (names(added), names(removed), names(changed))
        if max(added.count, removed.count, changed.count) > Self.maximumTools {
            var counts = PromptComparison.Counts()
            (counts.added, counts.removed, counts.changed) = (added.count, removed.count, changed.count)
            result.toolCounts = counts
        }
        let order = before.outline.tools.map(\.fingerprint)
        result.areToolsReordered = !result.hasOtherTools && order != now.outline.tools.map(\.fingerprint)
    }
}

extension PromptComparison {
    /// Compares the prompts in two bodies; `nil` where one holds none. `other`: the request that `former` is of.
    package init?(_ body: String, with former: String, of other: RequestID) {
        var (body, former) = (body, former)
        let comparison = body.withUTF8 { now in
            former.withUTF8 { before -> PromptComparison? in
                let sides = [now, before].map { bytes in
                    let bytes = UnsafeRawBufferPointer(bytes)
                    return PromptComparing.Side(body: bytes, outline: PromptOutline(bytes))
                }
                guard sides.allSatisfy({ !$0.messages.isEmpty }) else { return nil }
                return PromptComparing.compare(sides[0], with: sides[1], of: other)
            }
        }
        guard let comparison else { return nil }
        self = comparison
    }
}
