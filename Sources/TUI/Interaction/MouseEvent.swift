/// What was done with the mouse, and where: in columns and rows from the upper left corner.
package struct MouseEvent: Equatable, Sendable {
    package enum Action: Equatable, Sendable {
        case press
        case wheelUp
        case wheelDown
    }
    package var action: Action
    package var x: Int
    package var y: Int

    package init(_ action: Action, x: Int, y: Int) {
        self.action = action
        self.x = x
        self.y = y
    }
}
