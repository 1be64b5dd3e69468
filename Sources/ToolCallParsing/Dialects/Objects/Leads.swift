extension Lead {
    /// An object that is a call, or an array of such.
    static let objects: [Lead] = ["{", Lead(["[", .space, "{"], consumed: 1)]
    /// An array of calls only.
    static let array = Lead(["[", .space, "{"], consumed: 1)
}
