import Monitoring
import TUI
import Testing

/// Borders between panes go where the user moves them, and no further than both sides allow.
struct PaneBordersTests {
    private func user(_ width: Int, _ height: Int, _ keys: String = "") -> ScreenDriver {
        let user = ScreenDriver(SampleRewrites.running(), view: SampleRewrites.view)
        user.size = Size(width: width, height: height)
        user.type(keys)
        _ = user.look()
        return user
    }

    private func press(_ key: Key, _ count: Int, _ user: ScreenDriver) {
        for _ in 0..<count {
            user.press(key)
            _ = user.look()
        }
    }

    private func layout(_ user: ScreenDriver) -> OverviewLayout {
        OverviewLayout(size: user.size, view: user.view, snapshot: user.model.shown)
    }

    @Test func thePreviewGivesRoom() {
        let user = user(160, 50)
        let natural = layout(user).preview.width
        press(.shiftRight, 2, user)
        #expect(layout(user).preview.width == natural - 8)
        press(.shiftLeft, 3, user)
        #expect(layout(user).preview.width == natural + 4)
    }

    /// One key back is one step back, however often the border was pushed against its end.
    @Test(arguments: [Key.shiftLeft, .shiftRight], [(160, 50), (200, 60), (150, 28)])
    func bothSidesKeepSomething(_ key: Key, _ size: (Int, Int)) {
        let user = user(size.0, size.1)
        press(key, 60, user)
        let last = layout(user)
        #expect(last.preview.width >= 20 && last.rows.width >= 50)
        press(key == .shiftLeft ? .shiftRight : .shiftLeft, 1, user)
        #expect(abs(layout(user).preview.width - last.preview.width) == 4)
    }

    @Test(arguments: [(80, 24), (120, 36)])
    func factsBelowTheListGiveRoom(_ size: (Int, Int)) {
        let user = user(size.0, size.1, "2")
        let natural = layout(user).facts.height
        press(.shiftRight, 1, user)
        #expect(layout(user).facts.height == natural - 1)
        press(.shiftLeft, 80, user)
        #expect(layout(user).rows.height >= 1 && layout(user).facts.height > natural)
    }

    @Test(arguments: [100, 160, 200])
    func theHalvesOfRewriteGiveRoom(_ width: Int) {
        let user = user(width, 30)
        user.press(.enter)
        func place() -> Int? {
            user.look().lines.first { $0.contains("MODEL SAID") }.flatMap { line in
                Array(line).firstIndex(of: "│")
            }
        }
        let natural = place() ?? 0
        press(.shiftLeft, 1, user)
        #expect(place() == natural - 4)
        press(.shiftRight, 100, user)
        #expect((place() ?? 0) > natural)
        #expect(user.look().lines.allSatisfy { $0.contains("CLIENT GOT") || !$0.contains("MODEL SAID") })
    }

    @Test func whereThereIsNoneItSaysSo() {
        let user = user(80, 24)
        user.press(.shiftLeft)
        #expect(user.view.message?.isProblem == true && user.view.borders == PaneBorders())
    }

    /// A file may say anything.
    @Test(arguments: [Int.min, -1, 0, 7, .max])
    func everyPlaceCanBeShown(_ place: Int) {
        var arrangement = ScreenArrangement()
        var borders = PaneBorders()
        for kind in [PaneBorders.Kind.preview, .facts, .rewrite] { borders[kind] = place }
        arrangement.borders = borders
        for (width, height) in [(40, 10), (80, 24), (120, 36), (160, 50)] {
            let user = user(width, height)
            var view = user.view
            arrangement.apply(to: &view)
            #expect(view.borders == borders)
            let other = ScreenDriver(SampleRewrites.running(), view: view)
            other.size = user.size
            for key in ["1", "2", "4"] as [Character] {
                other.press(key)
                _ = other.look()
                press(.shiftLeft, 1, other)
                press(.shiftRight, 2, other)
            }
            other.type("1")
            other.press(.enter)
            press(.shiftRight, 2, other)
            expectExactWidths(other.look())
        }
    }
}
