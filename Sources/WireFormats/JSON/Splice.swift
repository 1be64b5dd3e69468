/// A place in a text, and what is to stand there instead.
package struct Splice: Equatable, Sendable {
    package var range: Range<Int>
    package var text: [UInt8]

    package init(range: Range<Int>, text: [UInt8]) {
        self.range = range
        self.text = text
    }

    /// An insertion comes before what is replaced at the same place.
    fileprivate static func isBefore(_ first: Splice, _ second: Splice) -> Bool {
        (first.range.lowerBound, first.range.upperBound) < (second.range.lowerBound, second.range.upperBound)
    }
}

extension [Splice] {
    /// Appends `payload` with what is to stand in it instead. The ranges do not overlap.
    package func append(_ payload: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var position = 0
        for splice in sorted(by: Splice.isBefore) {
            output.append(contentsOf: payload[position..<splice.range.lowerBound])
            output.append(contentsOf: splice.text)
            position = splice.range.upperBound
        }
        output.append(contentsOf: payload[position...])
    }
}
