import WireFormats

/// Checks JSON text and takes the white space between its tokens out, so that it stands on one line.
enum JSONCompaction {
    /// The same JSON on one line; `nil` where `bytes` are not exactly one JSON value in valid UTF-8.
    static func compacted(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.withUnsafeBytes { text in
            guard text.isUTF8, let spaces = try? JSONSyntaxScan.spaces(in: text) else { return nil }
            // As most clients write it.
            if spaces.isEmpty { return bytes }
            var output: [UInt8] = []
            output.reserveCapacity(text.count)
            spaces.map { Splice(range: $0, text: []) }.append(text, to: &output)
            return output
        }
    }
}
