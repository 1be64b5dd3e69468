import Foundation
import ProxyEngine

/// One completion in all codings, as zlib, libzstd and libbrotli have written them.
enum CodedSample {
    static let text =
        #"{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Ok.\n<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"tea\"}}\n</tool_call>"},"finish_reason":"stop"}]}"#

    static let gzip = decoded(
        "H4sIAAAAAAACA0WPUU4DMQxEr4Lme1voV6UIcQUOQFBlsqYbyMYldiXQKnfHEZXwjy37zVizIc8ISAtZWi9ld8AEefvgZLftPonv2bJUP6XG"
            + "ZOyKw/HhVhNWmbk4vg5gkZxYEV425DrzN8IgWJXOjLChSfEOUs1qVG1opBrX8fD5cx/ro4mUU6JSnmLdIiqtHBHuIpSppSVi8pna+bq6SsfJ"
            + "qa8rt58/zJgienen+38r9AnvuWZdTp5BPU2AmlzQX/svBVXOQgUBAAA=")
    static let zlib = decoded(
        "eNpFj1FOAzEMRK+C5ntb6FelCHEFDkBQZbKmG8jGJXYl0Cp3xxGV8I8t+81YsyHPCEgLWVovZXfABHn74GS37T6J79myVD+lxmTsisPx4VYT"
            + "Vpm5OL4OYJGcWBFeNuQ68zfCIFiVzoywoUnxDlLNalRtaKQa1/Hw+XMf66OJlFOiUp5i3SIqrRwR7iKUqaUlYvKZ2vm6ukrHyamvK7efP8yY"
            + "Inp3p/t/K/QJ77lmXU6eQT1NgJpc0F/7LzXyVrs=")
    static let rawDeflate = Array(zlib.dropFirst(2).dropLast(4))
    static let zstd = decoded(
        "KLUv/WAFANUFAFKNJx9Qa9oGZJjKmtpuy4yMUdzlrQZH1AZjzaveFTIyM4Mh7aA92eab6zLmYiCMFCW8tAcs9Fr7YfbvYWUDw49xa6qGxsIf"
            + "ovyQszD5hzC/VKg/pkeQEh5G2u2FXmKhQLN1W7EZMePNM+06M88GMqe5Qx6KzgzMOQ9aRN085bHqRWBAYX5kY67zcl3UmRK1J9EnFRD25QqA"
            + "lKjTiJybH+gsCQBO2P9inHwM0ti0V9lQlFmi7BSXsZlNPA==")
    static let brotli = decoded(
        "GwQBYIzUYk2Z7kSQLafsZ/RXBV1Y4llKKe5yxaLztnkd94kgnVatCgm65Yn6/e1OT1YlETO/T/eVXPbanTf/3eN9rzqgl/TzGoKi3ex6refS"
            + "2FsPnO90niA129K8YbK7LlkUUBzNbnU8x//X674iu03jmQLDIwyLQLmEMgj0uNZS0Bpw6P4Pm5BzPMfN//W6r/a2pnLpFOJKtyphydIiAw=="
    )

    static let all: [(coding: ContentCoding, bytes: [UInt8])] = [
        (.gzip, gzip), (.deflate, zlib), (.deflate, rawDeflate), (.zstd, zstd), (.brotli, brotli),
    ]

    /// zstd and Brotli are there where the machine has their libraries.
    static func isAvailable(_ coding: ContentCoding) -> Bool { (try? Decompressor(coding, limit: 1)) != nil }

    /// So many MiB of one letter. A member of gzip's is mostly zeros then.
    static func gzipBomb(mebibytes: Int) -> [UInt8] {
        let begin: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xED, 0xC1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xC2,
            0xA0, 0xAC, 0xEB, 0x5F, 0xC2, 0x10, 0xBE, 0x40, 0x01,
        ]
        let end: [UInt8] = [
            0x7C, 0x06, 0x72, 0x56, 0xCD, 0xD7, 0x00, 0x00, 0x10, 0x00,
        ]
        let mebibyte = begin + [UInt8](repeating: 0, count: 1015) + end
        return Array(repeatElement(mebibyte, count: mebibytes).joined())
    }

    /// As it stands, in a member of gzip's.
    static func gzipStored(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var checksum: UInt32 = ~0
        for byte in bytes {
            checksum ^= UInt32(byte)
            for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
        }
        let count = UInt16(bytes.count)
        return [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0xFF, 1] + littleEndian(count) + littleEndian(~count) + bytes
            + littleEndian(~checksum) + littleEndian(UInt32(count))
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private static func decoded(_ text: String) -> [UInt8] { [UInt8](Data(base64Encoded: text) ?? Data()) }
}
