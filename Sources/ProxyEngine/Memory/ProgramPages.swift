#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The program's own code in memory. The start needs much of it that nothing needs again, and what was mapped once counts as
/// resident for as long as the process lives.
enum ProgramPages {
    /// Where `/proc/PID/maps` (proc_pid_maps(5)) says that the code of the program at `path` lies.
    static func code(in maps: [UInt8], of path: [UInt8]) -> [Range<UInt>] {
        StatusText.lines(maps).compactMap { line in
            let words = line.split(separator: 0x20, maxSplits: 5)
            // Behind the fifth word stands the path, which may hold blanks, after as many blanks as it takes.
            guard words.count == 6, words[1].elementsEqual("r-xp".utf8),
                words[5].drop(while: { $0 == 0x20 }).elementsEqual(path)
            else { return nil }
            let ends = words[0].split(separator: UInt8(ascii: "-"))
            guard ends.count == 2, let start = address(ends[0]), let end = address(ends[1]), start < end else {
                return nil
            }
            return start..<end
        }
    }

    private static func address(_ digits: ArraySlice<UInt8>) -> UInt? {
        UInt(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// Takes the code out of this process. What is needed again comes back from the system's cache of files, a few
    /// microseconds for each 64 KiB. Returns the bytes of code that were taken out: 0 where the system does not tell where it lies.
    @discardableResult
    static func letGo() -> Int {
        var bytes = 0
        #if os(Linux)
            guard let maps = SystemFile.read("/proc/self/maps", maximum: 1 << 20), let path = ownPath() else {
                return 0
            }
            for range in code(in: maps, of: path) {
                // The pages are mapped from a file and not written to: nothing is lost with them (madvise(2)).
                guard let start = UnsafeMutableRawPointer(bitPattern: range.lowerBound) else { continue }
                if madvise(start, range.count, MADV_DONTNEED) == 0 { bytes += range.count }
            }
        #endif
        return bytes
    }

    #if os(Linux)
        private static func ownPath() -> [UInt8]? {
            var length = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, filled in
                length = buffer.withMemoryRebound(to: CChar.self) {
                    $0.baseAddress.map { readlink("/proc/self/exe", $0, Int(PATH_MAX)) } ?? -1
                }
                filled = max(0, length)
            }
            return length > 0 ? bytes : nil
        }
    #endif
}
