/// Finds in `/proc/net/tcp` and `/proc/net/tcp6` who listens on a port of this machine (proc_pid_net(5)).
enum ListeningSockets {
    private static let listening = Array("0A".utf8)
    /// Addresses of the machine itself, as the kernel prints them: words of four bytes in the machine's order.
    private static let localAddresses: [[UInt8]] = [
        "00000000", "0100007F", "00000000000000000000000000000000", "00000000000000000000000001000000",
        "0000000000000000FFFF00000100007F", "0000000000000000FFFF000000000000",
    ].map { Array($0.utf8) }

    /// The inodes of the sockets that take connections to `port` of the loopback.
    static func inodes(port: Int, in text: [UInt8]) -> Set<Int> {
        var found: Set<Int> = []
        for line in StatusText.lines(text) {
            let words = StatusText.words(line)
            // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
            guard words.count >= 10, words[3].elementsEqual(listening) else { continue }
            let address = words[1].split(separator: UInt8(ascii: ":"))
            guard address.count == 2, Int(StatusText.string(address[1]), radix: 16) == port,
                localAddresses.contains(where: { $0.elementsEqual(address[0]) }),
                let inode = StatusText.integer(words[9]), inode > 0
            else { continue }
            found.insert(inode)
        }
        return found
    }

    /// The inode in `socket:[12345]`, to which a descriptor of a socket links.
    static func inode(link: [UInt8]) -> Int? {
        let prefix = Array("socket:[".utf8)
        guard link.starts(with: prefix), link.last == UInt8(ascii: "]") else { return nil }
        return StatusText.integer(link[prefix.count..<link.count - 1])
    }
}
