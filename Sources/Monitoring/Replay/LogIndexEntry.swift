import WireFormats

/// Where a request stands in the log, and when it was: what is kept of each line of a log of any length.
package struct LogIndexEntry: Equatable, Sendable {
    /// Which of the files.
    package var file: Int
    /// The line's bytes in the file, without the line feed.
    package var offset: Int
    package var length: Int
    /// Seconds since 1970.
    package var receivedAt: Double
    package var endedAt: Double
    /// Its number in the run that wrote it.
    package var number: UInt64

    /// Looks at a line without reading it whole; `nil` where it is none of a traffic log.
    package init?(_ line: UnsafeRawBufferPointer, file: Int, offset: Int) {
        self.file = file
        self.offset = offset
        length = line.count
        number = 0
        var time: Double?
        var seconds = 0.0
        var version: Int?
        var cursor = JSONCursor(line)
        guard cursor.enterObject() else { return nil }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return nil }
            if line.equals("time", in: key), value.count > 2 {
                time = LogTime.seconds(line[value.lowerBound + 1..<value.upperBound - 1])
            } else if line.equals("seconds", in: key) {
                seconds = Double(line.text(value)) ?? 0
            } else if line.equals("number", in: key) {
                number = UInt64(line.text(value)) ?? 0
            } else if line.equals("v", in: key) {
                version = Int(line.text(value))
            }
        }
        guard !cursor.isBroken, cursor.peek() == nil, version != nil, let time, seconds.isFinite else { return nil }
        receivedAt = time
        endedAt = time + min(max(0, seconds), 1e7)
    }
}

extension [LogIndexEntry] {
    /// As the requests were received; in a log they stand as they ended.
    package var inOrderOfTime: [LogIndexEntry] {
        sorted { ($0.receivedAt, $0.number) < ($1.receivedAt, $1.number) }
    }
}
