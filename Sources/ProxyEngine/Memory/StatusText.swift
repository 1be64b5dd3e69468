/// Takes the texts apart in which Linux tells its state: lines of words between blanks.
enum StatusText {
    static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] { text.split(separator: 0x0A) }

    static func words(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
    }

    static func string(_ word: ArraySlice<UInt8>) -> String { String(decoding: word, as: UTF8.self) }

    /// A decimal number; `nil` for anything else, and for what does not fit.
    static func integer(_ word: ArraySlice<UInt8>) -> Int? {
        guard !word.isEmpty, word.count <= 20 else { return nil }
        var value = 0
        for byte in word {
            guard 0x30...0x39 ~= byte else { return nil }
            let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, exceeds) = tens.addingReportingOverflow(Int(byte - 0x30))
            guard !overflows, !exceeds else { return nil }
            value = sum
        }
        return value
    }

    /// The number behind `name` in lines of a name and a number, as in `memory.stat`.
    static func value(_ name: StaticString, in text: [UInt8]) -> Int? {
        for line in lines(text) {
            let words = words(line)
            guard words.count >= 2, name.withUTF8Buffer({ words[0].elementsEqual($0) }) else { continue }
            return integer(words[1])
        }
        return nil
    }

    /// The only number of a file.
    static func number(_ text: [UInt8]) -> Int? { lines(text).first.flatMap { integer(trimmed($0)) } }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> { words(line).first ?? [] }
}
