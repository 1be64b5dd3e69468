import ProxyEngine

/// The exit codes, after BSD's `sysexits.h`.
enum ProgramExit {
    /// The port is taken, or no listener could be opened.
    static let unavailable: Int32 = 69
    /// What was asked for cannot be understood.
    static let usage: Int32 = 64
    static let defect: Int32 = 70
    /// A file that cannot be read, or does not hold what it should.
    static let badInput: Int32 = 65
    static let badConfiguration: Int32 = 78

    static func code(of error: ProxyStartError) -> Int32 {
        switch error {
        case .portTaken, .cannotListen, .socketTaken, .cannotOpenSocket, .noSocket: unavailable
        case .needsKey, .noBackend, .badBackend, .badCertificate: badConfiguration
        }
    }
}
