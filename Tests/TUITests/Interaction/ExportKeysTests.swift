import Monitoring
import TUI
import Testing

/// Copying, writing to files, and running text through all dialects.
struct ExportKeysTests {
    private func user(tab: Character = "4") -> ScreenDriver {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.badArguments()
        var view = ViewState()
        view.selection = RequestID(185)
        view.isFollowing = false
        let user = ScreenDriver(snapshot, view: view)
        user.press(.enter)
        user.press(tab)
        return user
    }

    @Test func copiesTheTextOfTheTab() {
        func copied(_ tab: Character) -> ViewCommand? {
            let user = user(tab: tab)
            #expect(user.press("y") == nil)
            return user.press("y")
        }
        #expect(copied("4") == .copy(SampleTranscripts.sentence + "\n\n" + SampleTranscripts.call))
        guard case .copy(let body) = copied("2") else { return #expect(Bool(false)) }
        #expect(body.hasPrefix(#"{"model":"qwen3-coder-30b""#))
        guard case .copy(let timing) = copied("5") else { return #expect(Bool(false)) }
        #expect(timing.contains("WHERE THE TIME WENT"))
        guard case .copy(let raw) = copied("6") else { return #expect(Bool(false)) }
        #expect(raw.contains("[DONE]"))
        #expect(!raw.contains("<tool_call>"))
    }

    /// Each thing that can be copied has a letter; a call's arguments come whole.
    @Test func copiesByMenu() {
        func copied(_ letter: Character) -> String? {
            let user = user()
            user.press("y")
            guard case .copy(let text) = user.press(letter) else { return nil }
            return text
        }
        #expect(copied("c")?.hasPrefix(#"{"name":"read_file","arguments":{"#) == true)
        #expect(copied("a")?.contains(#""path""#) == true)
        #expect(copied("m")?.hasPrefix(#"{"role":"assistant","content":""#) == true)
        #expect(copied("i")?.isEmpty == false)
        #expect(copied("u")?.hasPrefix("#!/bin/sh") == true)
        #expect(copied("q") == nil)
    }

    /// Each form is in the menu.
    @Test(arguments: Array(RequestExport.Kind.allCases.enumerated())) func exportsByMenu(
        _ index: Int, _ kind: RequestExport.Kind
    ) {
        let user = user()
        user.press("x")
        #expect(user.text.contains(kind.title))
        for _ in 0..<index { user.press("j") }
        guard case .write(let export) = user.press(.enter) else { return #expect(Bool(false)) }
        #expect(!export.text.isEmpty)
        #expect(user.view.overlay == nil)
    }

    /// From the list: what is listed, or what is tagged of it.
    @Test func exportsTheList() {
        let user = ScreenDriver(SampleSnapshots.busy())
        user.press("/")
        for key in "rewritten" { user.press(.character(key)) }
        user.press(.enter)
        let listed = user.view.order.ids
        #expect(!listed.isEmpty && listed.count < SampleSnapshots.busy().requests.count)
        user.press("x")
        user.press("j")
        #expect(user.press(.enter) == .writeAll(.jsonLine, listed))
        user.press("g")
        user.press(" ")
        user.press("x")
        #expect(user.press(.enter) == .writeAll(.curl, [listed[0]]))
        user.press("2")
        #expect(user.press("x") == nil)
        #expect(user.view.message?.isProblem == true)
    }

    @Test func savesACase() {
        guard case .write(let export) = user().press("f") else { return #expect(Bool(false)) }
        #expect(export.name == "cases.jsonl")
        #expect(export.appends)
        #expect(export.text.contains(#""in": "#) || export.text.contains(#""in":"#))
    }

    @Test func runsThroughDialects() {
        let user = user()
        user.press("R")
        #expect(user.text.contains("#0185 through every dialect"))
        #expect(user.text.contains("qwen3-coder"))
        for size in [Size(width: 1, height: 1), Size(width: 24, height: 4), Size(width: 250, height: 80)] {
            user.size = size
            expectExactWidths(user.look())
            user.press("G")
            expectExactWidths(user.look())
        }
        user.press(.escape)
        #expect(user.view.overlay == nil)
    }

    /// Before the text is there, nothing is done.
    @Test(arguments: ["y", "f", "R"] as [Character]) func nothingThereYet(_ key: Character) {
        let user = ScreenDriver()
        user.press(.enter)
        #expect(user.press(key) == nil)
        #expect(user.view.message != nil)
        #expect(user.view.overlay == nil)
    }

    /// In a list it is the row, or those that are tagged.
    @Test func copiesRows() {
        let user = ScreenDriver()
        user.type(":185")
        user.press(.enter)
        #expect(user.press("y") == nil)
        guard case .copy(let row) = user.press("y") else { return #expect(Bool(false), "nothing was copied") }
        #expect(row.hasPrefix("#0185  ") && !row.contains("\n"))
        user.press(" ")
        user.press(" ")
        guard case .copy(let rows) = user.press("y") else { return #expect(Bool(false), "nothing was copied") }
        #expect(rows.split(separator: "\n").count == 2 && rows.contains(row))
        user.press("4")
        guard case .copy(let event) = user.press("y") else { return #expect(Bool(false), "nothing was copied") }
        #expect(event.contains(user.model.newest.events[0].notice.text))
    }
}
