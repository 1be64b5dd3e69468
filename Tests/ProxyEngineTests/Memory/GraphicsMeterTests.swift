import Monitoring
import Testing

@testable import ProxyEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct GraphicsMeterTests {
    private func withCard(_ files: [String: String], _ body: (GraphicsMeter) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/drm-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let device = folder + "/card0/device"
        try FileManager.default.createDirectory(atPath: device + "/hwmon/hwmon3", withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: device + "/" + name)) }
        try body(GraphicsMeter(folder: folder))
    }

    private static let memory = ["mem_info_vram_total": "25753026560\n", "mem_info_vram_used": "1073741824\n"]

    /// The files of AMD's driver: memory in bytes, use in percent, power in microwatts.
    @Test func readsUseAndPower() throws {
        let more = ["gpu_busy_percent": "87\n", "hwmon/hwmon3/power1_average": "311000000\n"]
        try withCard(Self.memory.merging(more) { $1 }) { meter in
            let card = try #require(meter.measure().first { $0.name == "amd 0" })
            #expect(card.memory == .init(used: 1 << 30, total: 25_753_026_560))
            #expect(card.busyPercent == 87 && card.watts == 311)
        }
    }

    /// A card that tells less is still shown; newer ones have the power under another name.
    @Test func whatIsNotToldIsNotKnown() throws {
        try withCard(Self.memory) { meter in
            let card = try #require(meter.measure().first { $0.name == "amd 0" })
            #expect(card.busyPercent == nil && card.watts == nil)
        }
        let power = ["hwmon/hwmon3/power1_input": "45500000\n"]
        try withCard(Self.memory.merging(power) { $1 }) { meter in
            #expect(meter.measure().first { $0.name == "amd 0" }?.watts == 45.5)
        }
    }
}
