import Testing

@testable import ProxyEngine

struct ProgramPagesTests {
    private static let maps = """
        55d0c0000000-55d0c0100000 r--p 00000000 fe:00 1311                       /usr/local/bin/program
        55d0c0100000-55d0c1900000 r-xp 00100000 fe:00 1311                       /usr/local/bin/program
        55d0c1900000-55d0c1a00000 rw-p 01900000 fe:00 1311                       /usr/local/bin/program
        7f0000000000-7f0000200000 r-xp 00000000 fe:00 77                         /usr/lib/libc.so.6
        7f0000300000-7f0000400000 r-xp 00000000 fe:00 78                         /a folder/pro gram
        7f0000500000-7f0000600000 rw-p 00000000 00:00 0
        7ffc00000000-7ffc00002000 r-xp 00000000 00:00 0                          [vdso]
        nonsense r-xp 00000000 fe:00 1311 /usr/local/bin/program
        """

    /// Only what is code, and only the program's own: of libraries others make use as well, and what is written to is lost.
    @Test(arguments: [
        ("/usr/local/bin/program", [0x55d0_c010_0000..<0x55d0_c190_0000] as [Range<UInt>]),
        ("/a folder/pro gram", [0x7f00_0030_0000..<0x7f00_0040_0000]), ("/usr/local/bin/prog", []), ("", []),
    ])
    func findsTheCode(_ path: String, _ ranges: [Range<UInt>]) {
        #expect(ProgramPages.code(in: Array(Self.maps.utf8), of: Array(path.utf8)) == ranges)
    }

    /// The test itself is part of what is let go, and goes on.
    @Test func ownCodeIsLetGo() {
        #if os(Linux)
            #expect(ProgramPages.letGo() > 0)
        #else
            #expect(ProgramPages.letGo() == 0)
        #endif
    }
}
