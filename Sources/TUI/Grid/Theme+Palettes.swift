/// Colours by their numbers: 1 red, 2 green, 3 yellow, 4 blue, 5 magenta, 6 cyan; from 16 on the cube of 6 x 6 x 6 and the
/// grey ramp that terminals with 256 colours share (xterm's `256colres.h`), beside them the colour that is meant.
extension Theme {
    private typealias Looks = @Sendable (Style.Role) -> Appearance

    /// The terminal's own colours on its own background.
    static let sixteenColors = Theme(sixteen)

    /// The same where there are more for the selected row. Whether the background is dark is not known, so the bar brings
    /// its own letters: it can be read on either.
    static let ownColors = Theme(bar: Bar(background: nightBar, appearance: night), sixteen)

    static let dark = Theme(bar: Bar(background: nightBar, appearance: night)) { role in
        role == .plain ? Appearance() : night(role)
    }

    static let light = Theme(bar: Bar(background: Ink(254, rgb: 0xDFE7F5), appearance: day)) { role in
        role == .plain ? Appearance() : day(role)
    }

    /// Hues that all but the totally colour-blind tell apart, after Okabe and Ito (https://jfly.uni-koeln.de/color/).
    static let blueOrange = Theme(bar: Bar(background: nightBar, appearance: safe)) { role in
        switch role {
        case .plain: Appearance()
        case .dim, .frame: Appearance(nil, .dim)
        case .title: Appearance(nil, .bold)
        default: safe(role)
        }
    }

    private static let nightBar = Ink(237, rgb: 0x2B3448)

    private static let sixteen: Looks = { role in
        switch role {
        case .plain: Appearance()
        case .dim, .frame: Appearance(nil, .dim)
        case .title: Appearance(nil, .bold)
        case .key: Appearance(6, .bold)
        case .good: Appearance(2)
        case .prefill: Appearance(6)
        case .queued: Appearance(6, .dim)
        case .rewritten: Appearance(5)
        case .warning: Appearance(3, .bold)
        case .failure: Appearance(1, .bold)
        case .linkA: Appearance(5)
        case .linkB: Appearance(4)
        case .linkC: Appearance(6)
        }
    }

    private static let night: Looks = { role in
        switch role {
        case .plain: Appearance(Ink(254, rgb: 0xDDE3EE))
        case .dim: Appearance(Ink(246, rgb: 0x8B95A9))
        case .frame: Appearance(Ink(240, rgb: 0x4A5368))
        case .title: Appearance(Ink(231, rgb: 0xF5F7FB), .bold)
        case .key: Appearance(Ink(117, rgb: 0x7CC7FF), .bold)
        case .good: Appearance(Ink(114, rgb: 0x8FD694))
        case .prefill: Appearance(Ink(80, rgb: 0x5CCFE6))
        case .queued: Appearance(Ink(67, rgb: 0x7AA2C0))
        case .rewritten: Appearance(Ink(177, rgb: 0xC99BFF))
        case .warning: Appearance(Ink(221, rgb: 0xFFCB6B), .bold)
        case .failure: Appearance(Ink(203, rgb: 0xFF6E7F), .bold)
        case .linkA: Appearance(Ink(177, rgb: 0xC99BFF))
        case .linkB: Appearance(Ink(111, rgb: 0x82AAFF))
        case .linkC: Appearance(Ink(79, rgb: 0x5FD7B0))
        }
    }

    private static let day: Looks = { role in
        switch role {
        case .plain: Appearance(Ink(235, rgb: 0x23272F))
        case .dim: Appearance(Ink(242, rgb: 0x646C7A))
        case .frame: Appearance(Ink(250, rgb: 0xB9C1CE))
        case .title: Appearance(Ink(16, rgb: 0x0B0D12), .bold)
        case .key: Appearance(Ink(25, rgb: 0x0058B0), .bold)
        case .good: Appearance(Ink(22, rgb: 0x14692A))
        case .prefill: Appearance(Ink(24, rgb: 0x006487))
        case .queued: Appearance(Ink(60, rgb: 0x4F6583))
        case .rewritten: Appearance(Ink(90, rgb: 0x8A2FB0))
        case .warning: Appearance(Ink(94, rgb: 0x8A5200), .bold)
        case .failure: Appearance(Ink(160, rgb: 0xC6102B), .bold)
        case .linkA: Appearance(Ink(90, rgb: 0x8A2FB0))
        case .linkB: Appearance(Ink(25, rgb: 0x0058B0))
        case .linkC: Appearance(Ink(23, rgb: 0x006A58))
        }
    }

    private static let safe: Looks = { role in
        switch role {
        case .plain: Appearance(Ink(254, rgb: 0xE4E4E4))
        case .dim: Appearance(Ink(248, rgb: 0xA8A8A8))
        case .frame: Appearance(Ink(244, rgb: 0x808080))
        case .title: Appearance(Ink(231, rgb: 0xFFFFFF), .bold)
        case .key: Appearance(Ink(33, rgb: 0x3D9BFF), .bold)
        case .good: Appearance(Ink(39, rgb: 0x56B4E9))
        case .prefill: Appearance(Ink(74, rgb: 0x6FB1DC))
        case .queued: Appearance(Ink(67, rgb: 0x7396C0))
        case .rewritten: Appearance(Ink(140, rgb: 0xBBA0E0))
        case .warning: Appearance(Ink(220, rgb: 0xF0D642), .bold)
        case .failure: Appearance(Ink(208, rgb: 0xFF9010), [.bold, .reverse])
        case .linkA: Appearance(Ink(140, rgb: 0xBBA0E0))
        case .linkB: Appearance(Ink(39, rgb: 0x56B4E9))
        case .linkC: Appearance(Ink(214, rgb: 0xF0B040))
        }
    }

    /// The same where there are no more than sixteen.
    static let blueYellow = Theme { role in
        switch role {
        case .plain: Appearance()
        case .dim, .frame: Appearance(nil, .dim)
        case .title: Appearance(nil, .bold)
        case .key: Appearance(6, .bold)
        case .good: Appearance(6)
        case .prefill: Appearance(4)
        case .queued: Appearance(4, .dim)
        case .rewritten: Appearance(5)
        case .warning: Appearance(3, .bold)
        case .failure: Appearance(3, [.bold, .reverse])
        case .linkA: Appearance(5)
        case .linkB: Appearance(4)
        case .linkC: Appearance(6)
        }
    }

    /// Attributes only.
    package static let mono = Theme { role in
        switch role {
        case .plain, .good, .prefill: Appearance()
        case .dim, .queued, .frame: Appearance(nil, .dim)
        case .title, .key, .rewritten, .warning: Appearance(nil, .bold)
        case .failure: Appearance(nil, .reverse)
        case .linkA, .linkC: Appearance(nil, .bold)
        case .linkB: Appearance(nil, .underline)
        }
    }
}
