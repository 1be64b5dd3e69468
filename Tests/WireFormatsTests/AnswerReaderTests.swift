import Testing
import ToolCallParsing

@testable import WireFormats

/// Answers in each protocol, read as events: what one writes, whoever it is, is read with the same meaning.
struct AnswerReaderTests {
    private static func read(_ bytes: String, as wire: WireProtocol, _ generator: inout AnyProtocolTests.Lehmer)
        -> Answer
    {
        var reader = wire.streamReader()
        var collector = AnswerCollector()
        var batch = AnswerBatch()
        for piece in AnyProtocolTests.cut(bytes, &generator) {
            piece.withUnsafeBytes { reader.receive($0, into: &batch) }
            collector.take(batch)
            batch.clear()
        }
        reader.finish(into: &batch)
        collector.take(batch)
        return plain(collector.collected())
    }

    private static func read(whole body: String, status: Int = 200, as wire: WireProtocol) -> Answer {
        var batch = AnswerBatch()
        Array(body.utf8).withUnsafeBytes { wire.readWhole($0, status, &batch) }
        var collector = AnswerCollector()
        collector.take(batch)
        return plain(collector.collected())
    }

    /// Without what every server makes anew.
    private static func plain(_ answer: Answer) -> Answer {
        var answer = answer
        (answer.id, answer.model) = ("", "")
        answer.usage?.promptTime = nil
        answer.usage?.completionTime = nil
        return answer
    }

    /// As protocols tell it that have one text, one line of thought, and calls behind them.
    private static func joined(_ answer: Answer) -> Answer {
        var joined = answer
        var text = ""
        var reasoning = ""
        var calls: [Answer.Part] = []
        for part in answer.parts {
            switch part {
            case .text(let said): text += said
            case .reasoning(let thought): reasoning += thought
            case .call: calls.append(part)
            }
        }
        joined.parts = (reasoning.isEmpty ? [] : [.reasoning(reasoning)]) + (text.isEmpty ? [] : [.text(text)]) + calls
        return joined
    }

