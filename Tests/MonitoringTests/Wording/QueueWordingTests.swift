import Monitoring
import Testing

struct QueueWordingTests {
    @Test(arguments: [
        (QueuePlace(position: 3), "queued 3"),
        (QueuePlace(position: 3, seconds: 11.2), "queued 3, about 12 s"),
        (QueuePlace(position: 1, seconds: 0), "queued 1, about 1 s"),
        (QueuePlace(position: 1, seconds: -4), "queued 1, about 1 s"),
        (QueuePlace(position: 9, seconds: 127), "queued 9, about 130 s"),
        (QueuePlace(position: 9, seconds: .infinity), "queued 9, about 359990 s"),
        (QueuePlace(position: 2, seconds: 5, hold: .memory), "queued 2, held until there is more memory"),
        (QueuePlace(position: 2, hold: .paused), "queued 2, held by the operator"),
    ])
    func comments(place: QueuePlace, text: String) { #expect(QueueWording.comment(place) == text) }
}
