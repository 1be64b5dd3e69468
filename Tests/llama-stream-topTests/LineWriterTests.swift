import Dispatch
import Synchronization
import Testing

@testable import llama_stream_top

struct LineWriterTests {
    private final class Reader: Sendable {
        let lines = Mutex<[String]>([])
        let isReading = DispatchSemaphore(value: 0)
        let hasBegun = Mutex(false)

        /// Takes nothing until it is told to go on; then everything.
        func take(_ text: String) {
            hasBegun.withLock { $0 = true }
            isReading.wait()
            isReading.signal()
            lines.withLock { $0 += text.split(separator: "\n").map(String.init) }
        }
    }

    /// Whoever prints is never held up; what did not fit is told of in its place.
    @Test func aStuckReaderCostsLines() async {
        let reader = Reader()
        let writer = LineWriter(
            "test", capacity: 3, write: reader.take,
            reportLost: { count in reader.lines.withLock { $0.append("\(count) lost") } })
        for number in 1...10 { writer.print("\(number)") }
        let isDone = await writer.flush(within: .zero)
        #expect(!isDone)
        reader.isReading.signal()
        await writer.flush(within: .seconds(60))
        writer.print("11")
        let isDoneThen = await writer.flush(within: .seconds(60))
        #expect(isDoneThen)
        #expect(reader.lines.withLock { $0 } == ["1", "2", "3", "7 lost", "11"])
    }

    /// What the reader is being given and does not take counts as waiting.
    @Test(.timeLimit(.minutes(1))) func linesBeingWrittenAreBoundedToo() async throws {
        let reader = Reader()
        let writer = LineWriter(
            "test", capacity: 3, write: reader.take,
            reportLost: { count in reader.lines.withLock { $0.append("\(count) lost") } })
        writer.print("1")
        while !reader.hasBegun.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
        for number in 2...10 { writer.print("\(number)") }
        reader.isReading.signal()
        let isDone = await writer.flush(within: .seconds(60))
        #expect(isDone)
        #expect(reader.lines.withLock { $0 } == ["1", "2", "3", "7 lost"])
    }

    @Test func aReaderThatKeepsUpGetsAllInOrder() async {
        let reader = Reader()
        reader.isReading.signal()
        let writer = LineWriter(
            "test", write: reader.take, reportLost: { count in Issue.record("\(count) lines are lost") })
        let lines = (0..<LineWriter.capacity).map(String.init)
        for line in lines { writer.print(line) }
        await writer.flush(within: .seconds(60))
        #expect(reader.lines.withLock { $0 } == lines)
    }
}
