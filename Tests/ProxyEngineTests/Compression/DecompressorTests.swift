import ProxyEngine
import Testing

struct DecompressorTests {
    /// What comes out of `pieces`, or why it does not.
    private static func decode(
        _ pieces: [ArraySlice<UInt8>], _ coding: ContentCoding, limit: Int = 1 << 20
    ) -> Result<[UInt8], CodingProblem> {
        var output: [UInt8] = []
        do {
            let decompressor = try Decompressor(coding, limit: limit)
            for piece in pieces {
                _ = try Array(piece).withUnsafeBytes { bytes in
                    try decompressor.decode(bytes) { output.append(contentsOf: $0) }
                }
            }
            try decompressor.finish()
        } catch {
            return .failure(error as? CodingProblem ?? .unknown("\(error)"))
        }
        return .success(output)
    }

    @Test(arguments: CodedSample.all.indices) func readsInAnyPieces(index: Int) {
        let (coding, bytes) = CodedSample.all[index]
        guard CodedSample.isAvailable(coding) else { return }
        let expected = Result<[UInt8], CodingProblem>.success(Array(CodedSample.text.utf8))
        #expect(Self.decode([bytes[...]], coding) == expected)
        #expect(Self.decode(bytes.indices.map { bytes[$0...$0] }, coding) == expected)
        for cut in bytes.indices { #expect(Self.decode([bytes[..<cut], bytes[cut...]], coding) == expected) }
    }

    /// A part is never taken for the whole, and never says what the whole does not say.
    @Test(arguments: CodedSample.all.indices) func noticesTheMissingEnd(index: Int) {
        let (coding, bytes) = CodedSample.all[index]
        guard CodedSample.isAvailable(coding) else { return }
        for count in 1..<bytes.count {
            #expect(Self.decode([bytes[..<count]], coding) == .failure(.cut(coding)), "\(count)")
        }
        #expect(Self.decode([], coding) == .success([]))
    }

    /// Damage ends in an error or in other bytes, never in a trap, a loop or more than is allowed.
    @Test(arguments: CodedSample.all.indices) func survivesDamage(index: Int) {
        let (coding, bytes) = CodedSample.all[index]
        guard CodedSample.isAvailable(coding) else { return }
        for place in bytes.indices {
            for flipped: UInt8 in [0x01, 0x80, 0xFF] {
                var damaged = bytes
                damaged[place] ^= flipped
                if case .success(let output) = Self.decode([damaged[...]], coding, limit: 4096) {
                    #expect(output.count <= 4096)
                }
            }
        }
        #expect(Self.decode([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]], coding) != .success([]))
    }

    @Test func takesSeveralMembersOfOne() {
        let twice = CodedSample.gzip + CodedSample.gzip
        #expect(Self.decode([twice[...]], .gzip) == .success(Array((CodedSample.text + CodedSample.text).utf8)))
        #expect(Self.decode([(CodedSample.gzip + [1, 2, 3])[...]], .gzip) == .failure(.damaged(.gzip)))
        #expect(Self.decode([(CodedSample.zlib + CodedSample.zlib)[...]], .deflate) == .failure(.damaged(.deflate)))
    }

    @Test func endsBombs() {
        let bomb = CodedSample.gzipBomb(mebibytes: 3)
        #expect(bomb.count < 4096)
        #expect(Self.decode([bomb[...]], .gzip, limit: 3 << 20) == .success([UInt8](repeating: 0x61, count: 3 << 20)))
        #expect(Self.decode([bomb[...]], .gzip, limit: (3 << 20) - 1) == .failure(.tooLong))
    }

    @Test(
        arguments: [
            ([], .plain), (["identity"], .plain), ([""], .plain), (["gzip"], .coded(.gzip)),
            (["X-GZip"], .coded(.gzip)),
            ([" br "], .coded(.brotli)), (["identity, zstd"], .coded(.zstd)), (["gzip, br"], .other("gzip, br")),
            (["gzip", "gzip"], .other("gzip, gzip")), (["compress"], .other("compress")),
        ] as [([String], ContentCoding.Told)])
    func readsTheField(fields: [String], expected: ContentCoding.Told) {
        #expect(ContentCoding.told(fields) == expected)
    }
}

struct BodyDecoderTests {
    private static func decode(
        _ pieces: [ArraySlice<UInt8>], _ told: ContentCoding.Told = .plain
    ) -> Result<[UInt8], CodingProblem> {
        var output: [UInt8] = []
        do {
            var decoder = try BodyDecoder(told, limit: 1 << 20)
            for piece in pieces {
                try Array(piece).withUnsafeBytes { bytes in
                    try decoder.receive(bytes) { output.append(contentsOf: $0) }
                }
                while decoder.isBehind { try decoder.decode(atMost: 1) { output.append(contentsOf: $0) } }
            }
            try decoder.finish { output.append(contentsOf: $0) }
        } catch {
            return .failure(error as? CodingProblem ?? .unknown("\(error)"))
        }
        return .success(output)
    }

    @Test(arguments: [CodedSample.gzip, CodedSample.zstd]) func knowsACodingThatNobodyTold(bytes: [UInt8]) {
        guard CodedSample.isAvailable(.zstd) else { return }
        let expected = Result<[UInt8], CodingProblem>.success(Array(CodedSample.text.utf8))
        for cut in bytes.indices { #expect(Self.decode([bytes[..<cut], bytes[cut...]]) == expected) }
        #expect(Self.decode(bytes.indices.map { bytes[$0...$0] }) == expected)
    }

    @Test(arguments: ["", "{", "(", "\u{1F}", "\u{1F}x", "(\u{1F}", #"{"a":1}"#, "data: x\n\n"])
    func leavesTextAlone(text: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count { #expect(Self.decode([bytes[..<cut], bytes[cut...]]) == .success(bytes)) }
    }

    /// However much a few bytes mean, it comes in slices, and what has not come yet is known to wait.
    @Test func undoesInSlices() throws {
        let (slice, whole) = (100 << 10, 3 << 20)
        var decoder = try BodyDecoder(.coded(.gzip), limit: whole)
        var output = 0
        try CodedSample.gzipBomb(mebibytes: 3).withUnsafeBytes { try decoder.receive($0) { output += $0.count } }
        #expect(output == 0 && decoder.isBehind)
        var slices = 0
        while decoder.isBehind {
            let before = output
            try decoder.decode(atMost: slice) { output += $0.count }
            // In pieces of 64 KiB.
            #expect(output - before <= slice + (64 << 10))
            slices += 1
        }
        #expect(output == whole && (24...32).contains(slices))
        try decoder.finish { _ in }
    }

    @Test func namesWhatItCannotDecode() {
        #expect(Self.decode([], .other("compress")) == .failure(.unknown("compress")))
        #expect(Self.decode([CodedSample.gzip[...]], .coded(.deflate)) == .failure(.damaged(.deflate)))
    }
}
