// Texts from outside, cut to what a row may hold.

extension RequestSummary {
    var bounded: RequestSummary {
        let limit = RequestRecord.maximumTextBytes
        var row = self
        row.client = client.bounded(to: limit)
        row.agent = agent.bounded(to: limit)
        row.method = method.bounded(to: limit)
        row.route = route.bounded(to: limit)
        row.model = model.bounded(to: limit)
        row.requestID = requestID.bounded(to: limit)
        return row
    }
}

extension ToolCallReport {
    var bounded: ToolCallReport {
        let limit = RequestRecord.maximumTextBytes
        var call = self
        call.id = id.bounded(to: limit)
        call.name = name.bounded(to: limit)
        call.dialect = dialect.bounded(to: limit)
        call.arguments = arguments.bounded(to: RequestRecord.maximumArgumentBytes)
        call.repairs = repairs.prefix(64).map { $0.bounded(to: limit) }
        call.problem = problem?.bounded(to: limit)
        call.unchecked = unchecked?.bounded(to: limit)
        return call
    }
}

extension RequestFailure {
    var bounded: RequestFailure {
        let limit = RequestRecord.maximumTextBytes
        return RequestFailure(code: code.bounded(to: limit), message: message.bounded(to: limit), side: side)
    }
}

extension BackendReport {
    var bounded: BackendReport {
        let limit = RequestRecord.maximumTextBytes
        var report = self
        report.name = name.bounded(to: limit)
        report.url = url.bounded(to: limit)
        report.kind = kind.bounded(to: limit)
        report.problem = problem?.bounded(to: limit)
        report.circuitReason = circuitReason?.bounded(to: limit)
        report.drainReason = drainReason?.bounded(to: limit)
        report.model = model?.bounded(to: limit)
        report.build = build?.bounded(to: limit)
        report.purgeHint = purgeHint?.bounded(to: limit)
        report.roundTripSeconds = roundTripSeconds?.asMeasure
        report.contextWindow = contextWindow?.asCount
        report.slotCount = slotCount?.asCount
        return report
    }
}

extension CacheReport {
    /// With what cannot be left out.
    var bounded: CacheReport {
        var report = self
        report.share = share?.asMeasure.map { min(1, $0) }
        report.capacity = capacity?.asCount
        return report
    }
}
