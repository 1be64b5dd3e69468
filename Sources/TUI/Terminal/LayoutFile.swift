#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The file in which the screen's arrangement is kept: `$XDG_STATE_HOME/llama-stream-top/layout.json`, or another one. Only
/// the user can read it, since filters name what requests are about.
struct LayoutFile {
    let path: String

    /// A file that is larger is none of ours.
    private static let maximumBytes = 64 << 10

    /// `nil`: nothing is kept. `setting`: a path, `auto`, `none`.
    init?(_ setting: String) {
        switch setting {
        case ScreenOptions.noLayout, "": return nil
        case ScreenOptions.usualLayout: path = ExportFolder.state + "/layout.json"
        default: path = setting
        }
    }

    /// `nil`: there is none, or none that can be read.
    func read() -> ScreenArrangement? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.maximumBytes else { return nil }
        return try? JSONDecoder().decode(ScreenArrangement.self, from: data)
    }

    /// Writes it whole or not at all; that it cannot be written is nothing to stop for.
    func write(_ arrangement: ScreenArrangement) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(arrangement) else { return }
        ExportFolder.replace(path, with: Array(data) + [0x0A])
    }
}
