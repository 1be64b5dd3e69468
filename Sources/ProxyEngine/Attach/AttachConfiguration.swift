/// Which proxies are watched, and how.
package struct AttachConfiguration: Sendable {
    package var targets: [AttachTarget]
    /// Sent to all of them; `nil`: none.
    package var apiKey: String?
    package var tlsVerification = TLSVerification.full
    /// Orders are sent; else they are refused here.
    package var mayControl = false

    package init(targets: [AttachTarget]) { self.targets = targets }
}
