import Monitoring

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension MemoryUse {
    #if os(Linux)
        /// Measures this machine; `nil` where the system does not tell.
        static func current() -> MemoryUse? {
            // The part that counts stands in the first lines of some 1,500 bytes.
            SystemFile.read("/proc/meminfo").flatMap { MemoryUse(meminfo: $0) }
        }
    #else
        /// Asked for once: each call takes another reference to the port.
        private static let host = mach_host_self()

        /// Measures this machine; `nil` where the system does not tell.
        static func current() -> MemoryUse? {
            var total: UInt64 = 0
            var size = MemoryLayout<UInt64>.size
            guard sysctlbyname("hw.memsize", &total, &size, nil, 0) == 0, total > 0 else { return nil }

            var pages = vm_statistics64()
            let words = MemoryLayout<vm_statistics64>.size / MemoryLayout<integer_t>.size
            var count = mach_msg_type_number_t(words)
            let result = withUnsafeMutablePointer(to: &pages) { pointer in
                pointer.withMemoryRebound(to: integer_t.self, capacity: words) {
                    host_statistics64(host, HOST_VM_INFO64, $0, &count)
                }
            }
            guard result == KERN_SUCCESS else { return nil }
            // As Activity Monitor has it: memory of programs, wired, and what the compressor takes.
            let programs =
                UInt64(pages.internal_page_count)
                - min(
                    UInt64(pages.purgeable_count), UInt64(pages.internal_page_count))
            let usedPages = programs + UInt64(pages.wire_count) + UInt64(pages.compressor_page_count)

            var swap = xsw_usage()
            var swapSize = MemoryLayout<xsw_usage>.size
            let hasSwap = sysctlbyname("vm.swapusage", &swap, &swapSize, nil, 0) == 0
            return MemoryUse(
                total: Int(clamping: total), used: Int(clamping: min(total, usedPages * UInt64(getpagesize()))),
                swapUsed: hasSwap ? Int(clamping: swap.xsu_used) : 0)
        }
    #endif
}

#if !os(Linux)
    extension MemoryReport.Level {
        /// What the kernel tells programs of the pressure: 1 normal, 2 warning, 4 critical (`DISPATCH_MEMORYPRESSURE_*`).
        static var ofSystem: MemoryReport.Level? {
            var level: Int32 = 0
            var size = MemoryLayout<Int32>.size
            guard sysctlbyname("kern.memorystatus_vm_pressure_level", &level, &size, nil, 0) == 0 else { return nil }
            return switch level {
            case 1: .normal
            case 2: .warning
            case 4: .critical
            default: nil
            }
        }
    }
#endif
