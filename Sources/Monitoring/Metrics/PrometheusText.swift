/// The counters in Prometheus' text format, for `GET /_top/metrics`.
///
/// Format: https://prometheus.io/docs/instrumenting/exposition_formats/ (text, version 0.0.4). Names are a contract:
/// dashboards rest on them. What is not known is absent.
package enum PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// `version` is the program's own.
    package static func render(
        _ metrics: MonitorMetrics, version: String, transport: TransportFigures? = nil
    ) -> String {
        var page = MetricsPage()
        page.family("build_info", .gauge, "The program's version, as a label; the value is always 1.") {
            $0.sample(1, ["version": version])
        }
        page.family("start_time_seconds", .gauge, "When the proxy was started, seconds since 1970.") {
            $0.sample(metrics.startedAt)
        }
        writeRequests(metrics, to: &page)
        writeTools(metrics, to: &page)
        writeBackends(metrics.backends, to: &page)
        if let memory = metrics.memory { write(memory, to: &page) }
        if let transport { write(transport, to: &page) }
        page.family("traffic_log_entries_lost_total", .counter, "Traffic log entries that could not be written.") {
            $0.sample(metrics.totals.logEntriesLost)
        }
        page.histogram(
            "time_to_first_token_seconds", "From the request's arrival to the first token, in seconds.",
            metrics.firstToken)
        page.histograms(
            "request_phase_seconds",
            "Time of ended generating requests in each phase, in seconds; held is part of decode.",
            metrics.phases.byName, label: "phase")
        page.histogram(
            "request_duration_seconds", "From a generating request's arrival to its end, in seconds.",
            metrics.phases.total)
        return page.text
    }

    private static func write(_ transport: TransportFigures, to page: inout MetricsPage) {
        page.family("client_connections", .gauge, "Open connections of clients.") { $0.sample(transport.connections) }
        page.family("client_connections_limit", .gauge, "Connections of clients from which more are refused.") {
            $0.sample(transport.connectionLimit)
        }
        page.family("held_bytes", .gauge, "Memory of bodies, collected answers and buffers of all connections.") {
            $0.sample(transport.heldBytes)
        }
        guard let limit = transport.heldBytesLimit else { return }
        page.family("held_bytes_limit", .gauge, "Bytes from which requests are refused.") { $0.sample(limit) }
    }

    private static func writeRequests(_ metrics: MonitorMetrics, to page: inout MetricsPage) {
        page.family("requests_total", .counter, "Requests that have ended, by kind of route and outcome.") { family in
            let outcomes = metrics.outcomes.map { ($0.key.kind.rawValue, $0.key.phase.rawValue, $0.value) }
            for (kind, outcome, count) in outcomes.sorted(by: <) {
                family.sample(count, ["kind": kind, "outcome": outcome])
            }
        }
        page.family("request_failures_total", .counter, "Failed requests, by reason and by whose fault it was.") {
            for (key, count) in metrics.failures.counts.sorted(by: { $0.key < $1.key }) {
                $0.sample(count, ["reason": key.reason, "side": key.side.rawValue])
            }
        }
        page.family("requests_running", .gauge, "Requests that are being answered.") {
            $0.sample(metrics.totals.running)
        }
        page.family("requests_queued", .gauge, "Requests that wait for a place at a backend.") {
            $0.sample(metrics.totals.queued)
        }
        page.family("requests_joined_total", .counter, "Requests that got the answer of an identical running one.") {
            $0.sample(metrics.joined)
        }
        page.family("prompt_tokens_total", .counter, "Prompt tokens of ended requests, as backends reported them.") {
            $0.sample(metrics.totals.promptTokens)
        }
        page.family("cached_prompt_tokens_total", .counter, "Prompt tokens of ended requests that were in the cache.") {
            $0.sample(metrics.cachedTokens)
        }
        page.family("output_tokens_total", .counter, "Generated tokens of ended requests.") {
            $0.sample(metrics.outputTokens)
        }
    }

    private static func writeTools(_ metrics: MonitorMetrics, to page: inout MetricsPage) {
        page.family("tool_calls_total", .counter, "Tool calls by dialect, and whether their arguments fit.") { family in
            for (dialect, calls) in metrics.calls.sorted(by: { $0.key < $1.key }) {
                family.sample(calls.total - calls.bad, ["dialect": dialect, "valid": "true"])
                family.sample(calls.bad, ["dialect": dialect, "valid": "false"])
            }
        }
        page.family("near_misses_total", .counter, "Texts that looked like a call and stayed text, by dialect.") {
            for (dialect, count) in metrics.nearMisses.sorted(by: { $0.key < $1.key }) {
                $0.sample(count, ["dialect": dialect])
            }
        }
        page.family("loops_total", .counter, "Calls repeated with the same arguments and the same result.") {
            $0.sample(metrics.loops)
        }
        page.family("repairs_total", .counter, "Repairs of malformed calls, by kind.") {
            for (kind, count) in metrics.repairs.sorted(by: { $0.key < $1.key }) { $0.sample(count, ["kind": kind]) }
        }
    }

    private static func writeBackends(_ backends: [BackendReport], to page: inout MetricsPage) {
        page.family("backend_up", .gauge, "1 where the backend answers and has its model, 0 where not.") { family in
            for backend in backends where backend.state != .unknown {
                family.sample(backend.state == .up ? 1 : 0, ["backend": backend.name, "kind": backend.kind])
            }
        }
        page.family("backend_circuit_open", .gauge, "1 where requests are kept away after many failures.") { family in
            for backend in backends { family.sample(backend.circuit == nil ? 0 : 1, ["backend": backend.name]) }
        }
        page.family("backend_draining", .gauge, "1 where an operator keeps new requests away.") { family in
            for backend in backends { family.sample(backend.drainReason == nil ? 0 : 1, ["backend": backend.name]) }
        }
        page.family("backend_cache_usage_ratio", .gauge, "Share of the backend's KV cache that is taken.") { family in
            for backend in backends {
                if let share = backend.cache?.share { family.sample(share, ["backend": backend.name]) }
            }
        }
        page.family("backend_requests_running", .gauge, "Requests at the backend.") { family in
            for backend in backends { family.sample(backend.running, ["backend": backend.name]) }
        }
        page.family("backend_requests_queued", .gauge, "Requests that wait for the backend.") { family in
            for backend in backends { family.sample(backend.queued, ["backend": backend.name]) }
        }
    }
}
