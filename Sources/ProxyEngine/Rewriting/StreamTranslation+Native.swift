import Monitoring
import ToolCallParsing
import WireFormats

/// Calls that the backend gives itself: put in shape where they are not.
extension StreamTranslation {
    /// Structured calls of the backend. `true`: they are in shape.
    mutating func readCalls(_ payload: UnsafeRawBufferPointer, _ range: Range<Int>, _ number: Int) -> Bool {
        var cursor = JSONCursor(payload, at: range.lowerBound)
        guard cursor.enterArray() else { return false }
        var isUnchanged = true
        var position = 0
        var last = Int.min
        while cursor.nextElement(), let call = ChunkToolCall(&cursor) {
            if let left = piecesLeft {
                piecesLeft = left - 1
                guard left > 0 else { return false }
            }
            let index = call.index ?? position
            if index <= last { isUnchanged = false }
            last = index
            if !read(call, at: index, payload, number) { isUnchanged = false }
            position += 1
        }
        return isUnchanged && position > 0
    }

    /// `true`: the client is told just what the element says.
    private mutating func read(
        _ call: ChunkToolCall, at index: Int, _ payload: UnsafeRawBufferPointer, _ number: Int
    ) -> Bool {
        var fragment = NativeFragment(index: index)
        fragment.id = call.id.map { JSONString.unescaped(payload.inside($0)) }
        fragment.name = call.name.map { JSONString.unescaped(payload.inside($0)) } ?? ""
        var isPlain = call.index != nil
        if let range = call.arguments {
            isPlain = isPlain && payload[range.lowerBound] == UInt8(ascii: "\"")
            isPlain = readArguments(payload, range, into: &fragment, number) && isPlain
        }
        // Where there were none before, the choice has none to read on.
        var native = choices[number].native ?? newNativeCalls()
        choices[number].native = nil
        var steps: [NativeCalls.Step] = []
        native.take(fragment, into: &steps)
        choices[number].native = native
        let isUnchanged = isPlain && tells(steps, just: fragment, call, number)
        for step in steps { tell(step, number) }
        return isUnchanged
    }

    /// Whether the client is told by `steps` what the backend has said, in its own words.
    private func tells(
        _ steps: [NativeCalls.Step], just fragment: NativeFragment, _ call: ChunkToolCall, _ number: Int
    ) -> Bool {
        var rest = steps[...]
        if case .begin(_, let id, let name)? = rest.first {
            rest = rest.dropFirst()
            guard id != nil, id == fragment.id, name == fragment.name, call.isTyped else { return false }
            guard fragment.index == choices[number].calls.count, !choices[number].hasCalls(ofOtherThan: .backend),
                !request.allowsOneCall || choices[number].calls.isEmpty
            else { return false }
        } else if call.saysHead {
            return false
        }
        guard case .arguments(let place, let bytes)? = rest.first else {
            return fragment.arguments.isEmpty && rest.isEmpty
        }
        // A call that begins here has no place yet.
        let kept = choices[number].places[.backend]?[place] ?? .told(fragment.index)
        return rest.count == 1 && kept == .told(fragment.index) && bytes == fragment.arguments
    }

    private mutating func tell(_ step: NativeCalls.Step, _ number: Int) {
        let end = choices[number].transcript.rawCount
        switch step {
        case .begin(let order, let id, let name):
            var call = ChoiceState.Call(id: id ?? newCallID(), name: name, dialect: Self.native)
            call.span = end..<end
            begin(call, order, of: .backend, number)
        case .arguments(let call, let bytes):
            bytes.withUnsafeBytes { add($0, to: place(of: call, number), span: end..<end, number) }
        case .end(let call, let isRepaired):
            if isRepaired, let place = place(of: call, number) {
                choices[number].change(place) { $0.repairs.append(Self.nativeRepair) }
            }
        case .nameless(let bytes):
            bytes.withUnsafeBytes { bytes in
                choices[number].transcript.append(.content, bytes, span: end..<end)
                emit(.content, bytes, number)
            }
        }
    }

    private static let nativeRepair = "native-arguments"

    private func place(of call: Int, _ number: Int) -> CallPlace? {
        choices[number].places[.backend]?[call]
    }

    /// The backend's own calls are complete. `isCut`: the answer broke off.
    mutating func endNativeCalls(isCut: Bool, _ number: Int) {
        guard var native = choices[number].native else { return }
        choices[number].native = nil
        var steps: [NativeCalls.Step] = []
        native.endAll(isCut: isCut, into: &steps)
        choices[number].native = native
        for step in steps { tell(step, number) }
    }

    /// Arguments as text; an object that should have been a string is taken as it is written. `false`: some of the text has
    /// come before, or is still to come.
    private mutating func readArguments(
        _ payload: UnsafeRawBufferPointer, _ range: Range<Int>, into fragment: inout NativeFragment, _ number: Int
    ) -> Bool {
        guard payload[range.lowerBound] == UInt8(ascii: "\"") else {
            fragment.arguments = Array(payload[range])
            return true
        }
        // Half a surrogate pair waits for the other half.
        let waiting = choices[number].openEscapes.removeValue(forKey: fragment.index)
        var unescaper = waiting ?? JSONUnescaper()
        unescaper.append(payload.inside(range), to: &fragment.arguments)
        if !unescaper.isAtBoundary { choices[number].openEscapes[fragment.index] = unescaper }
        return waiting == nil && unescaper.isAtBoundary
    }
}
