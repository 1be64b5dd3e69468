extension RequestRecord {
    /// What it and its answer say, as far as that is kept.
    var searchable: SearchableText {
        var texts = [body ?? []]
        for transcript in transcripts.values {
            texts.append(transcript.raw)
            // Calls that a backend gives itself have no text of the model's.
            texts.append(Array(transcript.parts.lazy.filter { $0.span.isEmpty }.map(\.text).joined().utf8))
        }
        return SearchableText(id: summary.id, texts: texts.filter { !$0.isEmpty })
    }
}
