/// How a call was found in the model's text.
package struct CallFinding: Equatable, Codable, Sendable {
    /// Other dialects whose marker it was as well, and that did not fit or were not needed.
    package var others: [String]
    /// The marker is rare in prose, or the dialect was named by the settings.
    package var isSure: Bool
    /// It stands in reasoning that the model had not closed.
    package var isInReasoning: Bool

    package init(others: [String] = [], isSure: Bool = true, isInReasoning: Bool = false) {
        self.others = others
        self.isSure = isSure
        self.isInReasoning = isInReasoning
    }
}

/// When a call passed. Seconds count from the request's arrival; each is the time of the piece of the answer that decided it.
package struct CallTiming: Equatable, Codable, Sendable {
    /// Its name was known, and went on to a client that wants a stream.
    package var openedSeconds: Double
    /// Nothing more of it follows; `nil`: it is being written, or broke off.
    package var closedSeconds: Double?
    /// How long text had been held back when it opened.
    package var delaySeconds: Double

    package init(openedSeconds: Double, closedSeconds: Double? = nil, delaySeconds: Double = 0) {
        self.openedSeconds = openedSeconds
        self.closedSeconds = closedSeconds
        self.delaySeconds = delaySeconds
    }
}

/// A call that has not been reported yet: it is being written, or what follows it may still belong to it.
package struct OpenCall: Equatable, Codable, Sendable {
    package var choice: Int
    package var index: Int
    /// `nil`: not known.
    package var timing: CallTiming?
    /// `nil`: the backend told of it itself.
    package var finding: CallFinding?

    package init(choice: Int = 0, index: Int, timing: CallTiming? = nil, finding: CallFinding? = nil) {
        self.choice = choice
        self.index = index
        self.timing = timing
        self.finding = finding
    }
}
