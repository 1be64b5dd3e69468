import Monitoring

/// Reads graphics cards: NVIDIA's by their management library, AMD's from sysfs.
struct GraphicsMeter {
    private let library = ManagementLibrary()
    /// The folders of AMD's cards.
    private let cards: [String]

    /// `folder`: where the system lists them.
    init(folder: String = "/sys/class/drm") {
        let names = SystemFile.names(in: folder).filter { name in
            name.hasPrefix("card") && !name.dropFirst(4).isEmpty && name.dropFirst(4).allSatisfy(\.isNumber)
        }
        cards = names.sorted().map { "\(folder)/\($0)/device" }
            .filter { SystemFile.read($0 + "/mem_info_vram_total") != nil }
    }

    func measure() -> [MemoryReport.Graphics] {
        (library?.measure() ?? []) + cards.enumerated().compactMap(Self.card)
    }

    /// https://docs.kernel.org/gpu/amdgpu/driver-misc.html (mem_info_vram_total, mem_info_vram_used) and
    /// https://docs.kernel.org/gpu/amdgpu/thermal.html (gpu_busy_percent; power1_average, or power1_input, in microwatts)
    private static func card(_ index: Int, _ folder: String) -> MemoryReport.Graphics? {
        guard let total = number(folder + "/mem_info_vram_total"), total > 0,
            let used = number(folder + "/mem_info_vram_used")
        else { return nil }
        return MemoryReport.Graphics(
            name: "amd \(index)", memory: .init(used: used, total: total),
            busyPercent: number(folder + "/gpu_busy_percent").map(Double.init),
            watts: microwatts(folder).map { Double($0) / 1_000_000 })
    }

    private static func microwatts(_ folder: String) -> Int? {
        let meters = SystemFile.names(in: folder + "/hwmon").sorted().map { "\(folder)/hwmon/\($0)" }
        return meters.lazy.compactMap { number($0 + "/power1_average") ?? number($0 + "/power1_input") }.first
    }

    private static func number(_ path: String) -> Int? { SystemFile.read(path).flatMap(StatusText.number) }
}
