/// A key as the terminal reports it.
package enum Key: Hashable, Sendable {
    case character(Character)
    /// With Control held down; the letter is lower case.
    case control(Character)
    case up
    case down
    case left
    case right
    case home
    case end
    case pageUp
    case pageDown
    case enter
    case escape
    case tab
    case backTab
    case shiftLeft
    case shiftRight
    case backspace
    case delete
    case function(Int)

    /// As it is written in help and footer: `^D`, `PgUp`, `j`.
    package var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let letter): "^" + letter.uppercased()
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .shiftLeft: "S-Left"
        case .shiftRight: "S-Right"
        case .backspace: "Bksp"
        case .delete: "Del"
        case .function(let number): "F\(number)"
        }
    }
}

extension Key {
    /// Reads what ``name`` writes, and what people write besides: `Ctrl-D`, `PageUp`, `Return`.
    package init?(name: String) {
        if let character = name.first, name.count == 1 {
            guard character != " ", !character.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else { return nil }
            self = .character(character)
            return
        }
        let lower = name.lowercased()
        if let key = Self.named[lower] {
            self = key
            return
        }
        for prefix in ["^", "ctrl-", "c-"] where lower.hasPrefix(prefix) {
            let rest = lower.dropFirst(prefix.count)
            guard rest.count == 1, let letter = rest.first, letter.isASCII, letter.isLetter else { return nil }
            self = Self.sameAsControl[letter] ?? .control(letter)
            return
        }
        guard lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) else { return nil }
        self = .function(number)
    }

    /// A terminal sends the same byte for both.
    private static let sameAsControl: [Character: Key] = ["h": .backspace, "i": .tab, "j": .enter, "m": .enter]

    private static let named: [String: Key] = [
        "space": .character(" "), "up": .up, "down": .down, "left": .left, "right": .right, "home": .home, "end": .end,
        "pgup": .pageUp, "pageup": .pageUp, "pgdn": .pageDown, "pagedown": .pageDown, "enter": .enter, "return": .enter,
        "esc": .escape, "escape": .escape, "tab": .tab, "s-tab": .backTab, "backtab": .backTab, "s-left": .shiftLeft,
        "s-right": .shiftRight, "bksp": .backspace,
        "backspace": .backspace, "del": .delete, "delete": .delete,
    ]
}
