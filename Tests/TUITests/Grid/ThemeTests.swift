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
            let appearance = theme.appearance(of: Style(role))
            #expect(appearance.color.map { Int($0.number) < max(1, colors) } ?? true)
            #expect(appearance.background == nil)
            let selected = theme.appearance(of: Style(role).selected)
            #expect(!selected.attributes.contains(.dim))
            #expect(selected.background != nil || (selected.attributes.contains(.reverse) && selected.color == nil))
        }
        let failure = theme.appearance(of: .failure)
        for role in Style.Role.allCases where role != .failure {
            #expect(theme.appearance(of: Style(role)) != failure, "\(role)")
        }
        if colors == 0 { #expect(theme.appearance(of: .good) == Theme.mono.appearance(of: .good)) }
    }

    /// Where there are colours enough a selected row keeps those of its letters.
    @Test(arguments: [Theme.Name.terminal, .dark, .light, .colorblind])
    func selectionKeepsColours(_ name: Theme.Name) {
        let theme = Theme.named(name, colors: 256)
        let selected = Style.Role.allCases.map { theme.appearance(of: Style($0).selected) }
        #expect(Set(selected.map(\.background)).count == 1)
        let (good, failure) = (theme.appearance(of: .good.selected), theme.appearance(of: .failure.selected))
        #expect(good.color != failure.color)
        #expect(theme.appearance(of: .plain.selected).color != nil)
    }

    /// All that is text can be read on the background that it is made for, selected or not; in 256 colours as in all.
    @Test(arguments: [(Theme.Name.dark, 0x16181D as UInt32), (.light, 0xFFFFFF), (.colorblind, 0x16181D)])
    func textCanBeRead(_ name: Theme.Name, _ background: UInt32) throws {
        let theme = Theme.named(name, colors: 256)
        for role in Style.Role.allCases where role != .frame {
            let appearance = theme.appearance(of: Style(role))
            if let ink = appearance.color {
                try expectContrast(
                    ink, Ink(16, rgb: background), least: role == .dim || role == .queued ? 4 : 4.5, role)
            }
            let selected = theme.appearance(of: Style(role).selected)
            let (ink, paper) = (try #require(selected.color), try #require(selected.background))
            try expectContrast(ink, paper, least: 3, role)
        }
    }

    private func expectContrast(_ ink: Ink, _ paper: Ink, least: Double, _ role: Style.Role) throws {
        let paperNumber = paper.number == 16 ? paper.rgb : Ink.rgb(ofNumber: paper.number)
        let exact = Ink.contrast(try #require(ink.exact), try #require(paper.exact))
        let number = Ink.contrast(try #require(Ink.rgb(ofNumber: ink.number)), try #require(paperNumber))
        #expect(exact >= least, "\(role): \(exact)")
        #expect(number >= least, "\(role) by number: \(number)")
    }

    /// A colour is nearly the one that its number stands for.
    @Test func numbersFitTheirColours() {
        for name in [Theme.Name.dark, .light, .colorblind] {
            for role in Style.Role.allCases {
                guard let ink = Theme.named(name, colors: 256).appearance(of: Style(role)).color,
                    let rgb = ink.rgb, let near = Ink.rgb(ofNumber: ink.number)
                else { continue }
                for shift: UInt32 in [16, 8, 0] {
                    let meant = Int(rgb >> shift & 0xFF)
                    let shown = Int(near >> shift & 0xFF)
                    #expect(abs(meant - shown) <= 90, "\(name) \(role)")
                }
            }
        }
    }

    /// A number is given one colour: two with the same number are the same.
    @Test(arguments: [Theme.Name.dark, .light, .colorblind])
    func everyNumberIsOneColour(_ name: Theme.Name) {
        let theme = Theme.named(name, colors: 256)
        var colors: [UInt8: UInt32?] = [:]
        for role in Style.Role.allCases {
            for appearance in [theme.appearance(of: Style(role)), theme.appearance(of: Style(role).selected)] {
                for ink in [appearance.color, appearance.background].compactMap(\.self) {
                    #expect(colors[ink.number] == nil || colors[ink.number] == ink.rgb, "\(role) \(ink.number)")
                    colors[ink.number] = ink.rgb
                }
            }
        }
    }

    /// What is good is told from what is not by blue against orange: with little red, or with little blue.
    @Test(arguments: [Style.Role.good, .prefill, .queued, .warning, .failure])
    func colorblindNeedsNoRedAndGreen(_ role: Style.Role) throws {
        let color = try #require(Theme.named(.colorblind, colors: 256).appearance(of: Style(role)).color)
        let cube = Int(color.number) - 16
        try #require((0..<216).contains(cube))
        let (red, blue) = (cube / 36, cube % 6)
        #expect(role == .warning || role == .failure ? red - blue >= 4 : blue - red >= 2)
    }
}
