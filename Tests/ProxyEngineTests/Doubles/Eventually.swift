import Testing

/// Waits until `condition` holds. The limit is only there so that a defect ends the test: other tests may keep the threads
/// busy for long.
func eventually(
    _ what: Comment? = nil, limit: Duration = .seconds(300), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) async throws {
    let limit = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < limit else {
            Issue.record(what ?? "did not happen", sourceLocation: sourceLocation)
            throw RunningProxy.Ended()
        }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// Waits until `value` has risen and then stands still for many looks in a row; returns where.
func settled(sourceLocation: SourceLocation = #_sourceLocation, _ value: () -> Int) async throws -> Int {
    var last = -1
    var still = 0
    try await eventually(sourceLocation: sourceLocation) {
        let now = value()
        still = now == last && now > 0 ? still + 1 : 0
        last = now
        return still > 100
    }
    return last
}
