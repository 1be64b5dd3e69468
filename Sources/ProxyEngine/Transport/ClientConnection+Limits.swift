import NIOCore
import NIOHTTP1

/// What one connection may take of what there is for all.
extension ClientConnection {
    /// Orders of an operator are short.
    private static let maximumOwnBodyBytes = 1 << 20

    /// The longest body that `request` may have.
    func bodyLimit(_ request: ClientRequest) -> Int {
        let limit = shared.engine.configuration.maximumBodyBytes
        if case .own = request.route { return min(limit, Self.maximumOwnBodyBytes) }
        return limit
    }

    /// Why a body of so many bytes is not taken now; `nil`: it is. Asked before it is read, so that it need not be.
    func roomProblem(bytes: Int) -> ProxyError? {
        let ledger = shared.engine.ledger
        guard bytes > 0, !ledger.hasRoom(for: bytes) else { return nil }
        guard let limit = ledger.limit else { return nil }
        if bytes > limit { return .bodyBeyondMemory(limit: limit) }
        shared.engine.tell(.memory)
        return .memoryFull(limit: limit)
    }

    /// Enters the memory that the body takes so far; `false`: there is no room for it.
    func enter(bodyCapacity bytes: Int) -> Bool {
        let charge = charge ?? MemoryCharge(shared.engine.ledger)
        self.charge = charge
        return charge.grow(to: bytes)
    }

    /// Enters what waits for the client, where that is more than a connection has anyway.
    func enterWaiting() {
        guard let context else { return }
        let waiting = context.channel.isWritable ? 0 : bytesWaiting
        if waiting == 0, waitingCharge == nil { return }
        let charge = waitingCharge ?? MemoryCharge(shared.engine.ledger)
        waitingCharge = waiting == 0 ? nil : charge
        charge.set(waiting)
    }

    /// What an edge may hold without being entered.
    private static let turnedStep = 64 << 10

    /// Enters what the edge holds back of a stream, and ends the request where that is too much.
    func enterTurned() {
        guard let edge, edge.readsStream else { return }
        let held = edge.heldBytes
        guard held > turnedCharge?.bytes ?? Self.turnedStep, let exchange else { return }
        let charge = turnedCharge ?? MemoryCharge(shared.engine.ledger)
        turnedCharge = charge
        let isTooLong = held > AnswerEdge.maximumHeldBytes
        guard isTooLong || !charge.grow(to: held + Self.turnedStep) else { return }
        // Later: what is being written now is written to its end.
        let bound = NIOLoopBound(exchange, eventLoop: shared.loop)
        shared.loop.execute { bound.value.fail(isTooLong ? .overlongTurn : bound.value.memoryFull) }
    }

    /// Who reads goes on reading what is there already; only new connections are turned away. So many more get a word about
    /// it, the others are closed.
    private static let toldSurplus = 256

    /// Turns the connection away: there are as many as may be.
    func refuseSurplus() {
        let limit = shared.engine.connectionLimit
        shared.engine.tell(.connections)
        guard !speaksTLS, shared.connectionCount <= limit + Self.toldSurplus else { return reset() }
        stopWaiting()
        beginRequest(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))
        intake = .streaming
        answer(.tooManyConnections(limit: limit), request: nil)
    }
}
