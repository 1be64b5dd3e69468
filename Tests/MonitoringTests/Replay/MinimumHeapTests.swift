import TestSupport
import Testing

@testable import Monitoring

struct MinimumHeapTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func givesTheSmallestFirst(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var heap = MinimumHeap<Int>()
        var expected: [Int] = []
        for _ in 0..<500 {
            if expected.isEmpty || Int.random(in: 0..<5, using: &random) > 1 {
                let value = Int.random(in: 0..<50, using: &random)
                heap.insert(value)
                expected.append(value)
                expected.sort()
            } else {
                let least = heap.removeMinimum()
                #expect(least == expected.removeFirst())
            }
            #expect(heap.minimum == expected.first && heap.count == expected.count)
        }
    }

    @Test func anEmptyOneHasNone() {
        var heap = MinimumHeap<Int>()
        let least = heap.removeMinimum()
        #expect(least == nil && heap.minimum == nil && heap.isEmpty)
    }
}
