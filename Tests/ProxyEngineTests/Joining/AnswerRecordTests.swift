import ProxyEngine
import Testing

struct AnswerRecordTests {
    private func append(_ bytes: [UInt8], to record: inout AnswerRecord) {
        bytes.withUnsafeBytes { record.append($0) }
    }

    @Test func givesWhatItWasGiven() {
        var record = AnswerRecord()
        append([1, 2, 3], to: &record)
        append([4, 5], to: &record)
        #expect(record.isWhole)
        #expect(record.end == 5)
        #expect(Array(record.slice(from: 1, atMost: 3)) == [2, 3, 4])
        #expect(Array(record.slice(from: 4, atMost: 100)) == [5])
        #expect(record.slice(from: 5, atMost: 100).isEmpty)
        #expect(record.slice(from: 99, atMost: -1).isEmpty)
    }

    /// Places stay what they are when the beginning is forgotten.
    @Test func forgetsItsBeginning() {
        var record = AnswerRecord()
        append([UInt8](repeating: 7, count: AnswerRecord.limit), to: &record)
        append([1, 2, 3], to: &record)
        record.drop(before: 10)
        #expect(record.isWhole, "little is not worth the moving")
        record.drop(before: AnswerRecord.limit)
        #expect(!record.isWhole)
        #expect(record.count == 3)
        #expect(Array(record.slice(from: AnswerRecord.limit + 1, atMost: 9)) == [2, 3])
        record.drop(before: .max)
        #expect((record.count, record.end) == (0, AnswerRecord.limit + 3))
    }

    @Test func keepsNothingOnceClosed() {
        var record = AnswerRecord()
        append([1, 2, 3], to: &record)
        record.close()
        append([4], to: &record)
        #expect(!record.isWhole)
        #expect((record.count, record.end) == (0, 3))
    }
}
