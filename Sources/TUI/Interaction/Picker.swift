package import Monitoring

/// A list to choose from, over the screen.
package struct Picker: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case sort
        case columns
        case export
        case copy([CopyChoice])
        case resend(RequestID, [ResendChoice])
    }
    package struct Item: Equatable, Sendable {
        package var title: String
        package var isOn: Bool
    }
    package var kind: Kind
    /// The row under the cursor.
    package var index: Int

    /// Opens on what is chosen.
    init(_ kind: Kind, _ view: ViewState) {
        self.kind = kind
        index = 0
        if kind == .sort { index = items(view).firstIndex(where: \.isOn) ?? 0 }
    }

    /// The name of the order that needs no column.
    static let standardOrder = "running"
    static let sortNames = [standardOrder] + RequestColumn.Kind.allCases.map(\.rawValue)
    static let automaticColumns = "auto"

    package var title: String {
        switch kind {
        case .sort: "sort by"
        case .columns: "columns"
        case .export: "write to a file"
        case .copy: "copy"
        case .resend(let id, _): "send \(id) again"
        }
    }

    package func items(_ view: ViewState) -> [Item] {
        switch kind {
        case .sort:
            [Item(title: "running, then newest", isOn: view.sort.column == nil)]
                + RequestColumn.Kind.allCases.map { Item(title: $0.rawValue, isOn: view.sort.column == $0) }
        case .columns:
            [Item(title: "as many as fit", isOn: view.columns == nil)]
                + RequestColumn.Kind.allCases.map {
                    Item(title: $0.rawValue, isOn: view.columns?.contains($0) ?? view.shownColumns.contains($0))
                }
        case .export: RequestExport.Kind.allCases.map { Item(title: $0.title, isOn: false) }
        case .copy(let choices): choices.map { Item(title: "\($0.letter)  \($0.title)", isOn: false) }
        case .resend(_, let choices): choices.map { Item(title: $0.title, isOn: false) }
        }
    }
}

extension ViewState {
    /// Takes the row under the cursor.
    mutating func choose(_ command: Command) {
        guard case .picker(let picker) = overlay else { return }
        let isOfColumns = picker.kind == .sort || picker.kind == .columns
        let column = picker.index > 0 && isOfColumns ? RequestColumn.Kind.allCases[picker.index - 1] : nil
        switch picker.kind {
        case .export, .copy, .resend: return
        case .sort:
            if sort.column != column { sort = RowSort(column) }
            if command == .choose { overlay = nil }
        case .columns:
            guard let column else {
                columns = nil
                return
            }
            var wanted = Set(columns ?? shownColumns)
            if wanted.contains(column) { wanted.remove(column) } else { wanted.insert(column) }
            if wanted.isEmpty { return refuse("one column has to stay") }
            columns = RequestColumn.Kind.allCases.filter(wanted.contains)
        }
    }

    /// `time`, `running`; a minus before it turns it round.
    mutating func sort(by text: String) {
        let isInverted = text.hasPrefix("-")
        let name = String(isInverted ? text.dropFirst() : text[...])
        guard let column = RequestColumn.Kind(rawValue: name) else {
            guard name == Picker.standardOrder else {
                return refuse("there is no column \(name); there are " + Picker.sortNames.joined(separator: ", "))
            }
            sort = RowSort(nil, isInverted: isInverted)
            return
        }
        sort = RowSort(column, isInverted: isInverted)
    }

    mutating func choose(columns text: String) {
        if text == Picker.automaticColumns {
            columns = nil
            return
        }
        var wanted: Set<RequestColumn.Kind> = []
        for word in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
            guard let column = RequestColumn.Kind(rawValue: String(word)) else {
                let names = RequestColumn.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                return refuse("there is no column \(word); there are \(names)")
            }
            wanted.insert(column)
        }
        if !wanted.isEmpty { columns = RequestColumn.Kind.allCases.filter(wanted.contains) }
    }
}
