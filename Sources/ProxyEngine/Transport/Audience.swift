import Monitoring
import NIOCore

/// Who gets an exchange's answer: its own client, and identical requests that have joined. Lives on the exchange's loop.
///
/// While nobody has joined, bytes go straight to the client, and a copy to the record. From then on everybody reads from
/// the record at a pace of their own, so that none holds up another: who falls further behind than the record reaches is
/// cut off. Only where nobody can take more, the backend is not read.
final class Audience {
    /// Bytes on their way to a follower that it has not yet passed on.
    private static let window = 128 << 10
    private static let pieceSize = 32 << 10
    private static let maximumFollowers = 16

    private struct Listener {
        var follower: Follower
        var place = 0
        var onTheirWay = 0
        var hasHead = false
    }

    private enum Ending {
        case whole(RequestFailure?)
        case error(ProxyError, ClientRequest)
        case cut(RequestFailure)
    }

    private let client: ClientConnection
    private var record = AnswerRecord()
    /// The memory that the record takes, entered in steps.
    private let charge: MemoryCharge
    private static let chargeStep = 64 << 10
    private var head: AnswerHead?
    private var listeners: [Listener] = []
    private(set) var isClientGone = false
    /// What of the record the client has; `nil`: everything, it is written to directly.
    private var clientPlace: Int?
    private var ending: Ending?

    init(client: ClientConnection) {
        self.client = client
        charge = MemoryCharge(client.shared.engine.ledger)
    }

    /// Only the exchange's own client listens, and is up to date.
    private var isAlone: Bool { listeners.isEmpty && clientPlace == nil && !isClientGone }
    var hasFollowers: Bool { !listeners.isEmpty }
    var isEmpty: Bool { listeners.isEmpty && isClientGone }
    var canBeJoined: Bool { record.isWhole && ending == nil && listeners.count < Self.maximumFollowers }

    /// Nobody takes more for now.
    var isBlocked: Bool {
        if !isClientGone, client.isWritable { return false }
        return !isEmpty && listeners.allSatisfy { $0.onTheirWay >= Self.window }
    }

    /// Somebody has everything that there is and can take more: a comment may be sent.
    var isWaiting: Bool {
        if !isClientGone, isClientUpToDate, client.isWritable { return true }
        return listeners.contains(where: isUpToDate)
    }

    private var isClientUpToDate: Bool { clientPlace ?? record.end == record.end }
    private func isUpToDate(_ listener: Listener) -> Bool { listener.place == record.end && listener.onTheirWay == 0 }

    // MARK: The answer

    func send(_ head: AnswerHead, length: ResponseWriter.BodyLength) {
        self.head = head
        if !isClientGone { client.sendHead(status: head.status, fields: head.fields, length: length) }
    }

    func send(_ bytes: UnsafeRawBufferPointer) {
        if isAlone {
            client.sendBody(bytes)
            // A longer answer is not joined any more, nor one for which there is no room.
            if record.count + bytes.count > AnswerRecord.limit || !enter(record.count + bytes.count) { closeRecord() }
            record.append(bytes)
        } else {
            makeRoom()
            record.append(bytes)
        }
    }

    /// An array that grows takes up to twice as much. `false`: there is no room for it.
    private func enter(_ count: Int) -> Bool {
        guard !record.isClosed, 2 * count > charge.bytes else { return true }
        return charge.grow(to: 2 * count + Self.chargeStep)
    }

    private func closeRecord() {
        record.close()
        charge.set(0)
    }

    /// Hands on what has been sent.
    func flush() {
        if isAlone { client.flush() } else { pump() }
    }

    /// To those who wait.
    func comment(_ bytes: UnsafeRawBufferPointer) {
        if !isClientGone, isClientUpToDate, client.isWritable {
            client.sendBody(bytes)
            client.flush()
        }
        for index in listeners.indices where isUpToDate(listeners[index]) {
            sendHead(to: index)
            listeners[index].follower.tell(.comment(Array(bytes)))
        }
    }

    /// To those who have joined.
    func tell(_ step: RequestStep) {
        for listener in listeners { listener.follower.tell(.step(step)) }
    }

