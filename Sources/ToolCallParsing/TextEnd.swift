/// Why a text has ended, as far as that is known. Decides what becomes of a call that is still open.
public enum TextEnd: Sendable {
    case unknown
    /// The model stopped by itself.
    case stopped
    /// A limit cut the text.
    case cut
}
