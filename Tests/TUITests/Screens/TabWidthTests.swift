import Monitoring
import Testing

@testable import TUI

/// Words of ours fit where the screen is small: nobody can scroll to their end.
struct TabWidthTests {
    private static let changes = [" + ", " - ", " ~ "]

    @Test(arguments: ViewState.Tab.allCases, [80, 120])
    func ownWordsFit(tab: ViewState.Tab, width: Int) throws {
        var view = ViewState()
        view.tab = tab
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.badArguments()
        snapshot.otherDetail = SampleTranscripts.plain("Another answer.", id: RequestID(184))
        let row = try #require(snapshot.requests.firstIndex { $0.id == RequestID(185) })
        snapshot.requests[row].resentFrom = RequestID(184)
        let screen = DetailScreen(id: RequestID(185), snapshot: snapshot, view: view)
        switch screen.source(Size(width: width, height: 24)).text() {
        case .column(let rows):
            #expect(!rows.isEmpty)
            // Of a message only the beginning is told, as much as there is room for.
            for row in rows where row.bytes.isEmpty && !Self.changes.contains(row.lead.pieces.first?.text ?? "") {
                #expect(row.lead.width <= width, "\(row.lead.pieces.map(\.text).joined())")
            }
        case .panes(let rows):
            let rows = try #require(rows)
            let room = (width - 1) / 2 + 1
            for index in 0..<rows.count {
                for pane in [RewritePane.said, .got] {
                    #expect((rows[index][pane]?.styled.width ?? 0) <= room)
                }
            }
        }
    }
}