    // MARK: Ends

    func end(_ failure: RequestFailure?) { end(.whole(failure)) }
    func end(_ error: ProxyError, _ request: ClientRequest) { end(.error(error, request)) }
    func cut(_ failure: RequestFailure) { end(.cut(failure)) }

    private func end(_ ending: Ending) {
        guard self.ending == nil else { return }
        self.ending = ending
        pump()
    }

    private func endFollowers(_ ending: Ending) {
        listeners.removeAll { listener in
            switch ending {
            case .whole(let failure):
                guard listener.place == record.end else { return false }
                listener.follower.tell(.ended(failure))
            case .error(let error, _): listener.follower.tell(.error(error))
            case .cut(let failure): listener.follower.tell(.cut(failure))
            }
            return true
        }
    }

    private func endClient(_ ending: Ending) {
        guard !isClientGone, isClientUpToDate else { return }
        isClientGone = true
        switch ending {
        case .whole: client.endAnswer()
        case .error(let error, let request): client.answer(error, request: request)
        case .cut: client.abort()
        }
    }

    // MARK: Coming and going

    /// One who gets everything from the beginning on.
    func join(_ follower: Follower) {
        if listeners.isEmpty, !isClientGone { clientPlace = clientPlace ?? record.end }
        listeners.append(Listener(follower: follower))
        follower.tell(.joined)
    }

    /// The answer may now go on its way.
    func begin() { pump() }

    func leave(_ id: RequestID) { listeners.removeAll { $0.follower.id == id } }

    func took(_ id: RequestID, _ count: Int) {
        guard let index = listeners.firstIndex(where: { $0.follower.id == id }) else { return }
        listeners[index].onTheirWay -= count
        pump()
    }

    func clientLeft() {
        isClientGone = true
        clientPlace = nil
    }

    // MARK: Moving on

    /// Gives everybody as much as they take.
    func pump() {
        pumpClient()
        for index in listeners.indices {
            sendHead(to: index)
            while listeners[index].onTheirWay < Self.window {
                let piece = record.slice(from: listeners[index].place, atMost: Self.pieceSize)
                guard !piece.isEmpty else { break }
                listeners[index].place += piece.count
                listeners[index].onTheirWay += piece.count
                listeners[index].follower.tell(.body(Array(piece)))
            }
        }
        guard let ending else { return }
        endFollowers(ending)
        endClient(ending)
    }

    private func pumpClient() {
        guard !isClientGone, var place = clientPlace else { return }
        while client.isWritable {
            let piece = record.slice(from: place, atMost: Self.pieceSize)
            guard !piece.isEmpty else { break }
            place += piece.count
            piece.withUnsafeBytes { client.sendBody($0) }
            client.flush()
        }
        // The head, where there is nothing more yet.
        client.flush()
        clientPlace = place
        if listeners.isEmpty, place == record.end { clientPlace = nil }
    }

    private func sendHead(to index: Int) {
        guard !listeners[index].hasHead, let head else { return }
        listeners[index].hasHead = true
        listeners[index].follower.tell(.head(head))
    }

    /// Before more is recorded: the record forgets what everybody has, and those who are too far behind are cut off.
    private func makeRoom() {
        guard record.count > AnswerRecord.limit else { return }
        forgetWhatAllHave()
        guard record.count > AnswerRecord.limit else { return }
        let oldest = record.end - AnswerRecord.limit
        let failure = RequestFailure(
            code: "listener_too_slow", message: "fell too far behind the answer that it shares", side: .client)
        listeners.removeAll { listener in
            guard listener.place < oldest else { return false }
            listener.follower.tell(.cut(failure))
            return true
        }
        if !isClientGone, let clientPlace, clientPlace < oldest {
            clientLeft()
            client.abort()
        }
        forgetWhatAllHave()
    }

    private func forgetWhatAllHave() {
        var places = listeners.map(\.place)
        if !isClientGone { places.append(clientPlace ?? record.end) }
        record.drop(before: places.min() ?? record.end)
    }
}
