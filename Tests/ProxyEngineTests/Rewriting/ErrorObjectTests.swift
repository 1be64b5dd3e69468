import Monitoring
import Testing
import ToolCallParsing

@testable import ProxyEngine

struct ErrorObjectTests {
    private func normalized(_ text: String) throws -> JSONValue {
        ErrorObject.normalized(try JSONValue(parsing: Array(text.utf8)))
    }

    @Test func writesTheProxysOwn() {
        let error = ProxyError(
            status: 400, type: "t", code: "c", message: "m\n", parameter: "messages[0]", side: .client)
        #expect(
            ErrorObject.of(error).jsonText == #"{"message":"m\n","type":"t","param":"messages[0]","code":"c"}"#)
    }

    /// What has a message stays; what has none becomes one.
    @Test(
        arguments: zip(
            [
                #"{"message":"m","code":404,"x":1}"#, #""boom""#, #"{"detail":"Not Found"}"#, "[1]",
            ],
            [
                #"{"message":"m","code":404,"x":1}"#,
                #"{"message":"boom","type":"server_error","param":null,"code":null}"#,
                #"{"message":"{\"detail\":\"Not Found\"}","type":"server_error","param":null,"code":null}"#,
                #"{"message":"[1]","type":"server_error","param":null,"code":null}"#,
            ]))
    func bringsIntoShape(_ error: String, _ wanted: String) throws {
        #expect(try normalized(error) == JSONValue(parsing: Array(wanted.utf8)))
    }

    @Test func keepsTheBackendsCode() throws {
        let found = try normalized(#"{"message":"Context size has been exceeded.","code":500}"#)
        #expect(found["code"] == .string("context_length_exceeded"))
        #expect(found["backend_code"] == .number("500"))
        let bare = try normalized(#""Context size has been exceeded.""#)
        #expect(bare["code"] == .string("context_length_exceeded"))
        #expect(bare["backend_code"] == nil)
    }

    @Test func tellsTheOperator() throws {
        let failure = ErrorObject.failure(try normalized(#"{"message":"m","type":"t","code":404}"#))
        #expect(failure == RequestFailure(code: "t", message: "m", side: .backend))
    }
}
