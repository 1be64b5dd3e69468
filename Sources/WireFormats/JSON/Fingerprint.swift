/// Tells texts apart by 64 bits, at several bytes a cycle: a request of a megabyte is compared by the fingerprints of its
/// messages.
///
/// Products of two words, of which both halves count, as in wyhash (https://github.com/wangyi-fudan/wyhash). The constants are
/// other ones in each run, so that nobody outside can make two texts that have the same.
package enum Fingerprint {
    private static let seeds = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

    /// Equal for equal bytes, within this run.
    package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let seeds = seeds
        var hash = seeds.0 ^ UInt64(bytes.count)
        var index = 0
        while index &+ 16 <= bytes.count {
            hash = mixed(hash ^ word(bytes, index) ^ seeds.1, word(bytes, index &+ 8) ^ seeds.0)
            index &+= 16
        }
        if index < bytes.count {
            let first = tail(bytes, index)
            let second = tail(bytes, min(index &+ 8, bytes.count))
            hash = mixed(hash ^ first ^ seeds.1, second ^ seeds.0)
        }
        return mixed(hash ^ seeds.1, seeds.0)
    }

    /// That of two texts, one after the other.
    package static func joined(_ first: UInt64, _ second: UInt64) -> UInt64 {
        mixed(first ^ seeds.0, second ^ seeds.1)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Up to eight bytes from `index` on.
    private static func tail(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        var word: UInt64 = 0
        for byte in bytes[index..<min(index &+ 8, bytes.count)] { word = word << 8 | UInt64(byte) }
        return word
    }

    @inline(__always)
    private static func mixed(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (high, low) = first.multipliedFullWidth(by: second)
        return high ^ low
    }
}
