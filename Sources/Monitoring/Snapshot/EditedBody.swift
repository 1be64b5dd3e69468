import WireFormats

/// What an operator has written in the place of a request's body.
package enum EditedBody {
    /// Where it is no JSON object; `nil`: it is one. Lines and characters count from 1.
    package static func problem(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let problem = bytes.withUnsafeBytes({ JSONSyntaxScan.firstProblem(in: $0) }) else {
            let opener = bytes.first { $0 > 0x20 }
            return opener == UInt8(ascii: "{") ? nil : "a request is a JSON object, which begins with {"
        }
        let before = bytes.prefix(problem.offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = String(decoding: before[start...], as: UTF8.self).count + 1
        return "no JSON: \(problem.words) in line \(line) at character \(column)"
    }
}
