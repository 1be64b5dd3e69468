import Monitoring
import Testing

struct RequestIDTests {
    private static let now = 1_795_211_606.0

    @Test func keepsNumberAndProxy() {
        for proxy in [0, 1, 25] {
            for number in [1, 42, 31_000_000] as [UInt64] {
                let id = RequestID(RequestID(rawValue: number), ofProxy: proxy, receivedAt: Self.now)
                #expect(id.number == number)
                #expect(id.proxy == proxy)
            }
        }
        #expect(RequestID(rawValue: 42).number == 42)
        #expect(RequestID(rawValue: 42).proxy == nil)
    }

    @Test func showsALetterForTheProxy() {
        let id = RequestID(RequestID(rawValue: 42), ofProxy: 1, receivedAt: Self.now)
        #expect(id.description == "B0042")
        #expect(id.typed == "B42")
        #expect(RequestID(rawValue: 42).description == "#0042")
    }

    /// Whoever got it: the later request has the higher id.
    @Test func ordersByTimeThenNumber() {
        let early = RequestID(RequestID(rawValue: 900), ofProxy: 3, receivedAt: Self.now)
        let late = RequestID(RequestID(rawValue: 2), ofProxy: 0, receivedAt: Self.now + 0.5)
        let same = RequestID(RequestID(rawValue: 901), ofProxy: 3, receivedAt: Self.now)
        #expect(early < late)
        #expect(early < same)
    }

    /// What is sent may be anything.
    @Test(arguments: [0, -1e300, .infinity, -.infinity, .nan, 1e300] as [Double])
    func takesAnyTime(time: Double) {
        let id = RequestID(RequestID(rawValue: .max), ofProxy: .max, receivedAt: time)
        #expect(id.proxy == 25)
        #expect(id.number < 1 << 25)
    }
}
