#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads the small files in which the system tells its state.
enum SystemFile {
    /// The first bytes of the file at `path`; `nil` where it cannot be read.
    static func read(_ path: String, maximum: Int = 4096) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count < maximum {
            let room = min(maximum - bytes.count, 64 << 10)
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                count = systemRead(descriptor, buffer)
                filled = max(0, count)
            }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += piece
        }
        return bytes
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    /// Where the link at `path` leads.
    static func link(_ path: String) -> [UInt8]? {
        var count = 0
        let target = [UInt8](unsafeUninitializedCapacity: 64) { buffer, filled in
            buffer.withMemoryRebound(to: CChar.self) { target in
                if let start = target.baseAddress { count = readlink(path, start, target.count) }
            }
            filled = max(0, count)
        }
        return count < 0 ? nil : target
    }

    /// The names in the folder at `path`.
    static func names(in path: String) -> [String] {
        guard let folder = opendir(path), let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            // An entry is as long as its name: the structure must not be copied whole.
            let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            let name = String(cString: start)
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
