import TUI
import Testing

struct ThemeTests {
    private static let colorCounts = [0, 8, 16, 256]

    /// Without colour, what is alarming still looks different from what is not.
    @Test func monoTellsProblemsApart() {
        let plain = Theme.mono.appearance(of: .plain)
        for style in [Style.warning, .failure, .rewritten, .dim] {
            #expect(Theme.mono.appearance(of: style) != plain)
        }
        for role in Style.Role.allCases { #expect(Theme.mono.appearance(of: Style(role)).color == nil) }
    }

    /// On every terminal: no colour that it does not have, alarming things look like nothing else, and the selection is a bar.
    @Test(arguments: Theme.Name.allCases, colorCounts)
    func everyTheme(_ name: Theme.Name, _ colors: Int) {
        let theme = Theme.named(name, colors: colors)
        for role in Style.Role.allCases {
            #expect(theme.appearance(of: Style(role)).color.map { Int($0) < max(1, colors) } ?? true)
            let selected = theme.appearance(of: Style(role).selected)
            #expect(selected.attributes.contains(.reverse) && !selected.attributes.contains(.dim))
            #expect(selected.color == nil)
        }
        let failure = theme.appearance(of: .failure)
        for role in Style.Role.allCases where role != .failure {
            #expect(theme.appearance(of: Style(role)) != failure, "\(role)")
        }
        if colors == 0 { #expect(theme.appearance(of: .good) == Theme.mono.appearance(of: .good)) }
    }

    /// What is good is told from what is not by blue against orange: with little red, or with little blue.
    @Test(arguments: [Style.Role.good, .prefill, .queued, .warning, .failure])
    func colorblindNeedsNoRedAndGreen(_ role: Style.Role) throws {
        let color = try #require(Theme.named(.colorblind, colors: 256).appearance(of: Style(role)).color)
        let cube = Int(color) - 16
        try #require((0..<216).contains(cube))
        let (red, blue) = (cube / 36, cube % 6)
        #expect(role == .warning || role == .failure ? red - blue >= 4 : blue - red >= 2)
    }
}
