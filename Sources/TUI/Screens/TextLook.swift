import Monitoring

/// What the text of a tab depends on of all that the user can set: not where it is scrolled to.
struct TextLook: Equatable {
    var folding: ViewState.Folding
    var wraps: Bool
    /// The raw tab shows whole events.
    var showsWhole: Bool
    var symbols: Symbols
    var utcOffsetSeconds: Int
    /// The request that the open one is compared with, and how many there are to choose from.
    var comparedWith: RequestID?
    var othersTagged: Int

    init(_ view: ViewState) {
        folding = view.folding
        wraps = view.wraps
        showsWhole = view.tab == .raw && view.showsRawArguments
        symbols = view.symbols
        utcOffsetSeconds = view.utcOffsetSeconds
        comparedWith = view.comparedWith
        othersTagged = view.othersTagged.count
    }
}
