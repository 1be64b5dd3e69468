/// Says why text that looks like a call is none.
package enum NearMissWording {
    package static func sentence(dialect: String, reason: String) -> String {
        let why =
            switch reason {
            case "malformed": "is malformed"
            case "undeclared-name": "names no tool of the request"
            case "incomplete": "breaks off before the name"
            case "not-a-call": "lacks what makes a call"
            default: "is none (\(reason))"
            }
        let article = dialect.first.map { "aeio".contains($0) } == true ? "an" : "a"
        return "text like \(article) \(dialect) call \(why), and stayed text"
    }
}
