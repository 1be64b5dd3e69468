import Monitoring
import Testing

@testable import TUI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ScreenArrangementTests {
    private func arranged() throws -> ViewState {
        var view = ViewState()
        view.theme = .dark
        view.filter = try RequestFilter("bad | near")
        view.columns = [.id, .call, .about]
        view.sort = RowSort(.rate, isInverted: true)
        view.list = .sessions
        view.showsPreview = false
        view.wraps = false
        view.borders.preview = -12
        return view
    }

    @Test func whatIsKeptComesBack() throws {
        let kept = ScreenArrangement(try arranged())
        var view = ViewState()
        kept.apply(to: &view)
        #expect(ScreenArrangement(view) == kept)
        #expect(view.columns == [.id, .call, .about] && view.sort == RowSort(.rate, isInverted: true))
        #expect(view.borders.preview == -12)
    }

    /// What was asked for on the command line stays; what is not known does no harm.
    @Test func whatIsAskedForStays() throws {
        var view = ViewState()
        view.theme = .light
        view.filter = try RequestFilter("error")
        ScreenArrangement(try arranged()).apply(to: &view)
        #expect(view.theme == .light && view.filter.text == "error")
        var odd = ScreenArrangement()
        (odd.theme, odd.columns, odd.sort, odd.filter, odd.list) = ("neon", ["moon"], "-moon", "((", 99)
        var other = ViewState()
        odd.apply(to: &other)
        #expect(other == ViewState())
    }

    @Test func theFileIsWrittenAndRead() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/layout-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try #require(LayoutFile(folder + "/deep/layout.json"))
        #expect(file.read() == nil)
        let kept = ScreenArrangement(try arranged())
        file.write(ScreenArrangement())
        file.write(kept)
        #expect(file.read() == kept)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode.map { $0 & 0o777 } == 0o600)
        try Data("{broken".utf8).write(to: URL(fileURLWithPath: file.path))
        #expect(file.read() == nil)
        #expect(LayoutFile("none") == nil)
    }
}
