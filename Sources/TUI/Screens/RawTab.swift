import Monitoring

/// The response as it passed, with the time: `<` came from the backend, `>` went to the client, `=` did both. What each event
/// brings, or, as the user wants, its bytes.
///
///        0.412 = content "I"
///        8.101 < content "<tool_call>"
///       10.630 > call 0  name "read_file"
struct RawTab: Equatable {
    private let wire: WireLog?
    /// The bytes are not here yet.
    private let isAskedFor: Bool
    private let isRunning: Bool
    private let look: TextLook

    init(request: RequestSummary, detail: RequestDetail?, look: TextLook) {
        wire = detail?.wire
        isAskedFor = detail == nil
        isRunning = request.phase.isRunning
        self.look = look
    }

    func rows(width: Int) -> [DetailRow] {
        if isAskedFor { return [DetailRow(" waiting for the bytes ...", .dim)] }
        guard let wire, !wire.isEmpty else {
            let words = isRunning ? "nothing came yet" : "no bytes were kept"
            return [DetailRow(" " + words, .dim)]
        }
        var rows = [legend(width: width)]
        rows += pieceRows(wire.head, width: width)
        if wire.skipped > 0 {
            rows.append(DetailRow(" (\(Formatting.bytes(wire.skipped)) were not kept)", .warning))
        }
        return rows + pieceRows(wire.tail, width: width)
    }

    /// What is said elsewhere too goes first where there is no room.
    private func legend(width: Int) -> DetailRow {
        var line = StyledText(" seconds  ", .dim)
        for (mark, style, words) in [
            ("<", Style.prefill, "from the backend"), (">", .rewritten, "to the client"),
            ("=", .plain, "both, unchanged"),
        ] {
            line.append(mark, style)
            line.append(" \(words)   ", .dim)
        }
        let note = look.showsWhole ? "whole events" : "what each event brings"
        if line.width + note.utf8.count <= width { line.append(note, .dim) }
        return DetailRow(line)
    }

    private static let nothingNew = "(nothing new)"

    private func pieceRows(_ pieces: WirePieces, width: Int) -> [DetailRow] {
        var rows: [DetailRow] = []
        var offset = 0
        for mark in pieces.marks {
            let piece = pieces.bytes[offset..<offset + mark.count]
            offset += mark.count
            let (sign, style): (String, Style) =
                switch mark.side {
                case .fromBackend: ("<", .prefill)
                case .toClient: (">", .rewritten)
                case .through: ("=", .plain)
                }
            var time = Self.seconds(mark.milliseconds)
            for line in piece.split(separator: 0x0A) {
                let brief = look.showsWhole ? nil : EventBrief.of(line)
                if !look.showsWhole, EventBrief.isName(line) { continue }
                var lead = StyledText()
                lead.append(field: time, width: 8, right: true, .dim)
                lead.append(" \(sign) ", style)
                let words = brief.map { Array(($0.isEmpty ? Self.nothingNew : $0).utf8)[...] }
                rows += DetailRow.wrapped(
                    words ?? line, width: width, lead: lead, style: brief == "" ? .dim : style, wraps: look.wraps)
                // Once for each piece.
                time = ""
            }
        }
        return rows
    }

    /// `10.630`
    private static func seconds(_ milliseconds: UInt32) -> String {
        let digits = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
