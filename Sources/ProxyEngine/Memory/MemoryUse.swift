/// How much of the machine's memory is in use, in bytes.
package struct MemoryUse: Equatable, Sendable {
    package var total: Int
    /// What programs cannot get without something being given up.
    package var used: Int
    package var swapUsed: Int

    var usedPercent: Double { total > 0 ? Double(used) / Double(total) * 100 : 0 }

    package init(total: Int, used: Int, swapUsed: Int) {
        self.total = total
        self.used = used
        self.swapUsed = swapUsed
    }

    /// Reads the text of Linux' `/proc/meminfo` (proc_meminfo(5)); `nil` where it lacks what is needed.
    init?(meminfo: [UInt8]) {
        var kibibytes: [String: Int] = [:]
        for line in StatusText.lines(meminfo) {
            let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ":") })
            guard words.count >= 2, let value = StatusText.integer(words[1]) else { continue }
            kibibytes[StatusText.string(words[0])] = value
        }
        guard let total = kibibytes["MemTotal"], let available = kibibytes["MemAvailable"], total > 0 else {
            return nil
        }
        let swap = (kibibytes["SwapTotal"] ?? 0) - (kibibytes["SwapFree"] ?? 0)
        let (bytes, overflows) = total.multipliedReportingOverflow(by: 1024)
        guard !overflows else { return nil }
        self.total = bytes
        used = max(0, total - max(0, available)) * 1024
        swapUsed = min(max(0, swap), 1 << 50) * 1024
    }
}
