/// Colours by their numbers: 1 red, 2 green, 3 yellow, 4 blue, 5 magenta, 6 cyan; from 16 on the cube of 6 x 6 x 6 and the
/// grey ramp that terminals with 256 colours share (xterm's `256colres.h`).
extension Theme {
    /// The terminal's own colours on its own background.
    static let sixteenColors = Theme { role in
        switch role {
        case .plain: Appearance()
        case .dim: Appearance(nil, .dim)
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

    static let dark = Theme { role in
        switch role {
        case .plain: Appearance()
        case .dim: Appearance(245)
        case .title: Appearance(231, .bold)
        case .key: Appearance(117, .bold)
        case .good: Appearance(114)
        case .prefill: Appearance(80)
        case .queued: Appearance(66)
        case .rewritten: Appearance(177)
        case .warning: Appearance(221, .bold)
        case .failure: Appearance(203, .bold)
        case .linkA: Appearance(177)
        case .linkB: Appearance(111)
        case .linkC: Appearance(79)
        }
    }

    static let light = Theme { role in
        switch role {
        case .plain: Appearance()
        case .dim: Appearance(243)
        case .title: Appearance(16, .bold)
        case .key: Appearance(25, .bold)
        case .good: Appearance(28)
        case .prefill: Appearance(30)
        case .queued: Appearance(66)
        case .rewritten: Appearance(90)
        case .warning: Appearance(130, .bold)
        case .failure: Appearance(160, .bold)
        case .linkA: Appearance(90)
        case .linkB: Appearance(25)
        case .linkC: Appearance(30)
        }
    }

    /// Hues that all but the totally colour-blind tell apart, after Okabe and Ito (https://jfly.uni-koeln.de/color/).
    static let blueOrange = Theme { role in
        switch role {
        case .plain: Appearance()
        case .dim: Appearance(nil, .dim)
        case .title: Appearance(nil, .bold)
        case .key: Appearance(33, .bold)
        case .good: Appearance(39)
        case .prefill: Appearance(74)
        case .queued: Appearance(67)
        case .rewritten: Appearance(140)
        case .warning: Appearance(220, .bold)
        case .failure: Appearance(208, [.bold, .reverse])
        case .linkA: Appearance(140)
        case .linkB: Appearance(39)
        case .linkC: Appearance(214)
        }
    }

    /// The same where there are no more than sixteen.
    static let blueYellow = Theme { role in
        switch role {
        case .plain: Appearance()
        case .dim: Appearance(nil, .dim)
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
        case .dim, .queued: Appearance(nil, .dim)
        case .title, .key, .rewritten, .warning: Appearance(nil, .bold)
        case .failure: Appearance(nil, .reverse)
        case .linkA, .linkC: Appearance(nil, .bold)
        case .linkB: Appearance(nil, .underline)
        }
    }
}