    /// Any protocol to any protocol says the same, streamed and whole.
    @Test(arguments: 0..<40) func anyProtocolToAnyOther(_ seed: Int) throws {
        var generator = AnyProtocolTests.Lehmer(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 5)
        let sample = AnyProtocolTests.Sample(&generator)
        let context = AnswerSamples.context()
        for from in WireProtocol.all where from.id != .ollamaGenerate {
            let first = AnswerSamples.write([Array(sample.stream.utf8)[...]], with: from.streamWriter(context))
            #expect(Self.read(first, as: from, &generator) == sample.answer, "\(from.id)")
            let whole = from.wholeBody(sample.answer, context).jsonText
            let isJoined = from.id == .chat || from.id == .ollamaChat
            #expect(Self.joined(Self.read(whole: whole, as: from)) == Self.joined(sample.answer), "\(from.id)")
            if !isJoined { #expect(Self.read(whole: whole, as: from) == sample.answer, "\(from.id)") }
            for to in WireProtocol.all where to.id != .ollamaGenerate {
                let second = Self.rewrite(first, from, to, context)
                #expect(Self.read(second, as: to, &generator) == sample.answer, "\(from.id) to \(to.id)")
            }
        }
    }

    private static func rewrite(_ bytes: String, _ from: WireProtocol, _ to: WireProtocol, _ context: AnswerContext)
        -> String
    {
        var reader = from.streamReader()
        var writer = to.streamWriter(context)
        var batch = AnswerBatch()
        Array(bytes.utf8).withUnsafeBytes { reader.receive($0, into: &batch) }
        reader.finish(into: &batch)
        var output: [UInt8] = []
        writer.write(batch, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// An answer that was cut anywhere has failed, in every protocol.
    @Test(arguments: 0..<40) func whatBreaksOffHasFailed(_ seed: Int) {
        var generator = AnyProtocolTests.Lehmer(state: UInt64(seed) &+ 11)
        let sample = AnyProtocolTests.Sample(&generator)
        for wire in WireProtocol.all {
            let whole = AnswerSamples.write(
                [Array(sample.stream.utf8)[...]], with: wire.streamWriter(AnswerSamples.context()))
            // The last line says that the answer is whole.
            let cut = String(decoding: Array(whole.utf8).prefix(generator.next(whole.utf8.count - 20)), as: UTF8.self)
            let answer = Self.read(cut, as: wire, &generator)
            #expect(answer.failure != nil || answer.finish != nil, "\(wire.id)")
            if !cut.contains("finish_reason\":\"") { #expect(answer.failure?.status == 502, "\(wire.id): \(cut)") }
        }
    }

    private static let twoCalls: [Answer.Part] = [
        .call(.init(id: "a", name: "one", arguments: #"{"x":1}"#)),
        .call(.init(id: "b", name: "two", arguments: #"{"y":2}"#)),
    ]

    /// llama-server ends no block before the next begins.
    @Test func overlappingBlocks() {
        var generator = AnyProtocolTests.Lehmer(state: 3)
        let stream = AnswerSamples.events(
            """
            message_start        {"message":{"id":"msg_1","model":"m","usage":{"input_tokens":7,"output_tokens":0}}}
            content_block_start  {"index":0,"content_block":{"type":"tool_use","id":"a","name":"one","input":{}}}
            content_block_delta  {"index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"x\\":"}}
            content_block_start  {"index":1,"content_block":{"type":"tool_use","id":"b","name":"two","input":{}}}
            content_block_delta  {"index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"y\\":2}"}}
            content_block_delta  {"index":0,"delta":{"type":"input_json_delta","partial_json":"1}"}}
            content_block_stop   {"index":0}
            content_block_stop   {"index":1}
            message_delta        {"delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}
            message_stop         {}
            """)
        let answer = Self.read(stream, as: .messages, &generator)
        #expect(answer.parts == Self.twoCalls)
        #expect(answer.finish == .calls)
        #expect((answer.usage?.prompt, answer.usage?.completion) == (7, 9))
    }

    /// What was read from the cache and what was written to it belongs to the prompt, wherever it is told.
    @Test(arguments: [
        (#""input_tokens":7"#, 7, 0),
        (#""input_tokens":0,"cache_creation_input_tokens":20"#, 20, 0),
        (#""input_tokens":0,"cache_read_input_tokens":300"#, 300, 300),
        (#""input_tokens":7,"cache_creation_input_tokens":20"#, 27, 0),
        (#""input_tokens":7,"cache_read_input_tokens":300"#, 307, 300),
        (#""input_tokens":7,"cache_creation_input_tokens":20,"cache_read_input_tokens":300"#, 327, 300),
    ]) func promptsCountWhatIsCached(_ input: String, _ prompt: Int, _ cached: Int) {
        var generator = AnyProtocolTests.Lehmer(state: 7)
        let atFirst = AnswerSamples.events(
            """
            message_start  {"message":{"id":"msg_1","model":"m","usage":{\(input),"output_tokens":0}}}
            message_delta  {"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}
            message_stop   {}
            """)
        let atLast = AnswerSamples.events(
            """
            message_start  {"message":{"id":"msg_1","model":"m","usage":{"input_tokens":0,"output_tokens":0}}}
            message_delta  {"delta":{"stop_reason":"end_turn"},"usage":{\(input),"output_tokens":9}}
            message_stop   {}
            """)
        let whole =
            #"{"id":"msg_1","model":"m","content":[],"stop_reason":"end_turn","usage":{\#(input),"output_tokens":9}}"#
        let answers = [
            Self.read(atFirst, as: .messages, &generator), Self.read(atLast, as: .messages, &generator),
            Self.read(whole: whole, as: .messages),
        ]
        for answer in answers {
            #expect(answer.usage?.prompt == prompt)
            #expect(answer.usage?.cached == cached)
            #expect(answer.usage?.completion == 9)
        }
    }

    /// Some servers write no deltas, some tell the arguments with the block's head, and nobody numbers as another does.
    @Test(arguments: [
        """
        response.created           {"response":{"id":"r","model":"m"}}
        response.output_item.done  {"output_index":0,"item":{"type":"function_call","call_id":"a","name":"one","arguments":"{\\"x\\":1}"}}
        response.output_item.done  {"output_index":1,"item":{"type":"function_call","call_id":"b","name":"two","arguments":"{\\"y\\":2}"}}
        response.completed         {"response":{"status":"completed"}}
        """,
        """
        response.created           {"response":{"id":"r","model":"m"}}
        response.completed         {"response":{"status":"completed","output":[{"type":"function_call","call_id":"a","name":"one","arguments":"{\\"x\\":1}"},{"type":"function_call","call_id":"b","name":"two","arguments":"{\\"y\\":2}"}]}}
        """,
        """
        response.created                        {"response":{"id":"r","model":"m"}}
        response.output_item.added              {"item":{"type":"function_call","id":"fc_a","call_id":"a","name":"one","arguments":""}}
        response.function_call_arguments.delta  {"item_id":"fc_a","delta":"{\\"x\\":1}"}
        response.output_item.added              {"item":{"type":"function_call","id":"fc_b","call_id":"b","name":"two","arguments":""}}
        response.function_call_arguments.delta  {"item_id":"fc_b","delta":"{\\"y\\":2}"}
        response.output_item.done               {"item":{"type":"function_call","id":"fc_a","call_id":"a","name":"one","arguments":"{\\"x\\":1}"}}
        response.output_item.done               {"item":{"type":"function_call","id":"fc_b","call_id":"b","name":"two","arguments":"{\\"y\\":2}"}}
        response.completed                      {"response":{"status":"completed","output":[{"type":"function_call","id":"fc_a","call_id":"a","name":"one","arguments":"{\\"x\\":1}"},{"type":"function_call","id":"fc_b","call_id":"b","name":"two","arguments":"{\\"y\\":2}"}]}}
        """,
    ]) func itemsAreToldOnce(_ listing: String) {
        var generator = AnyProtocolTests.Lehmer(state: 4)
        let answer = Self.read(AnswerSamples.events(listing), as: .responses, &generator)
        #expect(answer.parts == Self.twoCalls)
        #expect(answer.finish == .calls)
    }

    @Test func plainTextOfAToolIsAnObject() {
        let body = #"""
            {"status":"completed","output":[{"type":"custom_tool_call","call_id":"a","name":"patch","namespace":"fs",
            "input":"*** \"x\"\n"}]}
            """#
        let answer = Self.read(whole: body, as: .responses)
        #expect(
            answer.parts == [.call(.init(id: "a", name: "fs__patch", arguments: #"{"input":"*** \"x\"\n"}"#))])
    }

    @Test func callsInSeveralLinesOfOllama() {
        var generator = AnyProtocolTests.Lehmer(state: 5)
        let stream = #"""
            {"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"id":"a","function":{"name":"one","arguments":{"x":1}}}]},"done":false}
            {"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"id":"b","function":{"name":"two","arguments":{"y":2}}}]},"done":false}
            {"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":7,"eval_count":9}

            """#
        let answer = Self.read(stream, as: .ollamaChat, &generator)
        #expect(answer.parts == Self.twoCalls)
        #expect(answer.finish == .calls)
        #expect((answer.usage?.prompt, answer.usage?.completion) == (7, 9))
    }

    /// An error is one in every protocol, with its words and its status; of what is no JSON the text is kept.
    @Test(arguments: WireProtocol.all.map(\.id)) func errors(_ id: WireProtocol.ID) throws {
        let wire = try #require(WireProtocol.of(id))
        let told = WireError(status: 503, message: "Loading the model", type: "unavailable_error")
        let body = wire.errorBody(told, nil).jsonText
        let read = Self.read(whole: body, status: 503, as: wire)
        #expect((read.failure?.status, read.failure?.message) == (503, "Loading the model"))
        #expect(Self.read(whole: "<html>Bad gateway", status: 502, as: wire).failure?.message == "<html>Bad gateway")
        #expect(Self.read(whole: "", status: 200, as: wire).failure?.status == 502)
        var generator = AnyProtocolTests.Lehmer(state: 6)
        var writer = wire.streamWriter(AnswerSamples.context())
        var batch = AnswerBatch()
        batch.events = [.began(id: "", model: ""), .failed(told)]
        var output: [UInt8] = []
        writer.write(batch, to: &output)
        let streamed = Self.read(String(decoding: output, as: UTF8.self), as: wire, &generator)
        #expect(streamed.failure?.message == "Loading the model")
    }

    /// Whatever a server writes: no trap, and an end.
    @Test(arguments: 0..<60) func nonsenseEnds(_ seed: Int) throws {
        var generator = AnyProtocolTests.Lehmer(state: UInt64(seed) &+ 99)
        for wire in WireProtocol.all {
            let sample = AnyProtocolTests.Sample(&generator)
            var bytes = Array(
                AnswerSamples.write(
                    [Array(sample.stream.utf8)[...]], with: wire.streamWriter(AnswerSamples.context())
                ).utf8)
            for _ in 0..<8 {
                let place = generator.next(bytes.count)
                switch generator.next(3) {
                case 0: bytes[place] = UInt8(generator.next(256))
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: "null{}[]\"\n".utf8, at: place)
                }
            }
            let answer = Self.read(String(decoding: bytes, as: UTF8.self), as: wire, &generator)
            #expect(answer.finish != nil || answer.failure != nil)
        }
    }
}
