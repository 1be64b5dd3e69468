/// Reads the memory of graphics cards: NVIDIA's by their management library, AMD's from sysfs.
struct GraphicsMeter {
    private let library = ManagementLibrary()
    /// The folders of AMD's cards.
    private let cards: [String]

    init() {
        let folder = "/sys/class/drm"
        let names = SystemFile.names(in: folder).filter { name in
            name.hasPrefix("card") && !name.dropFirst(4).isEmpty && name.dropFirst(4).allSatisfy(\.isNumber)
        }
        cards = names.sorted().map { "\(folder)/\($0)/device" }
            .filter { SystemFile.read($0 + "/mem_info_vram_total") != nil }
    }

    func measure() -> [MemoryReport.Graphics] {
        (library?.measure() ?? []) + cards.enumerated().compactMap(Self.card)
    }

    /// https://docs.kernel.org/gpu/amdgpu/driver-misc.html (mem_info_vram_total, mem_info_vram_used)
    private static func card(_ index: Int, _ folder: String) -> MemoryReport.Graphics? {
        guard let total = SystemFile.read(folder + "/mem_info_vram_total").flatMap(StatusText.number), total > 0,
            let used = SystemFile.read(folder + "/mem_info_vram_used").flatMap(StatusText.number)
        else { return nil }
        return MemoryReport.Graphics(name: "amd \(index)", memory: .init(used: used, total: total))
    }
}
