#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A file that holds keys, one on a line.
enum KeyFile {
    static func read(_ path: String, setting: Setting) throws(ConfigurationError) -> SettingInput {
        let option = setting.option ?? setting.key
        guard let data = try? Data(contentsOf: URL(filePath: path)), let text = String(bytes: data, encoding: .utf8)
        else { throw ConfigurationError(lines: ["--\(option): the file \"\(path)\" cannot be read as text"]) }
        let keys = text.split(whereSeparator: \.isNewline).map { $0.trimmed }.filter { !$0.isEmpty }
        guard let first = keys.first else {
            throw ConfigurationError(lines: ["--\(option): the file \"\(path)\" holds no key"])
        }
        return keys.count == 1 ? .text(first) : SettingInput(.list(keys.map { .text($0) }))
    }
}
