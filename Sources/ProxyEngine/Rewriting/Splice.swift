/// A place in a text, and what is to stand there instead.
struct Splice {
    var range: Range<Int>
    var text: [UInt8]
}

extension [Splice] {
    /// Appends `payload` with what is to stand in it instead. The ranges do not overlap.
    func append(_ payload: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var position = 0
        for splice in sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            output.append(contentsOf: payload[position..<splice.range.lowerBound])
            output.append(contentsOf: splice.text)
            position = splice.range.upperBound
        }
        output.append(contentsOf: payload[position...])
    }
}
