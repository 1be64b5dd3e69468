import TUI
import Testing

struct ThemeTests {
    /// Without colour, what is alarming still looks different from what is not.
    @Test func monoTellsProblemsApart() {
        let plain = Theme.mono.appearance(of: .plain)
        for style in [Style.warning, .failure, .rewritten, .dim] {
            #expect(Theme.mono.appearance(of: style) != plain)
        }
        for role in Style.Role.allCases { #expect(Theme.mono.appearance(of: Style(role)).color == nil) }
    }

    @Test(arguments: Style.Role.allCases)
    func selectionIsReverse(_ role: Style.Role) {
        for theme in [Theme.mono, .sixteenColors] {
            let appearance = theme.appearance(of: Style(role).selected)
            #expect(appearance.attributes.contains(.reverse))
            #expect(!appearance.attributes.contains(.dim))
        }
    }
}
