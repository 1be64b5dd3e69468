import ArgumentParser
import Monitoring
import ProxyEngine
import ToolCallParsing
import WireFormats

/// `translate`
struct TranslateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "translate",
        abstract: "Turns a model's text into the message that a client would get.",
        discussion: """
            Reads the text from FILE or standard input and prints one assistant message as JSON. Calls are recognised for \
            the tools of --tools; without it calls of every name are, so that a text can be looked at without its request.
            """)

    @Argument(help: "The model's text; - or nothing: standard input.") var file: String?
    @Option(help: ArgumentHelp("A JSON file with the request's tools, or with the request.", valueName: "file"))
    var tools: String?
    @Option(
        name: [.customLong("format"), .customLong("formats")],
        help: ArgumentHelp(
            "Formats to look for: auto, none, or ids; auto,-ID leaves one out. May be given more than once.",
            valueName: "list"))
    var formats: [String] = []
    @Option(help: ArgumentHelp("separate: reasoning is taken out of the content; keep: it stays.", valueName: "mode"))
    var reasoning = Reasoning.separate
    @Option(
        help: ArgumentHelp(
            "Calls of tools that are not declared: auto, call or text; see unknown_tools.", valueName: "mode"))
    var unknownTools = Unknown.auto
    @Option(
        help: ArgumentHelp(
            "Calls where --tools declares no tools: off or strong; see undeclared_calls.", valueName: "mode"))
    var undeclaredCalls = Undeclared.off
    @Flag(help: "The text begins in reasoning, because the prompt has opened it.") var startsInReasoning = false
    @Option(
        help: ArgumentHelp(
            "Prints the whole answer as a client of this protocol gets it, where it is another than chat.",
            valueName: "protocol"))
    var wire = Wire.chat
    @Flag(help: "Prints the events of a stream instead.") var stream = false
    @Flag(help: "Prints what was seen in the text instead, and why: markers, calls, repairs, near misses.")
    var explain = false

    enum Wire: String, ExpressibleByArgument, CaseIterable {
        case chat, messages, responses
        case ollamaChat = "ollama-chat"
        case ollamaGenerate = "ollama-generate"

        var spoken: WireProtocol { WireProtocol.ID(rawValue: rawValue).flatMap(WireProtocol.of) ?? .chat }
    }
    enum Undeclared: String, ExpressibleByArgument, CaseIterable { case off, strong }
    enum Unknown: String, ExpressibleByArgument, CaseIterable { case auto, call, text }
    enum Reasoning: String, ExpressibleByArgument, CaseIterable { case separate, keep }

    func run() throws {
        do throws(TranslateProblem) {
            let text = try TranslateInput.text(file)
            let tools = try tools.map { path throws(TranslateProblem) in
                try TranslateInput.tools(path, as: wire.spoken)
            }
            let declared = tools?.declared
            var options = try parserOptions()
            options.acceptsAnyName = declared == nil
            options.startsInReasoning = startsInReasoning
            options.readsUndeclaredCalls = undeclaredCalls == .strong && declared?.isEmpty == true
            options.unknownTools = UnknownTools(rawValue: unknownTools.rawValue) ?? .automatic
            if explain {
                options.explains = true
                Explanation(text, tools: declared ?? [], options: options).lines.forEach(StandardOutput.print)
                return
            }
            let translation = TextTranslation(tools: declared ?? [], options: options)
            StandardOutput.write(output(of: text, translation, tools?.named ?? []))
        } catch {
            StandardError.print("error: \(error.line)")
            throw ExitCode(ProgramExit.badInput)
        }
    }

    private func output(of text: String, _ translation: TextTranslation, _ tools: [Tool]) -> [UInt8] {
        guard wire != .chat else {
            return stream ? translation.events(of: text) : translation.message(of: text).bytes + [0x0A]
        }
        let names = FlatToolNames(tools)
        return stream
            ? translation.stream(of: text, as: wire.spoken, names)
            : translation.answer(of: text, as: wire.spoken, names) + [0x0A]
    }

    private func parserOptions() throws(TranslateProblem) -> ParserOptions {
        let words = formats.flatMap { $0.split(separator: ",").map { String($0).trimmed } }.filter { $0 != "auto" }
        let unwanted = Set(words.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) })
        let wanted = words.filter { !$0.hasPrefix("-") }
        if wanted == ["none"] {
            return ParserOptions(dialects: [], separatesReasoning: reasoning == .separate)
        }
        for word in wanted + unwanted where !Dialect.knownNames.contains(word) {
            let hint = NearestName.of(word, among: Dialect.knownNames).map { "; did you mean \($0)?" } ?? ""
            throw TranslateProblem(
                line: "--format: there is no format \"\(word)\"\(hint) (docs/dialects.md lists them)")
        }
        let chosen =
            wanted.isEmpty
            ? Dialect.detected : wanted.compactMap { word in Dialect.all.first { $0.id.rawValue == word } }
        return ParserOptions(
            dialects: chosen.filter { !unwanted.contains($0.id.rawValue) }, isPinned: !wanted.isEmpty,
            separatesReasoning: reasoning == .separate)
    }
}

/// Why a text was not translated, as a line.
struct TranslateProblem: Error {
    var line: String
}
