/// What has to follow the beginning of a JSON text so that the whole is a certain value.
struct Continuation {
    private let given: [UInt8]
    private var index = 0
    private var rest: [UInt8] = []

    /// `nil`: the value's text cannot begin like this.
    static func of(_ given: [UInt8], to value: JSONValue) -> [UInt8]? {
        var continuation = Continuation(given: given)
        guard continuation.pass(value) else { return nil }
        continuation.skipSpace()
        return continuation.hasGiven ? nil : continuation.rest
    }

    private init(given: [UInt8]) { self.given = given }

    private var hasGiven: Bool { index < given.count }

    private mutating func skipSpace() {
        while hasGiven, given[index].isJSONWhitespace { index += 1 }
    }

    private mutating func pass(_ byte: UInt8) -> Bool {
        skipSpace()
        guard hasGiven else {
            rest.append(byte)
            return true
        }
        guard given[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func pass(_ value: JSONValue) -> Bool {
        skipSpace()
        guard hasGiven else {
            value.append(to: &rest)
            return true
        }
        switch value {
        case .object(let members):
            return passList(members, open: UInt8(ascii: "{"), close: UInt8(ascii: "}")) { passer, member in
                guard passer.pass(.string(member.key)), passer.pass(UInt8(ascii: ":")) else { return false }
                return passer.pass(member.value)
            }
        case .array(let elements):
            return passList(elements, open: UInt8(ascii: "["), close: UInt8(ascii: "]")) { $0.pass($1) }
        case .string(let text): return passString(text)
        case .null, .bool, .number: return passWord(value.jsonText)
        }
    }

    private mutating func passList<Element>(
        _ elements: [Element], open: UInt8, close: UInt8, _ passElement: (inout Continuation, Element) -> Bool
    ) -> Bool {
        guard pass(open) else { return false }
        for (number, element) in elements.enumerated() {
            if number > 0, !pass(UInt8(ascii: ",")) { return false }
            guard passElement(&self, element) else { return false }
        }
        return pass(close)
    }

    private mutating func passWord(_ word: String) -> Bool {
        for byte in word.utf8 {
            if hasGiven {
                guard given[index] == byte else { return false }
                index += 1
            } else {
                rest.append(byte)
            }
        }
        return true
    }

    /// Escapes may be spelled in many ways: what is given is read, not compared.
    private mutating func passString(_ text: String) -> Bool {
        guard given[index] == UInt8(ascii: "\"") else { return false }
        let start = index + 1
        var end = start
        while end < given.count, given[end] != UInt8(ascii: "\"") {
            end += given[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        let isComplete = end < given.count
        end = min(end, given.count)
        var inner: [UInt8] = []
        var unescaper = JSONUnescaper()
        given[start..<end].withUnsafeBytes { unescaper.append($0, to: &inner) }
        if isComplete { unescaper.finish(to: &inner) }
        let wanted = Array(text.utf8)
        index = isComplete ? end + 1 : end
        if isComplete { return inner == wanted }
        guard wanted.starts(with: inner) else { return false }
        // Half an escape has been given: it cannot be gone on with here.
        guard unescaper.isAtBoundary else { return false }
        wanted[inner.count...].withUnsafeBytes { JSONString.appendEscaped($0, to: &rest) }
        rest.append(UInt8(ascii: "\""))
        return true
    }
}
