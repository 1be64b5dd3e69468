#if canImport(Glibc)
    import Glibc
#endif

/// Gives memory that load has left behind back to the system. glibc keeps what was freed: in each thread's arena, and for
/// large pieces more and more the larger those were that came before.
enum FreedMemory {
    /// Pieces from this size on are the system's own business and go back to it when they are freed. Smaller ones, as the body
    /// of a long conversation, are used again: fresh pages for each would cost more than all that is done with it.
    private static let largePiece: CInt = 4 << 20
    /// So much may lie free at the end of a heap until ``giveBack()``.
    private static let keptFree: CInt = 16 << 20

    /// Once, before there is load.
    static func keepLargePiecesApart() {
        #if canImport(Glibc)
            guard let setOption = symbol("mallopt", as: (@convention(c) (CInt, CInt) -> CInt).self) else { return }
            // M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h; setting one ends the growing of both by itself: mallopt(3).
            _ = setOption(-3, largePiece)
            _ = setOption(-1, keptFree)
        #endif
    }

    /// Takes some milliseconds where much was freed.
    static func giveBack() {
        #if canImport(Glibc)
            guard let trim = symbol("malloc_trim", as: (@convention(c) (Int) -> CInt).self) else { return }
            _ = trim(0)
        #endif
    }

    #if canImport(Glibc)
        /// A function of malloc.h, which Swift's module of the C library does not have.
        private static func symbol<Function>(_ name: String, as type: Function.Type) -> Function? {
            dlsym(nil, name).map { unsafeBitCast($0, to: type) }
        }
    #endif
}

/// When memory is given back: once the load is over, and now and then while it is not.
struct MemoryReturnPace {
    /// Seconds between two times while requests run.
    private static let busySeconds = 10.0

    private var lastCount: UInt64 = 0
    private var last: Moment

    init(at now: Moment) { last = now }

    /// `count`: requests and connections so far; `running`: requests that have not ended.
    mutating func isDue(count: UInt64, running: Int, at now: Moment) -> Bool {
        guard count != lastCount, running == 0 || now.seconds(since: last) >= Self.busySeconds else { return false }
        // Of those that run something will be left, so they count for the next time too.
        lastCount = running == 0 ? count : lastCount
        last = now
        return true
    }
}
