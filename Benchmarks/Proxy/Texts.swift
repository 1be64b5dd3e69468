/// What goes in: requests and answers as llama-server has them.
enum Texts {
    static let prose = (0..<600).map { "word \($0), and so on" }
    static let hermes =
        ["I look. "]
        + (0..<60).flatMap { number in
            [
                "<tool", "_call>\n{\"name\": \"search", "_files\", \"argum", "ents\": {\"query\": \"text \(number)",
                "\"}}\n</tool_call>\n",
            ]
        }

    static func request(tools: Int, messages: Int = 3, streams: Bool = true) -> [UInt8] {
        var body =
            "{\"model\":\"m\",\"stream\":\(streams),\"messages\":[{\"role\":\"system\",\"content\":\"You help.\"}"
        for number in 0..<messages {
            let role = number % 2 == 0 ? "user" : "assistant"
            body += ",{\"role\":\"\(role)\",\"content\":\"\(number). It says: \\\"no\\\"\\n"
            body +=
                String(repeating: "The file has a list of names, a key: value and a path=/tmp/x. ", count: 7) + "\"}"
        }
        body += "]"
        if tools > 0 {
            let list = (0..<tools).map { number in
                "{\"type\":\"function\",\"function\":{\"name\":\"\(number == 0 ? "search_files" : "other_\(number)")\","
                    + "\"parameters\":{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\"}}}}}"
            }
            body += ",\"tools\":[\(list.joined(separator: ","))]"
        }
        return Array((body + "}").utf8)
    }

    /// An agent's conversation: calls and their results, 2 KB a round.
    static func rounds(_ count: Int) -> [UInt8] {
        let file = String(repeating: "let value = try read(line)\\n", count: 60)
        var body = "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"system\",\"content\":\"You help.\"},"
        body += "{\"role\":\"user\",\"content\":\"Find it.\"}"
        for number in 0..<count {
            body +=
                ",{\"role\":\"assistant\",\"content\":\"I read on, file \(number).\",\"tool_calls\":[{\"id\":\"call_\(number)\","
            body += "\"type\":\"function\",\"function\":{\"name\":\"read_file\",\"arguments\":"
            body += "\"{\\\"path\\\":\\\"Sources/File\(number).swift\\\",\\\"limit\\\":200}\"}}]}"
            body += ",{\"role\":\"tool\",\"tool_call_id\":\"call_\(number)\",\"content\":\"\(number): \(file)\"}"
        }
        return Array((body + "]}").utf8)
    }

    static func stream(_ pieces: [String]) -> [[UInt8]] {
        let head =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":["
        func event(_ choice: String) -> [UInt8] { Array((head + choice + "]}\n\n").utf8) }
        var events = [event("{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":null}")]
        for piece in pieces {
            let text = piece.map { $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }.joined()
            events.append(event("{\"index\":0,\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":null}"))
        }
        events.append(event("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}"))
        return events + [Array("data: [DONE]\n\n".utf8)]
    }

    static let answer = Array(
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":\
        {"role":"assistant","content":"Twelve files have it, the last in the folder of tests."},"finish_reason":"stop"}],\
        "usage":{"prompt_tokens":120,"completion_tokens":12,"total_tokens":132}}
        """.utf8)
}
