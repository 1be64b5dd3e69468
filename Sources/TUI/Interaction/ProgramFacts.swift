/// What the help says of the program itself.
package struct ProgramFacts: Equatable, Sendable {
    package var version: String?
    /// Path of the file that settings were read from; `nil`: there was none.
    package var settingsFile: String?

    package init(version: String? = nil, settingsFile: String? = nil) {
        self.version = version
        self.settingsFile = settingsFile
    }
}
