import Monitoring
import TUI

/// A user at the screen: presses keys, looks.
final class ScreenDriver {
    private(set) var model: ScreenModel
    var size = Size(width: 80, height: 24)

    init(_ snapshot: MonitorSnapshot = SampleSnapshots.busy(), view: ViewState = ViewState()) {
        model = ScreenModel(view: view, snapshot: snapshot)
        _ = look()
    }

    var view: ViewState { model.view }

    @discardableResult
    func press(_ key: Key) -> ViewCommand? {
        let command = model.press(key)
        readTexts()
        return command
    }

    @discardableResult
    func press(_ character: Character) -> ViewCommand? { press(.character(character)) }

    /// Types a line, key by key.
    func type(_ text: String) {
        for character in text { press(.character(character)) }
    }

    func paste(_ text: String) { model.paste(text) }

    /// Something came out of the editor.
    func edit(_ text: String, from former: String, of id: RequestID) { model.take(edited: text, from: former, of: id) }

    func point(_ action: MouseEvent.Action, x: Int, y: Int) {
        model.point(MouseEvent(action, x: x, y: y), size: size)
    }

    func receive(_ snapshot: MonitorSnapshot, secondsSinceKey: Double = 10) {
        model.receive(snapshot, secondsSinceKey: secondsSinceKey)
    }

    func look() -> CellGrid {
        let grid = model.render(size: size)
        return readTexts() ? model.render(size: size) : grid
    }

    /// What another thread reads meanwhile; `false`: nothing.
    @discardableResult
    private func readTexts() -> Bool {
        var hasRead = false
        while let work = model.nextTextWork() {
            model.take(work.run())
            hasRead = true
        }
        return hasRead
    }

    var text: String { look().lines.joined(separator: "\n") }
}
