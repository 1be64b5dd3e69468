extension RawText {
    /// Moves behind comments and the white space around them. `false`: more text is needed.
    func skipComments(_ index: inout Int) -> Bool {
        while true {
            guard index < count, self[index] == UInt8(ascii: "/") else { return true }
            guard index + 1 < count else { return isFinal }
            let isLine = self[index + 1] == UInt8(ascii: "/")
            guard isLine || self[index + 1] == UInt8(ascii: "*") else { return true }
            let closer = isLine ? "\n" : "*/"
            var end = index + 2
            while end < count, compare(closer.utf8, at: end) != .matches { end += 1 }
            guard end < count else { return isFinal }
            index = skippingWhitespace(from: end + closer.utf8.count)
        }
    }
}
