/// The one actor between the engine and everything that watches it. Has no logic of its own: a reducer keeps the state.
package actor MonitorHub {
    private var state: MonitorState

    package init(state: MonitorState) { self.state = state }

    /// Takes a batch from the engine.
    package func apply(_ events: [EngineEvent]) {
        for event in events { state.apply(event) }
    }

    /// The state now, with the detail of the request `open`, if there is one.
    package func snapshot(open: RequestID? = nil) -> MonitorSnapshot {
        state.snapshot(at: 0, open: open)
    }
}
