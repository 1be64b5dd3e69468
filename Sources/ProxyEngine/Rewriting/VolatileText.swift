/// A line that tells the day or the time, or bears a mark that is new with each request.
struct VolatileText {
    /// The line without what changes: numbers become `0`, months and days of the week `M`. `nil`: nothing in it changes by
    /// itself.
    private(set) var shape: [UInt8]?

    /// What Claude Code puts before its instructions; the value behind it is another one for each request
    /// (https://github.com/vllm-project/vllm/issues/36829).
    private static let billingMark = Array("cch=".utf8)
    private static let calendarWords: Set<String> = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed",
        "thu",
        "thur", "thurs", "fri", "sat", "sun",
    ]
    private static let halvesOfTheDay: Set<String> = ["am", "pm"]

    init(_ line: UnsafeRawBufferPointer) {
        var shape: [UInt8] = []
        var numbers: [Range<Int>] = []
        var wordEnd: Int?
        // "You may use 3 tools" is no date: a word of the calendar counts beside a number only.
        var isDated = false
        var isMarked = false
        var index = 0
        while index < line.count {
            let byte = line[index]
            let start = index
            if Self.isDigit(byte) {
                while index < line.count, Self.isDigit(line[index]) { index += 1 }
                numbers.append(start..<index)
                isDated = isDated || wordEnd.map { start - $0 <= 2 } ?? false
                shape.append(UInt8(ascii: "0"))
            } else if Self.isLetter(byte) {
                while index < line.count, Self.isLetter(line[index]) { index += 1 }
                let word = index - start <= 9 ? Self.lowered(line, start..<index) : ""
                let isWord = Self.calendarWords.contains(word)
                if isWord {
                    wordEnd = index
                    isDated = isDated || numbers.last.map { start - $0.upperBound <= 2 } ?? false
                }
                if isWord || Self.halvesOfTheDay.contains(word) {
                    shape.append(UInt8(ascii: "M"))
                } else {
                    shape += line[start..<index]
                }
            } else {
                shape.append(byte)
                index += 1
                guard byte == UInt8(ascii: "="), shape.suffix(4).elementsEqual(Self.billingMark) else { continue }
                isMarked = true
                while index < line.count, Self.isDigit(line[index]) || Self.isLetter(line[index]) { index += 1 }
            }
        }
        if isMarked || isDated || Self.hasDateOrTime(line, numbers) { self.shape = shape }
    }

    /// `2026-11-21`, `21/11/2026`, `9:07`, or seconds since 1970.
    private static func hasDateOrTime(_ line: UnsafeRawBufferPointer, _ numbers: [Range<Int>]) -> Bool {
        for (place, number) in numbers.enumerated() {
            if number.count == 10 || number.count == 13, line[number.lowerBound] == UInt8(ascii: "1") { return true }
            guard place + 1 < numbers.count, numbers[place + 1].lowerBound == number.upperBound + 1 else { continue }
            let second = numbers[place + 1]
            switch line[number.upperBound] {
            case UInt8(ascii: ":") where number.count <= 2 && second.count == 2: return true
            case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
                guard place + 2 < numbers.count, numbers[place + 2].lowerBound == second.upperBound + 1,
                    line[second.upperBound] == line[number.upperBound]
                else { continue }
                let lengths = [number.count, second.count, numbers[place + 2].count]
                // A version has three short numbers; a date has one long one, the year.
                if lengths.filter({ $0 == 4 }).count == 1, lengths.filter({ $0 <= 2 }).count == 2 { return true }
            default: continue
            }
        }
        return false
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func lowered(_ line: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        String(decoding: line[range].map { $0 | 0x20 }, as: UTF8.self)
    }
}
