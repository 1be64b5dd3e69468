import Monitoring
import ToolCallParsing

/// The calls of an answer, as the client is told of them.
extension StreamTranslation {
    enum TextKind { case content, reasoning }

    static let native = "native"

    mutating func emit(_ kind: TextKind, _ bytes: UnsafeRawBufferPointer, _ number: Int) {
        let choice = choices[number].index
        hasTold = true
        replacementChunks += 1
        switch (delivery, kind) {
        case (.events, .content) where passesText: return
        case (.events, .content): writer.text(bytes, key: "content", choice: choice, into: &replacement)
        case (.events, .reasoning):
            writer.text(bytes, key: choices[number].reasoningKey.text, choice: choice, into: &replacement)
        case (.body, .content): choices[number].content.append(contentsOf: bytes)
        case (.body, .reasoning): choices[number].reasoning.append(contentsOf: bytes)
        }
    }

    /// Puts the notice in front of the answer's first text. An answer without text, and text for a program to read, gets none:
    /// JSON, tags and code fences are known by their first character.
    mutating func tellNotice(before text: UnsafeRawBufferPointer, _ number: Int) {
        guard choices[number].notice == .due, let first = text.first(where: { !NoticeText.isBlank($0) }) else { return }
        choices[number].notice = .none
        guard !"{[<`".utf8.contains(first), notice.claim() else { return }
        choices[number].notice = .told
        let end = choices[number].transcript.rawCount
        notice.text.withUnsafeBytes { bytes in
            choices[number].transcript.append(.notice, bytes, span: end..<end)
            emit(.content, bytes, number)
        }
    }

    // MARK: One call after the other

    /// A call begins. It is told at once, unless it may be another's repetition, or one too many.
    /// `order`: its number with those who told of it.
    mutating func begin(_ call: ChoiceState.Call, _ order: Int, of source: CallSource, _ number: Int) {
        hasCallNews = true
        let place: CallPlace
        if request.allowsOneCall, !choices[number].calls.isEmpty {
            choices[number].surplus.append(call)
            place = .surplus(choices[number].surplus.count - 1)
        } else if choices[number].hasCalls(ofOtherThan: source) {
            choices[number].held.append(call)
            place = .held(choices[number].held.count - 1)
        } else {
            place = .told(choices[number].calls.count)
            tell(call, number)
        }
        choices[number].places[source, default: [:]][order] = place
    }

    /// Tells the client of a call, and of its arguments so far.
    private mutating func tell(_ call: ChoiceState.Call, _ number: Int) {
        let index = choices[number].calls.count
        hasTold = true
        // Of the backend's own calls nothing but the next one tells the end.
        endCall(.told(index - 1), number)
        var head = call
        head.arguments = []
        choices[number].calls.append(head)
        choices[number].transcript.mark(
            .call(index: index, id: call.id, name: call.name, dialect: call.dialect), span: call.span)
        if delivery == .events {
            replacementChunks += 1
            writer.callHead(
                index: index, id: call.id, name: call.name, choice: choices[number].index, into: &replacement)
        }
        guard !call.arguments.isEmpty else { return }
        call.arguments.withUnsafeBytes { bytes in
            choices[number].transcript.append(.arguments(index: index), bytes, span: call.span)
            add(bytes, toTold: index, number)
        }
    }

    /// More arguments. `span`: where they stand in the model's text.
    mutating func add(_ bytes: UnsafeRawBufferPointer, to place: CallPlace?, span: Range<Int>, _ number: Int) {
        guard !bytes.isEmpty, let place else { return }
        if case .told(let index) = place {
            choices[number].transcript.append(.arguments(index: index), bytes, span: span)
            add(bytes, toTold: index, number)
        } else {
            choices[number].change(place) { $0.arguments.append(contentsOf: bytes) }
        }
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer, toTold call: Int, _ number: Int) {
        guard choices[number].calls.indices.contains(call) else { return }
        choices[number].calls[call].arguments.append(contentsOf: bytes)
        guard delivery == .events else { return }
        replacementChunks += 1
        writer.arguments(bytes, index: call, choice: choices[number].index, into: &replacement)
    }

    /// Nothing more of the call follows.
    mutating func endCall(_ place: CallPlace?, _ number: Int) {
        guard let place, choices[number].call(at: place)?.clock.isEnded == false else { return }
        choices[number].change(place) { $0.clock.end() }
        hasCallNews = true
    }

    /// The answer has ended: tells of the calls that waited, unless they say what another has said. Some backends leave the
    /// text in the answer from which they have made a call.
    mutating func tellHeldCalls(_ number: Int) {
        let held = choices[number].held
        choices[number].held = []
        // Each call that was told stands for one that waited.
        var (native, text): ([ChoiceState.Saying: Int], [ChoiceState.Saying: Int]) = ([:], [:])
        if !held.isEmpty {
            for call in choices[number].calls {
                if call.isNative { native[call.saying, default: 0] += 1 } else { text[call.saying, default: 0] += 1 }
            }
        }
        for call in held {
            let saying = call.saying
            if call.isNative, let count = text[saying], count > 0 {
                text[saying] = count - 1
            } else if !call.isNative, let count = native[saying], count > 0 {
                native[saying] = count - 1
            } else if request.allowsOneCall, !choices[number].calls.isEmpty {
                choices[number].surplus.append(call)
            } else {
                tell(call, number)
                let last = choices[number].calls.count - 1
                choices[number].calls[last].clock.end()
            }
        }
        guard !choices[number].surplus.isEmpty else { return }
        let told = Set(choices[number].calls.map(\.saying))
        choices[number].surplus.removeAll { told.contains($0.saying) }
    }

    /// Calls without arguments get an empty object where their tool asks for none, so that clients can read them.
    mutating func completeEmptyCalls(_ number: Int) {
        for index in choices[number].calls.indices where choices[number].calls[index].arguments.isEmpty {
            let name = choices[number].calls[index].name
            let required = request.tool(name)?.parameters?["required"]?.arrayValue ?? []
            guard required.isEmpty else { continue }
            let end = choices[number].transcript.rawCount
            Array("{}".utf8).withUnsafeBytes { add($0, to: .told(index), span: end..<end, number) }
        }
    }
}

/// Who told of a call.
enum CallSource: Hashable { case backend, text }

/// Where a call is kept.
enum CallPlace: Equatable {
    /// Index of the client.
    case told(Int)
    /// It waits for the answer's end.
    case held(Int)
    /// The request allows no further one.
    case surplus(Int)
}

extension CallFinding {
    init(_ call: ParsedCall) {
        self.init(others: call.others.map(\.rawValue), isSure: call.isSure, isInReasoning: call.isInReasoning)
    }
}
