import Testing
import ToolCallParsing

@testable import WireFormats

struct ChatErrorsTests {
    /// llama-server calls it a failure of its own; agents repeat such requests, some of them ten times.
    @Test func whatNoRepetitionHelpsIsTheClients() throws {
        let text = "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"
        let error = JSONValue.members([
            ("code", .integer(500)), ("message", .string(text)), ("type", .string("server_error")),
        ])
        let read = ChatErrors.read(error, status: 500)
        #expect(read.status == 400 && read.type == "invalid_request_error" && read.message == text)
        let other = ChatErrors.read(.members([("message", .string("out of memory"))]), status: 500)
        #expect(other.status == 500 && other.type == "server_error")
    }
}
