import Monitoring
import TestSupport
import Testing

@testable import ProxyEngine

/// Texts of Linux, as they were printed by real machines, and what is read of them.
struct StatusTextTests {
    @Test(arguments: [("12", 12), ("0", 0), ("9223372036854775807", Int.max)])
    func readsNumbers(text: String, number: Int) { #expect(StatusText.integer(Array(text.utf8)[...]) == number) }

    @Test(arguments: ["", "-1", "+1", "9223372036854775808", "1 ", "0x1", "max", "99999999999999999999999"])
    func whatIsNoNumberIsNone(text: String) { #expect(StatusText.integer(Array(text.utf8)[...]) == nil) }

    @Test func readsPressure() {
        let text = """
            some avg10=3.45 avg60=1.20 avg300=0.31 total=4519284
            full avg10=1.07 avg60=0.45 avg300=0.11 total=2034881

            """
        #expect(MemoryReport.Stall(text: Array(text.utf8)) == .init(some: 3.45, full: 1.07))
        #expect(MemoryReport.Stall(text: Array("some avg10=3.45 avg60=1".utf8)) == .init(some: 3.45, full: 0))
    }

    @Test(arguments: ["", "full avg10=1.00", "some avg10=", "some avg10=nan", "some avg10=-1", "some avg10=101"])
    func pressureThatIsNoneIsNotKnown(text: String) { #expect(MemoryReport.Stall(text: Array(text.utf8)) == nil) }

    // MARK: Control groups

    private static let mounts = Array(
        """
        23 1 0:21 / /proc rw,nosuid shared:12 - proc proc rw
        30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        36 31 0:33 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct
        """.utf8)

    @Test func walksUpTheGroupsOfVersionTwo() {
        let groups = ControlGroup.around(
            groups: Array("0::/user.slice/user-1000.slice/app.scope\n".utf8), mounts: Self.mounts)
        #expect(
            groups.map(\.limitPath) == [
                "/sys/fs/cgroup/user.slice/user-1000.slice/app.scope/memory.max",
                "/sys/fs/cgroup/user.slice/user-1000.slice/memory.max", "/sys/fs/cgroup/user.slice/memory.max",
                "/sys/fs/cgroup/memory.max",
            ])
        #expect(groups[0].pressurePath == "/sys/fs/cgroup/user.slice/user-1000.slice/app.scope/memory.pressure")
    }

    @Test func findsTheGroupsOfVersionOne() {
        let text = "9:name=systemd:/\n4:memory:/docker/4181\n3:cpu,cpuacct:/docker/4181\n"
        let groups = ControlGroup.around(groups: Array(text.utf8), mounts: Self.mounts)
        #expect(
            groups.map(\.limitPath) == [
                "/sys/fs/cgroup/memory/docker/4181/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory/docker/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
            ])
    }

    /// In a container its own group is mounted at the top, while the path may be the host's.
    @Test(
        arguments: [
            ("/docker/4181", "/docker/4181", [""]), ("/docker/4181", "/docker/4181/inner", ["/inner", ""]),
            ("/docker/4181", "/elsewhere", [""]), ("/", "/../../x", [""]), ("/", "/", [""]),
        ])
    func findsTheGroupOfAContainer(root: String, path: String, expected: [String]) {
        let mount = "30 23 0:26 \(root) /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw"
        let groups = ControlGroup.around(groups: Array("0::\(path)".utf8), mounts: Array(mount.utf8))
        #expect(groups.map(\.path) == expected.map { "/sys/fs/cgroup" + $0 })
    }

    @Test(
        arguments: [
            ("max\n", nil), ("9223372036854771712\n", nil), ("0\n", nil), ("", nil), ("17179869184\n", 17_179_869_184),
        ])
    func aLimitBeyondTheMachineIsNone(text: String, limit: Int?) {
        #expect(ControlGroup.limit(Array(text.utf8), total: 64 << 30) == limit)
    }

    @Test func cacheThatNobodyTouchesIsNotUsed() {
        let stat = Array("anon 100\nfile 900\ninactive_file 600\nactive_file 300\ntotal_inactive_file 700\n".utf8)
        let two = ControlGroup(version: .two, path: "")
        #expect(two.used(usage: Array("1000\n".utf8), stat: stat) == 400)
        #expect(ControlGroup(version: .one, path: "").used(usage: Array("1000\n".utf8), stat: stat) == 300)
        #expect(two.used(usage: Array("500".utf8), stat: stat) == 0)
        #expect(two.used(usage: [], stat: stat) == nil)
    }

    // MARK: Processes

    @Test func findsWhoListens() {
        let text = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 3679439 1 0000000041d58c82 100 0 0 10 0
               1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1671 1 00000000f7e98e95 100 0 0 10 0
               2: 0200A8C0:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 55 1 00000000f7e98e95 100 0 0 10 0
               3: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 77 1 00000000f7e98e95 100 0 0 10 0
               4: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 88 1 00000000f7e98e95 100 0 0 10 0
            """
        #expect(ListeningSockets.inodes(port: 8080, in: Array(text.utf8)) == [3_679_439, 1671])
        let six =
            "   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A "
            + "00000000:00000000 00:00000000 00000000  1000        0 42 1 0000000041d58c82 100 0 0 10 0"
        #expect(ListeningSockets.inodes(port: 8080, in: Array(six.utf8)) == [42])
    }

    @Test(arguments: [("socket:[3679439]", 3_679_439), ("pipe:[12]", nil), ("socket:[", nil), ("socket:[]", nil)])
    func readsWhereADescriptorLeads(link: String, inode: Int?) {
        #expect(ListeningSockets.inode(link: Array(link.utf8)) == inode)
    }

    @Test(
        arguments: [
            (
                "4474 (llama-server) R 4465 4465 28021 0 -1 4194304 98 0 0 0 0 0 0 0 20 0 1 0 3472831 3133440 388 18446744073709551615 94461435060224",
                "llama-server"
            ),
            (
                "4474 (a) b (c) S 4465 4465 28021 0 -1 4194304 98 0 0 0 0 0 0 0 20 0 1 0 3472831 3133440 388 1",
                "a) b (c"
            ),
        ])
    func readsWhatAProcessHolds(text: String, name: String) throws {
        let status = try #require(ProcessStatus(stat: Array(text.utf8)))
        #expect(status.process == 4474 && status.parent == 4465)
        #expect(status.name == name)
        #expect(status.start == 3_472_831)
        #expect(status.residentPages == 388)
    }

    /// Also where the numbers go round in circles, as they may where processes come and go while they are read.
    @Test func findsDescendants() {
        #expect(ProcessStatus.descendants(of: [2], parents: [2: 1, 3: 2, 4: 3, 5: 1, 6: 4]) == [2, 3, 4, 6])
        #expect(ProcessStatus.descendants(of: [2], parents: [2: 3, 3: 2, 4: 4]) == [2, 3])
    }

    // MARK: Anything

    /// Whatever stands in those files, nothing traps.
    @Test func damagedTextsDoNoHarm() {
        let pieces = [
            "some", "full", " avg10=", "1.5", "0::/", "4:memory:", "/a/b", "..", "\n", "\n", " ", "(", ")", "12", "-",
            "99999999999999999999", "MemTotal:", "MemAvailable:", "inactive_file", "0100007F:1F90", " 0A ", ":", "max",
            "30 23 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw", "socket:[", "]", "\u{0}", "\u{FF}", "kB",
        ]
        var random = SeededGenerator(seed: 11)
        for _ in 0..<3000 {
            let count = Int.random(in: 0...30, using: &random)
            let text = Array((0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined().utf8)
            if let use = MemoryUse(meminfo: text) { #expect(use.used >= 0 && use.used <= use.total) }
            if let stall = MemoryReport.Stall(text: text) { #expect((0...100).contains(stall.some)) }
            for group in ControlGroup.around(groups: text, mounts: text) {
                #expect(!group.path.split(separator: "/").contains(".."))
            }
            _ = ListeningSockets.inodes(port: 8080, in: text)
            _ = ListeningSockets.inode(link: text)
            _ = ControlGroup(version: .one, path: "").used(usage: text, stat: text)
            if let status = ProcessStatus(stat: text) { #expect(status.residentPages >= 0) }
        }
    }
}
