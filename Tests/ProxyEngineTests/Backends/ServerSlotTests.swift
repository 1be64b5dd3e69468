import Monitoring
import Testing

@testable import ProxyEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ServerSlotTests {
    private func report(_ json: String) throws -> CacheReport {
        CacheReport(try JSONDecoder().decode([ServerSlot].self, from: Data(json.utf8)))
    }

    /// What three builds of llama-server send for the same moment: 25 tokens read, 427 written.
    @Test(arguments: [
        #"{"id": 1, "n_ctx": 4096, "is_processing": true, "id_task": 34, "n_prompt_tokens": 452, "n_prompt_tokens_processed": 25, "n_prompt_tokens_cache": 0, "next_token": [{"n_decoded": 427}]}"#,
        #"{"id": 1, "n_ctx": 4096, "is_processing": true, "id_task": 34, "n_prompt_tokens": 25, "n_prompt_tokens_processed": 20, "n_prompt_tokens_cache": 5, "next_token": {"n_decoded": 427}}"#,
        #"{"id": 1, "n_ctx": 4096, "is_processing": true, "id_task": 34, "n_prompt_tokens_processed": 25, "next_token": {"n_decoded": 427}}"#,
    ]) func readsWhatBuildsTell(slot: String) throws {
        let report = try report("[\(slot)]")
        #expect(report.slots == [SlotReport(id: 1, phase: .decode, task: 34, held: 452, window: 4096)])
        #expect(report.share == 452.0 / 4096)
        #expect(!report.isEstimate)
    }

    @Test func tellsThePhases() throws {
        let report = try report(
            """
            [{"id": 3, "n_ctx": 100, "is_processing": false},
             {"id": 0, "n_ctx": 100, "is_processing": true, "n_prompt_tokens_processed": 10, "next_token": [{"n_decoded": 0}]},
             {"id": 1, "n_ctx": 100, "is_processing": true, "n_prompt_tokens": 30, "next_token": [{"n_decoded": 2}]},
             {"id": 2, "n_ctx": 100, "is_processing": false, "n_prompt_tokens": 60}]
            """)
        #expect(report.slots.map(\.phase) == [.prefill, .decode, .idle, .idle])
        #expect(report.slots.map(\.held) == [10, 30, 60, 0])
        #expect(report.share == 0.25)
        #expect(report.capacity == 400)
        #expect(report.isEstimate, "slots may share one cache")
    }

    /// A build that tells no counts: neither phase nor share.
    @Test func leavesUnknownWhatIsNotTold() throws {
        let report = try report(#"[{"id": 0, "n_ctx": 8, "is_processing": true}, {"id": 1, "n_ctx": 8}]"#)
        #expect(report.slots.map(\.phase) == [.busy, .idle])
        #expect(report.slots[0].held == nil)
        #expect(report.share == nil)
    }

    @Test(arguments: [
        #"[{"id": 0, "n_ctx": -5, "is_processing": true, "n_prompt_tokens": 9223372036854775807, "next_token": [{"n_decoded": 9223372036854775807}]}]"#,
        #"[{"id": 0, "n_ctx": 1, "is_processing": "x", "n_prompt_tokens": -3, "next_token": "no"}]"#,
        #"[{"id": -9223372036854775808, "next_token": []}]"#, "[]",
    ]) func survivesNonsense(json: String) throws {
        let report = try report(json)
        #expect(report.share.map { (0...1).contains($0) } ?? true)
        #expect(report.slots.allSatisfy { ($0.held ?? 0) >= 0 })
    }
}
