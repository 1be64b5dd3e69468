/// Cuts text into pieces of the size that tokens have.
enum DemoTokens {
    /// Words with the space before them, in pieces of at most six characters; marks one by one. Joined they are `text`.
    static func cut(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var length = 0
        func end() {
            if !piece.isEmpty { pieces.append(piece) }
            piece = ""
            length = 0
        }
        for character in text {
            let isWordPart = character.isLetter || character.isNumber
            if length == 6 || !isWordPart && length > 0 { end() }
            piece.append(character)
            // A space stays with the word that follows it.
            if isWordPart { length += 1 } else if character != " " { end() }
        }
        end()
        return pieces
    }

    /// A fair guess for prompts of mixed text and code.
    static func estimate(bytes: Int) -> Int { max(8, bytes / 4) }
}
