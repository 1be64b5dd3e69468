import Monitoring
import Testing

@testable import TUI

/// What the screen says, where it once said something else than what was.
struct PlainWordsTests {
    private func user(_ snapshot: MonitorSnapshot, _ width: Int, _ height: Int) -> ScreenDriver {
        let user = ScreenDriver(snapshot)
        user.size = Size(width: width, height: height)
        return user
    }

    /// A key that means something elsewhere says so; one that means nothing anywhere does not.
    @Test func keysWithoutAMeaning() {
        let user = ScreenDriver()
        for key in "RwonJ67" {
            user.press(key)
            #expect(user.view.message?.text.contains("has no meaning in the list") == true, "\(key)")
        }
        user.press("%")
        #expect(user.view.message == nil)
        user.press("v")
        #expect(user.view.message?.text == "preview off")
        user.press("v")
        #expect(user.view.message?.text == "preview on, where there are 150 columns")
        user.press(.enter)
        user.press("s")
        #expect(user.view.message?.text == "s (sort) has no meaning in an open request")
        user.press("?")
        user.press("%")
        #expect(user.view.overlay == nil)
    }

    /// Each call that is being written is told of wherever calls are counted.
    @Test func callsBeingWritten() {
        var snapshot = SampleRewrites.running()
        for index in snapshot.requests.indices { snapshot.requests[index].calls = [] }
        snapshot.detail?.openCalls = (0...2).map { OpenCall(index: $0) }
        let user = ScreenDriver(snapshot, view: SampleRewrites.view)
        user.size = Size(width: 120, height: 60)
        user.press(.enter)
        user.press("3")
        #expect(user.text.contains("0 calls in this answer, 3 being written"))
        #expect(user.text.contains("2 being written"))
        #expect(user.text.contains("open_file  not declared  being written"))
        user.press("1")
        user.press("G")
        #expect(user.text.contains("3 calls rewritten from hermes-json so far"))
        #expect(user.text.contains("is being written, from hermes-json"))
    }

    /// What is cut off is said; what nobody keeps too.
    @Test func bodiesThatAreNotKept() {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = RequestDetail(id: RequestID(184))
        snapshot.detail?.keepsBodies = false
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(184)
        let user = ScreenDriver(snapshot, view: view)
        user.press(.enter)
        for tab in ["4", "2", "7"] {
            user.press(Character(tab))
            #expect(user.text.contains("bodies are not kept (--no-bodies)"), "\(tab)")
        }
        #expect(!user.text.contains("(0 parts)"))
    }

    /// Tokens that nobody has told are an estimate, with a mark where there is room for it.
    @Test func countedTokens() {
        let user = user(SampleSnapshots.busy(), 120, 40)
        user.press("v")
        let text = user.text
        #expect(text.contains(" ~311 ~41.8 "))
        #expect(text.contains("   402  38.2 "))
        let title = DetailTitle(
            id: RequestID(187), request: SampleSnapshots.busy().request(RequestID(187)),
            snapshot: SampleSnapshots.busy(), view: ViewState(), hasCounters: false)
        var grid = CellGrid(size: Size(width: 160, height: 1))
        title.draw(into: &grid, in: grid.area)
        #expect(grid.lines[0].contains("out ~311  ~41.8 t/s"))
    }

    /// What is short is told as finely as elsewhere, and an error's origin is no verdict.
    @Test func wordsOfTheSummary() throws {
        var snapshot = SampleSnapshots.busy()
        let index = try #require(snapshot.requests.firstIndex { $0.id == RequestID(181) })
        snapshot.requests[index].firstByteSeconds = 0.004
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(181)
        view.tab = .summary
        let user = ScreenDriver(snapshot, view: view)
        user.size = Size(width: 80, height: 40)
        user.press(.enter)
        #expect(user.text.contains("first byte after  4ms"))
        #expect(user.text.contains("error came from   the backend"))
    }

