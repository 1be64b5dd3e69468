extension DamagedText {
    private static let entities: [(name: String, character: String)] = [
        ("&quot;", "\""), ("&#34;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&lt;", "<"),
        ("&gt;", ">"), ("&amp;", "&"),
    ]

    /// The text as it was before somebody wrote its quotes as entities: all of them are, so that it is no text about some.
    var withoutEntities: DamagedText {
        let all = range(0, count)
        guard first("&quot;", in: all) ?? first("&#34;", in: all) != nil, DamagedValue.quoteCount(self, all) == 0 else {
            return self
        }
        var plain: [UInt8] = []
        var index = 0
        while index < count {
            let entity = Self.entities.first { has($0.name, at: index) }
            plain += entity.map { Array($0.character.utf8) } ?? [bytes[index]]
            index += entity?.name.utf8.count ?? 1
        }
        return DamagedText(plain)
    }
}
