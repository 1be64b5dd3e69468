import Testing

@testable import ProxyEngine

struct MemoryUseTests {
    @Test func readsWhatLinuxTells() {
        let text = """
            MemTotal:       16000 kB
            MemFree:         1000 kB
            MemAvailable:    4000 kB
            SwapTotal:       2000 kB
            SwapFree:        1500 kB

            """
        let use = MemoryUse(meminfo: Array(text.utf8))
        #expect(use == MemoryUse(total: 16_000 << 10, used: 12_000 << 10, swapUsed: 500 << 10))
        #expect(use?.usedPercent == 75)
    }

    @Test(arguments: ["", "MemTotal: 5 kB", "MemTotal: x kB\nMemAvailable: 1 kB", "MemTotal: 0 kB\nMemAvailable: 0 kB"])
    func whatIsNotToldIsNotKnown(text: String) {
        #expect(MemoryUse(meminfo: Array(text.utf8)) == nil)
    }

    @Test func absurdNumbersDoNoHarm() {
        let text = "MemTotal: 9223372036854775807 kB\nMemAvailable: -9223372036854775808 kB"
        #expect(MemoryUse(meminfo: Array(text.utf8)) == nil)
    }

    @Test func thisMachineHasMemory() throws {
        let use = try #require(MemoryUse.current())
        #expect(use.total > 1 << 20)
        #expect((0...use.total).contains(use.used))
    }
}
