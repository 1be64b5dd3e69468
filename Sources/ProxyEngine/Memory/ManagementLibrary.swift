import Monitoring

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// NVIDIA's management library, taken at run time from the driver where there is one.
///
/// https://docs.nvidia.com/deploy/nvml-api/ (`nvmlInit_v2`, `nvmlDeviceGetMemoryInfo`,
/// `nvmlDeviceGetUtilizationRates`, `nvmlDeviceGetPowerUsage`); 0 is success everywhere.
final class ManagementLibrary {
    private typealias Initialize = @convention(c) () -> Int32
    private typealias Count = @convention(c) (UnsafeMutablePointer<UInt32>) -> Int32
    private typealias Handle = @convention(c) (UInt32, UnsafeMutablePointer<OpaquePointer?>) -> Int32
    private typealias Name = @convention(c) (OpaquePointer, UnsafeMutablePointer<CChar>, UInt32) -> Int32
    private typealias Use = @convention(c) (OpaquePointer, UnsafeMutablePointer<UInt32>) -> Int32
    private typealias Memory = @convention(c) (OpaquePointer, UnsafeMutablePointer<UInt64>) -> Int32

    /// More cards than a machine holds.
    private static let maximumCards: UInt32 = 64

    private let memory: Memory
    /// Old drivers and some cards do not tell these.
    private let utilization: Use?
    private let power: Use?
    private var cards: [(handle: OpaquePointer, name: String)] = []

    /// `nil` where there is no library, no driver or no card. `path` is its name, as the loader finds it.
    init?(path: String = "libnvidia-ml.so.1") {
        // Never closed: the driver's library is not made for that.
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { return nil }
        guard let initialize = Self.function("nvmlInit_v2", in: library, as: Initialize.self),
            let count = Self.function("nvmlDeviceGetCount_v2", in: library, as: Count.self),
            let handle = Self.function("nvmlDeviceGetHandleByIndex_v2", in: library, as: Handle.self),
            let name = Self.function("nvmlDeviceGetName", in: library, as: Name.self),
            let memory = Self.function("nvmlDeviceGetMemoryInfo", in: library, as: Memory.self),
            initialize() == 0
        else { return nil }
        self.memory = memory
        utilization = Self.function("nvmlDeviceGetUtilizationRates", in: library, as: Use.self)
        power = Self.function("nvmlDeviceGetPowerUsage", in: library, as: Use.self)
        var number: UInt32 = 0
        guard count(&number) == 0, number > 0 else { return nil }
        for index in 0..<min(number, Self.maximumCards) {
            var card: OpaquePointer?
            guard handle(index, &card) == 0, let card else { continue }
            var text = [CChar](repeating: 0, count: 96)
            let isNamed = name(card, &text, UInt32(text.count)) == 0
            cards.append((card, isNamed ? Self.string(text) : "nvidia \(index)"))
        }
    }

    func measure() -> [MemoryReport.Graphics] {
        cards.compactMap { card in
            // `nvmlMemory_t`: total, free, used.
            var info: [UInt64] = [0, 0, 0]
            guard memory(card.handle, &info) == 0, info[0] > 0 else { return nil }
            // `nvmlUtilization_t`: percent of time in which the card, and its memory, was used; and milliwatts.
            return MemoryReport.Graphics(
                name: card.name, memory: .init(used: Int(clamping: info[2]), total: Int(clamping: info[0])),
                busyPercent: Self.value(utilization, card.handle).map(Double.init),
                watts: Self.value(power, card.handle).map { Double($0) / 1_000 })
        }
    }

    /// The first of the numbers that a call fills in; `nil` where the card does not tell.
    private static func value(_ use: Use?, _ card: OpaquePointer) -> UInt32? {
        var numbers: [UInt32] = [0, 0]
        guard let use, use(card, &numbers) == 0 else { return nil }
        return numbers[0]
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func function<F>(_ name: String, in library: UnsafeMutableRawPointer, as type: F.Type) -> F? {
        // The types above are those of the library's header.
        dlsym(library, name).map { unsafeBitCast($0, to: type) }
    }
}
