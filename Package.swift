// swift-tools-version: 6.2
import PackageDescription

/// Language features that every target of ours uses; warnings are errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "llama-stream-top",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "llama-stream-top", targets: ["llama-stream-top"]),
        .library(name: "ToolCallParsing", targets: ["ToolCallParsing"]),
    ],
    dependencies: [
        // The transport: event loops, sockets, HTTP/1.1.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        // TLS to backends.
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        // Command line.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // The one logging interface of server-side Swift.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // config.yaml
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        // Start, graceful shutdown and signals of the long-running parts.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        // Deque: the queue of the gate and bounded histories.
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    ],
    targets: [
        .target(name: "ToolCallParsing", swiftSettings: strict),
        .target(name: "WireFormats", dependencies: ["ToolCallParsing"], swiftSettings: strict),
        .target(
            name: "Monitoring",
            dependencies: [
                "ToolCallParsing", "WireFormats",
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(
            name: "ProxyEngine",
            dependencies: [
                "ToolCallParsing", "WireFormats", "Monitoring", "CCompression",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        // gzip and deflate by zlib; zstd and Brotli by their libraries, where the machine has them.
        .target(name: "CCompression", linkerSettings: [.linkedLibrary("z")]),
        .target(
            name: "CNcurses",
            // On the command line, because macOS's <ncurses.h> is a module and does not see our own defines.
            cSettings: [.define("NCURSES_WIDECHAR", to: "1")],
            linkerSettings: [
                .linkedLibrary("ncursesw", .when(platforms: [.linux])),
                .linkedLibrary("ncurses", .when(platforms: [.macOS])),
            ]),
        .target(
            name: "TUI", dependencies: ["ToolCallParsing", "Monitoring", "CNcurses"],
            swiftSettings: strict),
        .target(
            name: "DemoBackend",
            dependencies: [
                "ToolCallParsing",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "llama-stream-top",
            dependencies: [
                "TUI", "ProxyEngine", "DemoBackend", "Monitoring", "ToolCallParsing", "WireFormats",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "stream-benchmark",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Benchmarks/Streams",
            swiftSettings: strict),
        .target(name: "AllocationCount", path: "Benchmarks/AllocationCount"),
        .executableTarget(
            name: "parser-benchmark", dependencies: ["ToolCallParsing", "AllocationCount"], path: "Benchmarks/Parser",
            swiftSettings: strict),
        .executableTarget(
            name: "proxy-workloads", dependencies: ["ProxyEngine", "Monitoring"], path: "Benchmarks/Proxy",
            swiftSettings: strict),
        // The monitor with a defect, for the test of what a trap leaves of the terminal.
        .executableTarget(
            name: "terminal-trap", dependencies: ["TUI", "Monitoring"], path: "Tests/TerminalTrap",
            swiftSettings: strict),
        // What several test targets use.
        .target(name: "TestSupport", dependencies: ["Monitoring"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        .testTarget(
            name: "ToolCallParsingTests", dependencies: ["ToolCallParsing"], exclude: ["Examples", "Reported"],
            swiftSettings: strict),
        .testTarget(
            name: "WireFormatsTests", dependencies: ["WireFormats", "ToolCallParsing", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "MonitoringTests", dependencies: ["Monitoring", "ToolCallParsing", "WireFormats", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "DemoBackendTests",
            dependencies: [
                "DemoBackend", "ToolCallParsing", "TestSupport",
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ProxyEngineTests",
            dependencies: [
                "ProxyEngine", "Monitoring", "ToolCallParsing", "WireFormats", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                // An event loop whose clock tests turn by hand.
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Rewriting/Cases"],
            swiftSettings: strict),
        .testTarget(
            name: "llama-stream-topTests",
            dependencies: [
                "llama-stream-top", "ProxyEngine", "Monitoring", "DemoBackend", "ToolCallParsing", "WireFormats",
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["help.txt"],
            swiftSettings: strict),
        .testTarget(
            name: "TUITests", dependencies: ["TUI", "Monitoring", "CNcurses", "TestSupport"],
            exclude: ["Screens/Recorded"],
            swiftSettings: strict),
    ]
)
