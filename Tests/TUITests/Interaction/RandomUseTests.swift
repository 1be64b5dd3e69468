import Monitoring
import TUI
import TestSupport
import Testing

/// Whatever is pressed, whatever arrives, at whatever size: the selection is a request that is listed, it does not change by
/// itself, and the picture is whole.
struct RandomUseTests {
    private static let keys = Array(Set(KeyBindings.all.flatMap(\.keys))).sorted { $0.name < $1.name }
    private static let words = [
        "bad", "near | bad", "ttft>1s", "(", "!native", "nothing-like-it", "sort ttft", "columns id,phase", "185",
        "zebra",
        "filter tagged", "path", "漢 e\u{301}", "bind x wrap", "chunk-size 5",
    ]

    private final class Session {
        var random: SeededGenerator
        let user: ScreenDriver
        var snapshot: MonitorSnapshot
        var nextID: UInt64 = 190

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed)
            snapshot = SampleSnapshots.busy(banner: seed % 2 == 0 ? SampleSnapshots.demoBanner : nil)
            user = ScreenDriver(snapshot)
        }

        func step() {
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<12: user.press(RandomUseTests.keys.randomElement(using: &random) ?? .enter)
            case 12..<14:
                if user.view.prompt != nil { user.type(RandomUseTests.words.randomElement(using: &random) ?? "") }
            case 14:
                user.size = Size(
                    width: .random(in: 1...170, using: &random), height: .random(in: 1...55, using: &random))
            case 15:
                user.point(
                    [.press, .wheelUp, .wheelDown].randomElement(using: &random) ?? .press,
                    x: .random(in: 0..<170, using: &random), y: .random(in: 0..<55, using: &random))
            case 16..<18: arrive()
            default: change()
            }
        }

        /// A new request comes, and the oldest may go.
        private func arrive() {
            snapshot.requests.insert(SampleRequests.base(nextID, agent: "new", at: snapshot.now), at: 0)
            nextID += 1
            if snapshot.requests.count > 40 { snapshot.requests.removeLast() }
            let before = user.view.selection
            user.receive(snapshot, secondsSinceKey: Double.random(in: 0..<4, using: &random))
            let mayMove = user.view.isFollowing || user.view.isFrozen || before == nil
            let isListed = before.map { user.view.order.ids.contains($0) } ?? false
            #expect(mayMove || !isListed || user.view.selection == before)
        }

        /// A request goes on, or the text of the open one grows.
        private func change() {
            let index = Int.random(in: 0..<snapshot.requests.count, using: &random)
            snapshot.requests[index].phase = [.done, .failed, .decode].randomElement(using: &random) ?? .done
            snapshot.requests[index].firstTokenSeconds = Double.random(in: 0..<9, using: &random)
            let words = String(repeating: "text \(nextID) 漢字 ", count: Int.random(in: 0..<60, using: &random))
            let calls = Bool.random(using: &random) ? SampleRewrites.running().detail : nil
            snapshot.detail = user.view.wantedDetail(size: user.size).map { id in
                guard var calls else { return SampleTranscripts.plain(words, id: id) }
                calls.id = id
                return calls
            }
            user.receive(snapshot, secondsSinceKey: 3)
        }
    }

    @Test(arguments: 0..<8)
    func invariantsHold(_ seed: UInt64) {
        let session = Session(seed: seed)
        let user = session.user
        for count in 0..<800 {
            session.step()
            let view = user.view
            if view.screen == .overview, let selection = view.selection {
                #expect(view.order.ids.contains(selection))
            }
            if view.screen == .overview, view.selection == nil { #expect(view.order.ids.isEmpty) }
            #expect(Set(view.order.ids).count == view.order.ids.count)
            guard count % 10 == 0 else { continue }
            let grid = user.look()
            #expect(grid.size == user.size)
            expectExactWidths(grid)
            if grid.size.width >= 24, grid.size.height >= 4 {
                #expect(grid.lines.last?.contains { $0 != " " } == true, "no footer at \(grid.size)")
                let isSeen = !view.seenProblems.isEmpty
                #expect(isSeen || grid.lines.contains { $0.contains("ERR 3") }, "\(grid.size) \(view.context)")
            }
        }
    }
}
