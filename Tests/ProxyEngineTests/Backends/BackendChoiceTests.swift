import ProxyEngine
import Testing

struct BackendChoiceTests {
    private func candidate(
        _ state: BackendReport.State = .up, models: [String] = [], running: Int = 0, queued: Int = 0, limit: Int = 2
    ) -> BackendChoice.Candidate {
        .init(state: state, models: models, running: running, queued: queued, limit: limit)
    }

    @Test func prefersWhoHasLeastToDo() {
        #expect(BackendChoice.pick([candidate(running: 1), candidate()], model: "") == 1)
        #expect(BackendChoice.pick([candidate(running: 2, limit: 8), candidate(running: 1, limit: 2)], model: "") == 0)
        #expect(BackendChoice.pick([candidate(), candidate()], model: "") == 0)
    }

    @Test func avoidsWhoIsDown() {
        #expect(BackendChoice.pick([candidate(.down), candidate(running: 9, queued: 9)], model: "") == 1)
        #expect(BackendChoice.pick([candidate(.down), candidate(.down)], model: "") == 0)
        #expect(BackendChoice.pick([], model: "") == nil)
    }

    @Test func prefersWhoServesTheModel() {
        let pool = [candidate(models: ["a"]), candidate(models: ["b"], running: 2, queued: 4)]
        #expect(BackendChoice.pick(pool, model: "b") == 1)
        #expect(BackendChoice.pick(pool, model: "c") == 0)
    }
}
