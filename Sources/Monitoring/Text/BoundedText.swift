extension String {
    /// The text, or as much of its beginning as fits into `maximumBytes` of UTF-8 with `…` at the end.
    func bounded(to maximumBytes: Int) -> String {
        guard utf8.count > maximumBytes else { return self }
        let ellipsis = "…"
        var end = utf8.index(startIndex, offsetBy: max(0, maximumBytes - ellipsis.utf8.count))
        while end > startIndex, UTF8.isContinuation(utf8[end]) { end = utf8.index(before: end) }
        return String(self[..<end]) + ellipsis
    }
}
