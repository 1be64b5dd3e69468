import ToolCallParsing
import WireFormats

/// The same tool was called with the same arguments and gave the same result, again.
package struct ToolLoop: Equatable, Codable, Sendable {
    package var tool: String
    /// The arguments, cut to what a line can show.
    package var arguments: String
    /// How many times by now.
    package var times: Int

    package init(tool: String, arguments: String, times: Int) {
        self.tool = tool
        self.arguments = arguments
        self.times = times
    }

    /// Bytes of the arguments that are kept.
    static let maximumArgumentBytes = 160
    /// So often, whatever was called in between; twice is enough where nothing was.
    static let manyTimes = 3

    /// `list_dir {"path":"."}: 3 times with the same result`
    package var sentence: String { "\(tool) \(arguments): \(times) times with the same result" }

    /// The loop that the results at a prompt's end make, if they make one. `amongLast`: messages that are new.
    static func last(
        in body: UnsafeRawBufferPointer, _ outline: PromptOutline, amongLast new: Int = .max
    ) -> ToolLoop? {
        let trailing = outline.messages.reversed().prefix { PromptRole(label: $0.label) == .result }.count
        guard min(trailing, new) > 0 else { return nil }
        let first = outline.messages.count - min(trailing, new)
        var counts: [UInt64: Int] = [:]
        var former: UInt64?
        var found: ToolLoop?
        for exchange in ToolExchange.all(in: body, outline) {
            let times = counts[exchange.identity, default: 0] + 1
            counts[exchange.identity] = times
            defer { former = exchange.identity }
            guard exchange.message >= first, times >= manyTimes || (times > 1 && former == exchange.identity) else {
                continue
            }
            found = ToolLoop(tool: exchange.name, arguments: text(exchange.arguments, body), times: times)
        }
        return found
    }

    private static func text(_ value: Range<Int>, _ body: UnsafeRawBufferPointer) -> String {
        let isString = value.count >= 2 && body[value.lowerBound] == UInt8(ascii: "\"")
        let text = isString ? JSONString.unescaped(body.inside(value)) : body.text(value)
        return text.bounded(to: maximumArgumentBytes).neutralised
    }
}
