/// The borders between panes as the user has moved them: columns or rows from where they stand by themselves.
package struct PaneBorders: Codable, Equatable, Sendable {
    package enum Kind: Sendable {
        /// Between the list and what stands beside it.
        case preview
        /// Between the list and what stands below it.
        case facts
        /// Between the model's text and the client's.
        case rewrite
    }
    /// One that is on the screen, and how far it can be moved in all.
    package struct Movable: Equatable, Sendable {
        package let kind: Kind
        package let range: ClosedRange<Int>

        /// `room`: of the part before the border, whose size by itself is `natural`; `nil`: there is none to choose from.
        init?(_ kind: Kind, natural: Int, room: (least: Int, most: Int)) {
            let (least, most) = (room.least - natural, room.most - natural)
            guard least < most else { return nil }
            self.kind = kind
            range = least...most
        }
    }
    package var preview = 0
    package var facts = 0
    package var rewrite = 0

    package init() {}

    package subscript(kind: Kind) -> Int {
        get {
            switch kind {
            case .preview: preview
            case .facts: facts
            case .rewrite: rewrite
            }
        }
        set {
            switch kind {
            case .preview: preview = newValue
            case .facts: facts = newValue
            case .rewrite: rewrite = newValue
            }
        }
    }

    /// How far `border` is moved on this screen.
    func moved(_ border: Movable?) -> Int {
        guard let border else { return 0 }
        return min(max(self[border.kind], border.range.lowerBound), border.range.upperBound)
    }

    /// Moves `border` on by a step, as far as it goes.
    mutating func move(_ border: Movable, forward: Bool) {
        let step = border.kind == .facts ? 1 : 4
        let target = moved(border) + (forward ? step : -step)
        self[border.kind] = min(max(target, border.range.lowerBound), border.range.upperBound)
    }
}
