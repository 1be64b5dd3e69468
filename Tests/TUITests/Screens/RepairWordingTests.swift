import TUI
import Testing

struct RepairWordingTests {
    @Test func repairsAreCounted() {
        #expect(RepairWording.kinds(["b", "a", "b", "b"]) == ["3 x b", "a"])
        #expect(RepairWording.kinds([]) == [])
    }
}
