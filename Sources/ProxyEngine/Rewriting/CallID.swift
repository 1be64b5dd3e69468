/// Identifiers for tool calls to which the model gave none.
enum CallID {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// `call_` and 24 letters and digits, as OpenAI's look.
    static func make() -> String {
        var bytes = Array("call_".utf8)
        for _ in 0..<24 { bytes.append(alphabet[Int.random(in: 0..<alphabet.count)]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
