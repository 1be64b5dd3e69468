import Testing
import WireFormats

@testable import ProxyEngine

struct SessionCutsTests {
    private func keys(_ texts: [String], model: String = "m", role: String = "user") -> [SessionCuts.Key] {
        let messages = texts.map { #"{"role":"\#(role)","content":"\#($0)"}"# }.joined(separator: ",")
        let body = Array(#"{"messages":[\#(messages)]}"#.utf8)
        return SessionCuts.keys(ConversationOutline(body).messages, model: model)
    }

    @Test func knowsTheSameConversationOnly() throws {
        let cut = try #require(HistoryCut(dropping: [1]))
        var cuts = SessionCuts()
        cuts.remember(cut, of: keys(["a", "b", "c"]))
        #expect(cuts.cut(of: keys(["a", "b", "c"])) == cut)
        #expect(cuts.cut(of: keys(["a", "b", "c", "d", "e"])) == cut)
        #expect(cuts.cut(of: keys(["a", "b", "x"])) == cut)
        #expect(cuts.cut(of: keys(["a", "B", "c"])) == nil)
        #expect(cuts.cut(of: keys(["a", "b", "c"], model: "n")) == nil)
        // Nothing would be left after it.
        #expect(cuts.cut(of: keys(["a", "b"])) == nil)
        #expect(cuts.cut(of: []) == nil)
    }

    @Test func knowsItThoughTheInstructionsChange() {
        #expect(keys(["a", "b"], role: "system") == keys(["A", "B"], role: "system"))
        #expect(keys(["a", "b"], role: "system") != keys(["a", "b"]))
    }

    @Test func takesTheLatestCut() throws {
        let (first, second) = (try #require(HistoryCut(dropping: [1])), try #require(HistoryCut(dropping: [1, 2])))
        var cuts = SessionCuts()
        cuts.remember(second, of: keys(["a", "b", "c", "d"]))
        cuts.remember(first, of: keys(["a", "b", "c", "d"]))
        #expect(cuts.cut(of: keys(["a", "b", "c", "d"])) == second)
    }

    @Test func forgetsTheLeastUsed() throws {
        let cut = try #require(HistoryCut(dropping: [1]))
        var cuts = SessionCuts(capacity: 2)
        cuts.remember(cut, of: keys(["1", "b", "c"]))
        cuts.remember(cut, of: keys(["2", "b", "c"]))
        _ = cuts.cut(of: keys(["1", "b", "c"]))
        cuts.remember(cut, of: keys(["3", "b", "c"]))
        #expect(cuts.cut(of: keys(["1", "b", "c"])) == cut)
        #expect(cuts.cut(of: keys(["2", "b", "c"])) == nil)
        #expect(cuts.cut(of: keys(["3", "b", "c"])) == cut)
    }
}
