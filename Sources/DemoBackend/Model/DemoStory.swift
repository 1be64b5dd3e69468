/// What the demo model says and does on the way through a task.
struct DemoStory: Sendable {
    struct Step: Sendable {
        /// What is said before the call.
        var words: String
        /// What is thought before, in the answers that show reasoning.
        var thought: String
        /// Names of tools that do this, the best first.
        var tools: [String]
        /// Arguments under the names that tools use for them.
        var values: [String: DemoValue]
    }

    /// Words of questions that it answers.
    var topics: Set<String>
    var steps: [Step]
    /// What is said when the work is done.
    var ending: String

    /// The story that the text is about; of several or none the one that the tools are made for.
    static func choose(for text: String, tools: [String]) -> DemoStory {
        let words = Set(text.lowercased().split { !$0.isLetter }.map(String.init))
        func fit(_ story: DemoStory) -> Int {
            let usable = story.steps.count { !Set($0.tools).isDisjoint(with: tools) }
            return usable * 12 / story.steps.count + (words.isDisjoint(with: story.topics) ? 0 : 100)
        }
        return all.max { fit($0) < fit($1) } ?? parserTask
    }

    private static func path(_ path: String) -> [String: DemoValue] {
        ["path": .string(path), "file_path": .string(path), "filePath": .string(path)]
    }

    private static func command(_ command: String) -> [String: DemoValue] {
        ["command": .string(command), "description": .string("Run " + command)]
    }

    private static let readers = ["read", "read_file", "view", "cat"]
    private static let runners = ["bash", "shell", "run", "execute"]
    private static let finders = ["grep", "search", "glob", "find"]
    private static let writers = ["edit", "write", "write_file", "apply"]

    static let all: [DemoStory] = [parserTask, slowTask, weatherTask]

    private static let parserTask = DemoStory(
        topics: ["parser", "scanner", "test", "tests"],
        steps: [
            Step(
                words: "I'll look at the parser first.",
                thought: "The test names the parser, so the fault is probably where the closing marker is read.",
                tools: readers,
                values: path("Sources/Parser/Scanner.swift").merging(
                    ["limit": .integer(120), "offset": .integer(40)], uniquingKeysWith: { a, _ in a })),
            Step(
                words: "Now the places where the state is reset.",
                thought: "If the state is reset in two places, one of them may forget the depth.",
                tools: finders,
                values: ["pattern": .string("depth = 0"), "query": .string("depth = 0"), "path": .string("Sources")]),
            Step(
                words: "The depth is not reset after a string. I'll change that.",
                thought: "A quote inside the string leaves depth at one. The fix is a single line in finish().",
                tools: writers,
                values: path("Sources/Parser/Scanner.swift").merging(
                    [
                        "oldText": .string("isInString = false"), "old_string": .string("isInString = false"),
                        "newText": .string("isInString = false\n        depth = 0"),
                        "new_string": .string("isInString = false\n        depth = 0"),
                        "oldString": .string("isInString = false"),
                        "newString": .string("isInString = false\n        depth = 0"),
                        "content": .string("mutating func finish() {\n    isInString = false\n    depth = 0\n}\n"),
                    ], uniquingKeysWith: { a, _ in a })),
            Step(
                words: "Let me run the tests.", thought: "The whole suite takes a minute; the parser's tests will do.",
                tools: runners,
                values: command("swift test --filter ParserTests").merging(
                    ["timeout": .integer(120)], uniquingKeysWith: { a, _ in a })),
        ],
        ending: """
            The test passes now. What was wrong: `finish()` left `depth` at 1 when a string ended in the middle of an \
            object, so the next object was taken for a nested one.

            ```swift
            mutating func finish() {
                isInString = false
                depth = 0
            }
            ```

            One line changed, and 48 tests pass. You may want to add a test with a quote inside a string – naïve \
            input such as `"café ☕"` or `"東京"` did go through. ✅
            """)

    private static let slowTask = DemoStory(
        topics: ["slow", "query", "queries", "index", "import"],
        steps: [
            Step(
                words: "First the timings of the last run.",
                thought: "Without numbers I would only guess. The log has a line for each query.", tools: runners,
                values: command("tail -n 40 var/log/queries.log")),
            Step(
                words: "One query takes most of the time. Where is it written?",
                thought: "Four seconds for orders by customer; that smells like a missing index.", tools: finders,
                values: ["pattern": .string("SELECT .* FROM orders"), "query": .string("orders query")]),
            Step(
                words: "I'll read the migration that made the table.",
                thought: "If there is an index on customer_id, it would be in the first migration.", tools: readers,
                values: path("db/migrations/0007_orders.sql")),
        ],
        ending: """
            The page is slow because of one query: `orders` has no index on `customer_id`, so each page view reads all \
            1.2 million rows (3.9 of 4.3 s).

            1. Add `CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);`
            2. Run it outside the busy hours; it took 40 s on a copy.
            3. The page then needs about 60 ms.

            I have not changed anything yet – tell me when I should.
            """)

    private static let weatherTask = DemoStory(
        topics: ["weather", "coat"],
        steps: [
            Step(
                words: "I'll look that up.", thought: "The user wants the weather; there is a tool for that.",
                tools: ["get_weather", "weather"],
                values: [
                    "city": .string("Oslo"), "location": .string("Oslo"), "days": .integer(3), "metric": .bool(true),
                ])
        ],
        ending: """
            In Oslo it will be −2 °C with light snow tomorrow, and clear on the two days after. Take the warm coat; the \
            wind comes from the north at 6 m/s, which feels like −8 °C. ❄️
            """)

    /// For questions without tools.
    static let chat: [String] = [
        """
        A monad is a type with two operations: one that puts a plain value in, and one that chains a function which \
        itself returns such a type. That is all the theory one needs to use them.

        - `Optional` chains steps that may give nothing.
        - `Result` chains steps that may fail, and keeps the reason.
        - `Array` chains steps that may give several values.

        The point is that the plumbing stands in one place instead of at every step.
        """,
        """
        Short answer: use `git rebase --onto main feature~3 feature`.

        It takes the last three commits of `feature` and puts them on `main`. If one of them does not apply, fix \
        the files, `git add` them and say `git rebase --continue`; `git rebase --abort` brings everything back.
        """,
        """
        Here is the haiku you asked for:

        > streams of small tokens
        > a bracket opens, then waits –
        > 雨 the call is complete
        """,
    ]

    static let chatThought = "The question is short and needs no tool. A few sentences and one example will do."
}
