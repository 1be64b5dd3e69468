import Monitoring
import NIOCore
import NIOPosix

/// Large answers that are read as a whole: not on the loop, so that others do not wait.
extension Exchange {
    /// The translator on its way to another thread and back.
    ///
    /// Unchecked: it holds closures that are not marked as sendable (identifiers, a notice's claim), all of which may be called
    /// from anywhere; and there is one owner at any time, since the exchange gives its own up.
    private struct Finishing: @unchecked Sendable {
        var translator: ResponseTranslator
        var output: [UInt8] = []
        var calls: [ToolCallReport] = []

        mutating func finish() {
            translator.finish(.complete, into: &output)
            calls = translator.takeCalls()
        }
    }

    /// Translates a collected answer that is large on another thread. `false`: it is not.
    func finishBesideLoop() -> Bool {
        guard let translator, translator.collectedBytes > LoopContext.maximumBytesAtOnce else { return false }
        self.translator = nil
        let finishing = Finishing(translator: translator)
        let work = NIOSingletons.posixBlockingThreadPool.runIfActive(eventLoop: shared.loop) {
            var finishing = finishing
            finishing.finish()
            return finishing
        }
        work.assumeIsolated().whenComplete { [self] result in
            // The client has left, or was told of an error meanwhile.
            guard machine.phase != .ended else { return }
            switch result {
            case .success(let finished):
                self.translator = finished.translator
                output += finished.output
                for call in finished.calls { report(.toolCall(call)) }
                completeAnswer()
            // The process ends.
            case .failure: fail(.shuttingDown)
            }
        }
        return true
    }
}
