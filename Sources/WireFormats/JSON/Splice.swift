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
        forEachPiece(of: payload) { output.append(contentsOf: $0) }
    }

    /// Hands out `payload` with what is to stand in it instead, piece by piece. The ranges do not overlap.
    package func forEachPiece(of payload: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void) {
        var position = 0
        for splice in sorted(by: Splice.isBefore) {
            take(payload.part(position..<splice.range.lowerBound))
            splice.text.withUnsafeBytes(take)
            position = splice.range.upperBound
        }
        take(payload.part(position..<payload.count))
    }

    /// How many bytes `payload` has with what is to stand in it instead.
    package func byteCount(of payload: Int) -> Int {
        reduce(payload) { $0 + $1.text.count - $1.range.count }
    }
}
