import ToolCallParsing

enum Qwen3CoderXMLSamples {
    private static func call(_ parameters: String, name: String = "write_file") -> String {
        "<tool_call>\n<function=\(name)>\n\(parameters)</function>\n</tool_call>"
    }

    static let all: [ParserSample] = [
        ParserSample(
            name: "text, then a call with typed values",
            text: """
                I'll check.
                <tool_call>
                <function=get_weather>
                <parameter=city>
                Oslo
                </parameter>
                <parameter=days>
                3
                </parameter>
                <parameter=metric>
                True
                </parameter>
                </function>
                </tool_call>
                """,
            content: "I'll check.", calls: [("get_weather", #"{"city":"Oslo","days":3,"metric":true}"#)]),
        ParserSample(
            name: "the opener is missing",
            text: """
                Writing it.

                <function=write_file>
                <parameter=path>
                a.html
                </parameter>
                <parameter=content>
                <b>"hi"</b>

                </parameter>
                </function>
                </tool_call>
                """,
            content: "Writing it.", calls: [("write_file", #"{"path":"a.html","content":"<b>\"hi\"</b>\n"}"#)]),
        ParserSample(
            name: "no parameters, then a second block that is not closed",
            text: """
                <tool_call>
                <function=now>
                </function>
                </tool_call>
                <tool_call>
                <function=search>
                <parameter=query>
                2024
                </parameter>
                </function>
                """,
            calls: [("now", "{}"), ("search", #"{"query":"2024"}"#)]),
        ParserSample(
            name: "the tag in inline code", text: "Use `<function=NAME>` with parameters.",
            content: "Use `<function=NAME>` with parameters."),
        ParserSample(
            name: "the tag in prose", text: "The <function=search> tag takes parameters.",
            content: "The <function=search> tag takes parameters.", nearMisses: [.malformed]),
        ParserSample(
            name: "several functions in one block",
            text:
                "<tool_call>\n<function=now>\n</function>\n<function=search>\n<parameter=query>\na\n</parameter>\n</function>\n</tool_call>",
            calls: [("now", "{}"), ("search", #"{"query":"a"}"#)]),
        ParserSample(
            name: "quotes around the names",
            text: call("<parameter=\"path\">\na\n</parameter>\n", name: "\"write_file\""),
            calls: [("write_file", #"{"path":"a"}"#)]),
        ParserSample(
            name: "an empty value, and one that is a line feed",
            text: call("<parameter=path>\n\n</parameter>\n<parameter=content>\n\n\n</parameter>\n"),
            calls: [("write_file", #"{"path":"","content":"\n"}"#)]),
        ParserSample(
            name: "indentation, quotes, backslashes and a tag in a value",
            text: call("<parameter=content>\n    \"a\\n\" </div> </parameter> x\n</parameter>\n"),
            calls: [("write_file", #"{"content":"    \"a\\n\" </div> </parameter> x"}"#)]),
        ParserSample(
            name: "values without padding",
            text:
                "<tool_call><function=add><parameter=a>1</parameter><parameter=b>-2.5e3</parameter></function></tool_call>",
            calls: [("add", #"{"a":1,"b":-2.5e3}"#)]),
        ParserSample(
            name: "a string that looks like a number stays one",
            text: call("<parameter=query>\n42\n</parameter>\n<parameter=limit>\n5.0\n</parameter>\n", name: "search"),
            calls: [("search", #"{"query":"42","limit":5}"#)]),
        ParserSample(
            name: "null for a string stays a string",
            text: call("<parameter=query>\nnull\n</parameter>\n", name: "search"),
            calls: [("search", #"{"query":"null"}"#)]),
        ParserSample(
            name: "a number that is none stays a string",
            text: call("<parameter=limit>\nmany\n</parameter>\n", name: "search"),
            calls: [("search", #"{"limit":"many"}"#)]),
        ParserSample(
            name: "an object, as JSON and as Python",
            text: call("<parameter=config>\n{'a': [1, True]}\n</parameter>\n", name: "set_config"),
            calls: [("set_config", #"{"config":{"a":[1,true]}}"#)]),
        ParserSample(
            name: "an unknown parameter is a string", text: call("<parameter=other>\n7\n</parameter>\n", name: "now"),
            calls: [("now", #"{"other":"7"}"#)]),
        ParserSample(
            name: "the first of two wins",
            text: call("<parameter=path>\na\n</parameter>\n<parameter=path>\nb\n</parameter>\n"),
            calls: [("write_file", #"{"path":"a"}"#)]),
        ParserSample(
            name: "a parameter's closer is missing",
            text: call("<parameter=path>\na\n<parameter=content>\nb\n</parameter>\n"),
            calls: [("write_file", #"{"path":"a","content":"b"}"#)]),
        ParserSample(
            name: "a doubled closer", text: call("<parameter=path>\na\n</parameter>\n</parameter>\n"),
            calls: [("write_file", #"{"path":"a"}"#)], repairs: [.endMarker]),
        ParserSample(
            name: "the function's closer is missing",
            text: "<tool_call>\n<function=write_file>\n<parameter=path>\na\n</parameter>\n</tool_call>\nDone.",
            content: "Done.", calls: [("write_file", #"{"path":"a"}"#)], repairs: [.endMarker]),
        ParserSample(
            name: "cut in a value", text: "<tool_call>\n<function=write_file>\n<parameter=path>\na/b",
            calls: [("write_file", #"{"path":"a/b"#)], repairs: [.cutOff]),
        ParserSample(
            name: "no opener, cut behind a complete parameter",
            text: "<function=write_file>\n<parameter=path>\na\n</parameter>\n<parameter=content>\nb",
            calls: [("write_file", #"{"path":"a","content":"b"#)], repairs: [.cutOff]),
        ParserSample(
            name: "no opener, cut before a parameter is complete", text: "<function=write_file>\n<parameter=path>\na",
            content: "<function=write_file>\n<parameter=path>\na", nearMisses: [.incomplete]),
        ParserSample(
            name: "an undeclared name", text: call("", name: "rm"), calls: [("rm", "{}")]),
        ParserSample(
            name: "code about the format",
            text: "Write it so:\n```xml\n" + call("<parameter=path>\na\n</parameter>\n") + "\n```",
            content: "Write it so:\n```xml\n" + call("<parameter=path>\na\n</parameter>\n") + "\n```"),
        ParserSample(
            name: "nothing but a fence", text: "```xml\n" + call("<parameter=path>\na\n</parameter>\n") + "\n```",
            calls: [("write_file", #"{"path":"a"}"#)]),
        ParserSample(
            name: "a tag of HTML", text: "<function>f</function> and <parameter>",
            content: "<function>f</function> and <parameter>"),
    ]
}
