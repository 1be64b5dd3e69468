/// The words by which a head and the log tell what was changed, where somebody reads them again.
package enum RewriteWord {
    private static let leftOutMark = "truncated="

    /// So many turns of the conversation were left out.
    package static func leftOut(_ count: Int) -> String { leftOutMark + String(count) }

    /// Whether this is the word for turns that were left out.
    static func isLeftOut(_ rewrite: String) -> Bool { rewrite.hasPrefix(leftOutMark) }
}
