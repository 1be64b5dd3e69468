/// A line of text under a cursor.
package struct EditedLine: Equatable, Sendable {
    package private(set) var characters: [Character] = []
    /// Number of characters before the cursor.
    package private(set) var cursor = 0

    private static let maximumCharacters = 1_000

    package init(_ text: String = "") { replace(text) }

    package var text: String { String(characters) }
    package var beforeCursor: String { String(characters[..<cursor]) }

    /// The cursor goes to the end.
    package mutating func replace(_ text: String) {
        characters = Array(text.prefix(Self.maximumCharacters))
        cursor = characters.count
    }

    /// What stands behind the cursor stays.
    package mutating func replaceBeforeCursor(_ text: String) {
        let after = characters[cursor...]
        let before = Array(text.prefix(Self.maximumCharacters - after.count))
        characters = before + after
        cursor = before.count
    }

    /// A combining mark joins what stands before the cursor.
    package mutating func insert(_ character: Character) {
        guard characters.count < Self.maximumCharacters else { return }
        let before = Array(String(characters[..<cursor]) + String(character))
        characters = before + characters[cursor...]
        cursor = before.count
    }

    package mutating func deleteBackward() {
        guard cursor > 0 else { return }
        cursor -= 1
        characters.remove(at: cursor)
    }

    package mutating func deleteForward() {
        if cursor < characters.count { characters.remove(at: cursor) }
    }

    /// Back to the start of the word before the cursor.
    package mutating func deleteWord() {
        while cursor > 0, characters[cursor - 1] == " " { deleteBackward() }
        while cursor > 0, characters[cursor - 1] != " " { deleteBackward() }
    }

    package mutating func deleteToStart() {
        characters.removeFirst(cursor)
        cursor = 0
    }

    package mutating func moveLeft() { cursor = max(0, cursor - 1) }
    package mutating func moveRight() { cursor = min(characters.count, cursor + 1) }
    package mutating func moveToStart() { cursor = 0 }
    package mutating func moveToEnd() { cursor = characters.count }
}
