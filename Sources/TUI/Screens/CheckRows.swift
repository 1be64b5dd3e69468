import Monitoring

/// A call's arguments against what the request's tool asks for, while they are written.
///
///     against tools[3]
///     name   read_file         known
///     path   string required   ok
///     limit  integer           BAD expected integer, got "all"
///     offset integer           absent
///     extra keys               none
///
///     repairs applied: trailing-comma
///     would coerce fix it? no
///     same call: #0171 #0160 (3rd time, same result)
struct CheckRows {
    private let view: CallView
    private let width: Int
    /// Columns for the names and for the types.
    private let columns: (name: Int, type: Int)

    init(view: CallView, width: Int) {
        self.view = view
        self.width = width
        columns = Self.columns(view, width: width)
    }

    /// Longer names and types are cut.
    private static let longestName = 20
    private static let longestType = 24

    var rows: [StyledText] {
        guard let check = view.check else {
            let missing =
                view.isCut ? "the middle of the arguments is not kept: not checked" : "the request's tools are not kept"
            return [StyledText("(\(missing))", .dim)] + facts
        }
        guard let tool = check.tool else {
            let count = Formatting.count(view.toolCount, "tool")
            return [StyledText("name ", .dim) + StyledText(view.call.name) + StyledText("  UNKNOWN", .failure)]
                + [StyledText("not among the request's \(count)", .failure), StyledText()] + facts
        }
        var result = [StyledText("against tools[\(tool)]", .title)]
        result.append(line("name", view.call.name) + StyledText("known", .good))
        for member in check.parameters { result += rows(of: member) }
        result += schemaRows(check)
        for problem in check.problems {
            result += StyledText("BAD ", .failure).wrapping(problem, .failure, width: width)
        }
        for gap in check.unchecked {
            result += StyledText("not checked: ", .warning).wrapping(gap, .warning, width: width)
        }
        if view.report == nil { result.append(StyledText("(arguments are being written)", .dim)) }
        if view.isCutOff { result.append(StyledText("(broke off: not judged)", .warning)) }
        return result + [StyledText()] + facts
    }

    private func schemaRows(_ check: CallCheck) -> [StyledText] {
        guard check.hasSchema else { return [StyledText("(the tool has no schema that can be read)", .dim)] }
        guard !check.extras.isEmpty else {
            var line = StyledText()
            line.append(field: "extra keys", width: columns.name + columns.type + 2, .dim)
            return [line + StyledText("none")]
        }
        return check.extras.flatMap { extra -> [StyledText] in
            let lead = line(extra.name, "extra key")
            if case .isWrong(let reason) = extra.verdict { return bad(lead, reason) }
            if case .isUnchecked(let reason) = extra.verdict { return unchecked(lead, reason) }
            return [lead + StyledText("allowed", .dim)]
        }
    }

    private func rows(of member: CallCheck.Member) -> [StyledText] {
        let lead = line(member.name, Self.type(member))
        switch member.verdict {
        case .fits: return [lead + StyledText("ok", .good)]
        case .isPending: return [lead + StyledText("is being written", .dim)]
        case .isAbsent(let isWrong):
            return [lead + (isWrong ? StyledText("BAD missing", .failure) : StyledText("absent", .dim))]
        case .isWrong(let reason): return bad(lead, reason)
        case .isUnchecked(let reason): return unchecked(lead, reason)
        }
    }

    private func unchecked(_ lead: StyledText, _ reason: String) -> [StyledText] {
        (lead + StyledText("not checked: ", .warning)).wrapping(reason, .warning, width: width)
    }

    private func bad(_ lead: StyledText, _ reason: String) -> [StyledText] {
        (lead + StyledText("BAD ", .failure)).wrapping(reason, .failure, width: width)
    }

    private static func type(_ member: CallCheck.Member) -> String {
        guard member.isRequired else { return member.type.isEmpty ? "optional" : member.type }
        return member.type.isEmpty ? "required" : "\(member.type) required"
    }

    private func line(_ name: String, _ type: String) -> StyledText {
        var line = StyledText()
        line.append(field: name.cut(to: columns.name), width: columns.name + 1, .dim)
        line.append(field: type.cut(to: columns.type), width: columns.type + 1)
        return line
    }

    private static func columns(_ view: CallView, width: Int) -> (name: Int, type: Int) {
        guard let check = view.check else { return (0, 0) }
        let names = check.parameters.map(\.name) + check.extras.map(\.name) + ["extra keys"]
        let types = check.parameters.map(type) + [view.call.name]
        let room = max(8, width / 3)
        return (
            min(names.map(CellWidth.columns).max() ?? 0, longestName, room),
            min(types.map(CellWidth.columns).max() ?? 0, longestType, room)
        )
    }

    /// What else is known of the call.
    private var facts: [StyledText] {
        let repairs = RepairWording.kinds(view.repairs)
        var facts: [StyledText] = []
        if !repairs.isEmpty {
            facts += StyledText("repairs applied: ", .dim).wrapping(
                repairs.joined(separator: ", "), .warning, width: width)
        }
        if let isCurable = view.check?.isCurable {
            facts.append(
                StyledText("would coerce fix it? ", .dim)
                    + StyledText(isCurable ? "yes" : "no", isCurable ? .good : .plain))
        }
        if view.finding?.isInReasoning == true {
            facts.append(StyledText("found in reasoning that was not closed", .warning))
        }
        if let seen = view.seenBefore {
            facts += StyledText("same call: ", .dim).wrapping(
                "\(seen.requests) (\(seen.words))", .warning, width: width)
        } else if view.isLookedUp {
            facts.append(StyledText("same call: ", .dim) + StyledText("not before in this session"))
        }
        return facts
    }
}

extension String {
    /// So many columns of it, the last one a mark where it was longer.
    fileprivate func cut(to width: Int) -> String {
        guard CellWidth.columns(of: self) > width else { return self }
        var text = ""
        var columns = 0
        for character in self {
            let next = CellWidth.columns(of: String(character))
            guard columns + next < width else { break }
            text.append(character)
            columns += next
        }
        return text + "~"
    }
}