    /// Several backends are not told of as if they were one.
    @Test func pools() {
        var snapshot = SampleSnapshots.pool()
        #expect(user(snapshot, 40, 10).text.contains("7 backends"))
        snapshot.backends[1].model = "another"
        let wide = user(snapshot, 160, 50).text.prefix { $0 != "\n" }
        #expect(wide.contains("2 models"))
        #expect(!wide.contains("ctx "))
        let processes = ["annex", "desk"].map {
            MemoryReport.Process(backend: $0, program: "python3", resident: 1 << 30)
        }
        snapshot.memory?.processes = processes
        snapshot.memory?.graphics = []
        let text = user(snapshot, 200, 60).text
        #expect(text.contains("annex 1.0 GiB") && text.contains("desk 1.0 GiB"))
    }

    /// The list of dialects is cut, not left out.
    @Test func dialectsThatDoNotFit() {
        var snapshot = SampleSnapshots.busy()
        snapshot.tools.rewritten = (0..<20).map { .init(name: "dialect-\($0)", count: 40 - $0) }
        #expect(user(snapshot, 200, 60).text.contains(", ...)"))
    }

    /// The smallest screens too say what is open.
    @Test func smallestScreens() {
        let user = user(SampleSnapshots.busy(), 24, 4)
        user.press("s")
        #expect(user.text.contains("sort by: "))
        #expect(user.text.contains("Enter takes"))
        user.press(.escape)
        user.press("/")
        user.type("ttft>2q")
        #expect(user.text.contains("no unit"))
        for _ in 0..<7 { user.press(.backspace) }
        user.type("bad")
        #expect(user.text.contains("1 of "))
        user.press(.enter)
        user.press(.enter)
        #expect(user.look().lines[0].hasPrefix(" ERR 3"))
        #expect(user.look().lines[3] == " #0185 Rewrite Esc back ")
    }

    /// The text is what an event is about.
    @Test func eventsOnSmallScreens() {
        let user = user(SampleSnapshots.busy(), 40, 10)
        user.press("4")
        #expect(user.text.contains("BAD-ARGS read_file /limi"))
    }

    /// A number is shown whole or not at all.
    @Test(arguments: 64...110)
    func titleOfARequest(width: Int) {
        let user = user(SampleSnapshots.busy(), width, 24)
        user.press(.enter)
        #expect(!user.look().lines[0].contains("…"))
    }

    /// Tabs lose their names one by one.
    @Test func namesOfTabs() {
        #expect(TabNames(ViewState.Tab.allCases.dropLast(), open: .rewrite, width: 80).text.text.contains(" 7 Diff "))
        #expect(
            TabNames(ViewState.Tab.allCases.dropLast(), open: .rewrite, width: 52).text.text
                == " 1 Summary  2 Messages  3 Tools [4 Rewrite] 5  6  7 ")
        #expect(
            TabNames(ViewState.Tab.allCases.dropLast(), open: .raw, width: 10).text.text == " 1  2  3  4  5 [6 Raw] 7 ")
        let names = TabNames(ViewState.Tab.allCases.dropLast(), open: .rewrite, width: 52)
        for (column, character) in names.text.text.enumerated() where character.isNumber {
            #expect(names.tab(at: column)?.rawValue == Int(String(character)))
        }
    }

    /// Settings that are not the same everywhere are not told of as if they were.
    @Test func settingsOfSeveralProxies() {
        var snapshot = SampleSnapshots.busy()
        snapshot.proxies = [(50, 4), (20, 4), (50, 4)].map { size, limit in
            var report = ProxyReport(name: "p\(size)", url: "http://127.0.0.1", state: .live)
            report.settings = LiveSettings(chunkSize: size, maxConcurrent: limit, streamMode: "auto")
            return report
        }
        #expect(user(snapshot, 120, 40).text.contains("chunk 50/20  max 4  mode auto"))
        snapshot.proxies?[2].settings?.isPaused = true
        #expect(user(snapshot, 120, 40).text.contains("HOLD"))
    }
}

extension StyledText {
    fileprivate var text: String { pieces.map(\.text).joined() }
}
