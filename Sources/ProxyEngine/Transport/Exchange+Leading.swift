import Monitoring
import NIOCore

/// Answers for several: whatever goes to the client goes through the ``Audience`` where others may join.
extension Exchange {
    /// Lets identical requests join from now on.
    func offerToJoin(_ key: JoinKey, _ sign: RepeatSign) {
        audience = Audience(client: client)
        joinKey = key
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        let handle = JoinHandle(
            leader: id,
            attach: { follower in bound.eventLoop.execute { bound.value.attach(follower) } },
            took: { id, count in bound.eventLoop.execute { bound.value.took(id, count) } },
            leave: { id in bound.eventLoop.execute { bound.value.leaves(id) } })
        shared.engine.joinBook.add(id, key, sign, handle: handle, at: request.receivedAt)
    }

    /// Nobody can join any more. Called with the end.
    func withdrawOffer() {
        graceTimer?.cancel()
        graceTimer = nil
        shared.removeOrphan(self)
        guard let key = joinKey else { return }
        joinKey = nil
        shared.engine.joinBook.remove(id, key, isAnswered: isAnswered)
    }

    // MARK: Followers

    private func attach(_ follower: Follower) {
        guard machine.phase != .ended, let audience, audience.canBeJoined, wireUse != .untouched else {
            return follower.tell(.refused)
        }
        graceTimer?.cancel()
        graceTimer = nil
        if let joinKey { shared.engine.joinBook.setOrphan(id, joinKey, false) }
        audience.join(follower)
        // What it has missed of the request's life.
        if let place = attempt.place?.place, !attempt.isSent { follower.tell(.step(.queued(place))) }
        if attempt.isSent { follower.tell(.step(.sent(backend: backend.name))) }
        audience.begin()
        matchReading()
    }

    private func took(_ id: RequestID, _ count: Int) {
        audience?.took(id, count)
        matchReading()
    }

    private func leaves(_ id: RequestID) {
        guard let audience else { return }
        audience.leave(id)
        guard machine.phase != .ended else { return }
        if audience.isEmpty { waitForAnother() } else { matchReading() }
    }

    /// Reads the backend as long as somebody takes what comes.
    func matchReading() {
        if isBlocked || attempt.away != nil {
            attempt.connection?.pauseReading()
        } else if let decoding = attempt.decoding, decoding.isBehind {
            decoding.goOnLater()
        } else {
            attempt.connection?.resumeReading()
        }
        excuseBackend()
    }

    /// Nobody takes more of the answer for now.
    var isBlocked: Bool { audience?.isBlocked ?? !client.isWritable }

    // MARK: Without a client

    /// The client has left. `true`: the generation goes on all the same, because others listen or may come.
    func goesOnWithoutClient() -> Bool {
        guard let audience else { return false }
        audience.clientLeft()
        if audience.hasFollowers {
            matchReading()
            return true
        }
        guard grace > 0, audience.canBeJoined, !shared.engine.isDraining else { return false }
        matchReading()
        waitForAnother()
        return true
    }

    private var grace: Double { configuration.joinGraceSeconds }

    /// Nobody listens: the generation ends, unless somebody comes soon.
    private func waitForAnother() {
        guard grace > 0, let audience, audience.canBeJoined, let joinKey, !shared.engine.isDraining else {
            return endUnheard()
        }
        shared.engine.joinBook.setOrphan(id, joinKey, true)
        shared.addOrphan(self)
        let nanoseconds = Int64(clamping: Moment.nanoseconds(inSeconds: grace))
        graceTimer = shared.loop.assumeIsolated().scheduleTask(in: .nanoseconds(nanoseconds)) { [self] in
            graceTimer = nil
            endUnheard()
        }
    }

    /// The last listener has gone.
    func endUnheard() {
        guard machine.phase != .ended, audience?.isEmpty ?? false else { return }
        release()
        reportCancelled(.clientLeft)
    }

    // MARK: Writing

    func sendHead(
        status: Int, fields: [HeaderForwarding.Field], length: ResponseWriter.BodyLength, isEventStream: Bool
    ) {
        guard let audience else { return client.sendHead(status: status, fields: fields, length: length) }
        var head = AnswerHead(status: status, fields: fields, isEventStream: isEventStream)
        if case .known(let count) = length { head.length = count }
        audience.send(head, length: length)
    }

    func sendBody(_ bytes: UnsafeRawBufferPointer) {
        if let audience { audience.send(bytes) } else { client.sendBody(bytes) }
    }

    func sendComment(_ bytes: UnsafeRawBufferPointer) {
        if let audience { return audience.comment(bytes) }
        client.sendBody(bytes)
        client.flush()
    }

    func flushClient() {
        guard let audience else { return client.flush() }
        audience.flush()
        if audience.hasFollowers { matchReading() }
    }

    func endAnswer(_ failure: RequestFailure?) {
        if let audience { audience.end(failure) } else { client.endAnswer() }
    }

    func endAnswer(_ error: ProxyError) {
        if let audience { audience.end(error, request) } else { client.answer(error, request: request) }
    }

    func cutAnswer(_ failure: RequestFailure) {
        if let audience { audience.cut(failure) } else { client.abort() }
    }
}
