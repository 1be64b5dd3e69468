package import ToolCallParsing

/// Writes a whole answer as Responses' object.
package enum ResponsesWholeWriter {
    package static func body(_ answer: Answer, _ context: AnswerContext) -> JSONValue {
        let isCut = answer.finish == .length
        let output = answer.parts.enumerated().map { index, part -> JSONValue in
            let status: ResponsesShapes.Status = isCut && index == answer.parts.count - 1 ? .incomplete : .completed
            switch part {
            case .text(let text): return ResponsesShapes.item(.message(text), id: context.newID("msg_"), status)
            case .reasoning(let text): return ResponsesShapes.item(.reasoning(text), id: context.newID("rs_"), status)
            case .call(let written):
                var call = ResponsesShapes.Call(context, id: written.id, name: written.name)
                call.input = call.isFreeform ? FreeformInput.text(of: written.arguments) : written.arguments
                return ResponsesShapes.item(.call(call), id: context.newID(call.prefix), status)
            }
        }
        let incomplete = ResponsesShapes.incomplete(answer.finish ?? .stop)
        return ResponsesShapes.response(
            context, id: context.newID("resp_"), model: answer.model, incomplete == nil ? .completed : .incomplete,
            output: output, usage: answer.usage ?? Usage(), incomplete: incomplete)
    }
}
