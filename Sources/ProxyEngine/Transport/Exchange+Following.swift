import Monitoring
import NIOCore
import NIOHTTP1
import WireFormats

/// Takes part in the generation of an identical request instead of asking the backend once more.
extension Exchange {
    /// What is known of the request that this one has joined.
    struct Following {
        var handle: JoinHandle
        var key: JoinKey
        var sign: RepeatSign
        /// Bytes that the client has not yet taken.
        var unconfirmed = 0
    }

    /// Joins an identical request that runs, or offers itself to later ones. `false`: it has to ask for itself.
    func join() -> Bool {
        // An operator who sends a request once more wants another answer.
        guard configuration.joinsDuplicates, resend == nil, request.route == .chat || request.route == .generation,
            request.head.method == .POST, case .whole = body, !received.isEmpty
        else { return false }
        let headers = request.head.headers
        let key = JoinKey(
            client: request.client, target: request.target, fields: headers, body: reading.unstreamedBody ?? received)
        var sign = RepeatSign(fields: headers)
        sign.wantsStream = bridged?.conversation.wantsStream
        guard let handle = shared.engine.joinBook.leader(for: key, sign, at: now) else {
            offerToJoin(key, sign)
            return false
        }
        following = Following(handle: handle, key: key, sign: sign)
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        handle.attach(
            Follower(id: id) { news in bound.eventLoop.execute { bound.value.hears(news) } })
        return true
    }

    private func hears(_ news: JoinedNews) {
        guard machine.phase != .ended, following != nil else { return }
        switch news {
        case .refused: askAlone()
        case .joined: hasJoined()
        case .step(let step): take(step)
        case .head(let head): take(head)
        case .body(let bytes): take(bytes)
        case .comment(let bytes): take(comment: bytes)
        case .error(let error):
            following = nil
            fail(error)
        case .ended(let failure): takeEnd(failure)
        case .cut(let failure):
            following = nil
            release()
            reportFailed(failure)
            client.abort()
        }
    }

    private func askAlone() {
        guard let following else { return }
        self.following = nil
        offerToJoin(following.key, following.sign)
        askBackend()
    }

    private func hasJoined() {
        guard let leader = following?.handle.leader else { return }
        joinedLeader = leader
        report(.joined(leader))
    }

    private func take(_ step: RequestStep) {
        if case .queued(let place) = step { machine.queued(position: place.position) }
        report(step)
    }

    private func take(_ head: AnswerHead) {
        status = head.status
        var fields = head.fields.filter { $0.name.lowercased() != "x-request-id" }
        if let index = fields.firstIndex(where: { $0.name == "X-Llama-Stream-Top" }) {
            fields[index].value += ", " + joinedWord
        } else {
            fields.append(("X-Llama-Stream-Top", joinedWord))
        }
        fields.append(("X-Request-Id", request.requestID))
        client.sendHead(status: status, fields: fields, length: head.length.map { .known($0) } ?? .unknown)
        client.flush()
        isUntouched = true
        isRawEventStream = head.isEventStream
        machine.headSent(streams: head.isEventStream)
        report(.firstByte)
    }

    private func take(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            client.sendBody(bytes)
            takeDown(bytes, .toClient)
            noteOutput(bytes)
        }
        client.flush()
        following?.unconfirmed += bytes.count
        if client.isWritable { confirm() }
        reportProgress(at: now)
    }

    private func take(comment bytes: [UInt8]) {
        guard client.isWritable else { return }
        bytes.withUnsafeBytes { bytes in
            client.sendBody(bytes)
            takeDown(bytes, .toClient)
        }
        bytesOut += bytes.count
        client.flush()
    }

    /// What was handed over has left the process, or will soon.
    func confirm() {
        guard let following, following.unconfirmed > 0 else { return }
        self.following?.unconfirmed = 0
        following.handle.took(id, following.unconfirmed)
    }

    private func takeEnd(_ failure: RequestFailure?) {
        following = nil
        release()
        if let failure { reportFailed(failure) } else { reportEnd() }
        client.endAnswer()
    }

    /// For headers and lists of what was changed.
    var joinedWord: String { "joined=\(joinedLeader?.rawValue ?? 0)" }
}
