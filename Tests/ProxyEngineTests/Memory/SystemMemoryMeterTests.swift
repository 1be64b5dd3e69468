import CNIOLinux
import Monitoring
import Testing

@testable import ProxyEngine

#if os(Linux)
    import Glibc

    /// On the machine that runs the tests.
    struct SystemMemoryMeterTests {
        @Test func measuresThisMachine() throws {
            var meter = SystemMemoryMeter()
            let measured = meter.measure([], seconds: 1)
            let reading = try #require(measured)
            #expect(reading.use.total > 1 << 20)
            #expect(reading.processes.isEmpty && reading.graphics.isEmpty)
        }

        /// The process that listens on a port is found, with what it holds, but for this one itself.
        @Test func findsTheBackendsProcess() throws {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            try #require(listener >= 0)
            defer { close(listener) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            try withUnsafeMutablePointer(to: &address) { pointer in
                try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    try #require(bind(listener, generic, length) == 0)
                    try #require(listen(listener, 1) == 0)
                    try #require(getsockname(listener, generic, &length) == 0)
                }
            }
            let port = Int(UInt16(bigEndian: address.sin_port))
            let backend = LocalBackend(name: "b", port: port)
            // The child has the listener too.
            let child = try spawn("/bin/sleep", "60")
            defer {
                kill(child, SIGKILL)
                waitpid(child, nil, 0)
            }
            var meter = BackendProcessMeter()
            let reports = meter.measure([backend], seconds: 1)
            #expect(reports.map(\.program) == ["sleep"])
            #expect(reports.first.map { $0.resident > 0 } == true)
            #expect(meter.processes == [Int(child)])
            kill(child, SIGKILL)
            waitpid(child, nil, 0)
            #expect(meter.measure([backend], seconds: 2).isEmpty)
        }

        private func spawn(_ path: String, _ argument: String) throws -> pid_t {
            var process = pid_t()
            var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup(argument), nil]
            defer { for argument in arguments { free(argument) } }
            try #require(posix_spawn(&process, path, nil, nil, &arguments, nil) == 0)
            return process
        }
    }
#endif

struct LocalBackendTests {
    @Test(
        arguments: [
            ("http://127.0.0.1:8080", 8080), ("http://localhost", 80), ("https://[::1]:9/x", 9),
            ("http://LOCALHOST:1", 1), ("http://0.0.0.0:2", 2), ("http://127.evil.example:3", nil),
            ("http://192.168.0.5:8080", nil), ("http://gpu.example:8080", nil), ("nonsense", nil),
        ])
    func isWhatTheLoopbackLeadsTo(url: String, port: Int?) {
        #expect(LocalBackend(BackendConfiguration(name: "b", url: url))?.port == port)
    }
}
