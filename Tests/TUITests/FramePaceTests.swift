import Testing

@testable import TUI

struct FramePaceTests {
    private func due(_ pace: inout FramePace, _ question: (inout FramePace) -> Bool) -> Bool { question(&pace) }

    /// With nothing to do there is nothing to wait for.
    @Test func idleSleepsForEver() {
        var pace = FramePace()
        pace.framePainted(at: 0)
        #expect(!due(&pace) { $0.isQuestionDue(at: 1, interval: 0.25, hasChanged: false, isAnimated: false) })
        #expect(pace.wait(at: 1, isAnimated: false) == nil)
    }

    @Test func keysAreAnsweredAtOnce() {
        var pace = FramePace()
        pace.framePainted(at: 10)
        pace.keyPressed(at: 10.001)
        #expect(pace.isFrameDue(at: 10.001))
        #expect(pace.wait(at: 10.001, isAnimated: false) == 0)
    }

    /// Never more than fifteen frames a second for news.
    @Test func newsIsPaced() {
        var pace = FramePace()
        pace.framePainted(at: 10)
        pace.needsFrame = true
        #expect(!pace.isFrameDue(at: 10.05))
        #expect(pace.isFrameDue(at: 10.07))
    }

    /// A change within the interval waits for its end, and is not forgotten.
    @Test func questionsArePaced() throws {
        var pace = FramePace()
        pace.framePainted(at: 0)
        pace.questionAsked(at: 5)
        #expect(!due(&pace) { $0.isQuestionDue(at: 5.1, interval: 0.25, hasChanged: true, isAnimated: false) })
        let wait = try #require(pace.wait(at: 5.1, isAnimated: false))
        #expect(abs(wait - 0.15) < 0.001)
        #expect(due(&pace) { $0.isQuestionDue(at: 5.25, interval: 0.25, hasChanged: true, isAnimated: false) })
    }

    /// A frame that the terminal did not take is tried again soon, without spinning.
    @Test func refusedFramesWait() throws {
        var pace = FramePace()
        pace.keyPressed(at: 3)
        pace.framePostponed(at: 3)
        #expect(!pace.isFrameDue(at: 3.1))
        #expect(pace.isFrameDue(at: 3.26))
        let wait = try #require(pace.wait(at: 3, isAnimated: false))
        #expect(wait > 0.2)
    }

    /// The echo of a key goes out as soon as a terminal that was full takes more.
    @Test func refusedEchoesAreNotForgotten() throws {
        var pace = FramePace()
        pace.framePainted(at: 3)
        pace.keyPressed(at: 3.01)
        pace.framePostponed(at: 3.01)
        #expect(pace.waitsForTerminal && !pace.isFrameDue(at: 3.02))
        let wait = try #require(pace.wait(at: 3.01, isAnimated: false))
        #expect(wait > 0.2)
        pace.terminalTakesMore()
        #expect(!pace.waitsForTerminal && pace.isFrameDue(at: 3.02))
        #expect(pace.wait(at: 3.02, isAnimated: false) == 0)
        pace.framePainted(at: 3.02)
        #expect(pace.wait(at: 3.03, isAnimated: false) == nil)
    }

    /// A text that takes long to lay out is drawn less often.
    @Test func costlyFramesAreRarer() {
        var pace = FramePace()
        pace.framePainted(at: 0, cost: 0.02)
        pace.questionAsked(at: 5)
        #expect(!due(&pace) { $0.isQuestionDue(at: 5.4, interval: 0.08, hasChanged: true, isAnimated: true) })
        #expect(due(&pace) { $0.isQuestionDue(at: 5.51, interval: 0.08, hasChanged: true, isAnimated: true) })
    }

    @Test func clocksRunWhileRequestsDo() throws {
        var pace = FramePace()
        pace.framePainted(at: 0)
        pace.questionAsked(at: 5)
        let wait = try #require(pace.wait(at: 5, isAnimated: true))
        #expect(wait <= 0.25)
        #expect(due(&pace) { $0.isQuestionDue(at: 5.25, interval: 0.08, hasChanged: false, isAnimated: true) })
    }

    /// Sizes that follow one another are taken once, soon after the first.
    @Test func resizesAreTakenTogether() {
        var pace = FramePace()
        pace.resizeIsDue(at: 1.03)
        pace.resizeIsDue(at: 1.05)
        #expect(!due(&pace) { $0.isResizeDue(at: 1.02) })
        #expect(due(&pace) { $0.isResizeDue(at: 1.03) })
        #expect(!due(&pace) { $0.isResizeDue(at: 1.2) })
    }

    @Test func fewerFramesOverANetwork() {
        var (near, far) = (FramePace(), FramePace(isRemote: true))
        for pace in [near, far] { #expect(pace.isFrameDue(at: 0)) }
        near.framePainted(at: 0)
        far.framePainted(at: 0)
        (near.needsFrame, far.needsFrame) = (true, true)
        #expect(near.isFrameDue(at: 0.07) && !far.isFrameDue(at: 0.07) && far.isFrameDue(at: 0.1))
    }
}
