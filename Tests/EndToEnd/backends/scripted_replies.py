"""What the tiny model answers, by the trigger word in the prompt, and what a client must make of it.

The texts are what real models write; the expectations are what the proxy must turn them into when the request
declares `TOOLS`.
"""

from dataclasses import dataclass, field

GET_WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "days": {"type": "integer"},
                "metric": {"type": "boolean"},
            },
            "required": ["city"],
        },
    },
}
NOW = {"type": "function", "function": {"name": "now", "parameters": {"type": "object", "properties": {}}}}
TOOLS = [GET_WEATHER, NOW]

GREETING = "Hello! I am a tiny model. Put a trigger word in your message."
AFTER_TOOL_RESULT = "It is 18 degrees and sunny there. Anything else?"


@dataclass(frozen=True)
class Reply:
    """One scripted answer.

    `piece` is the wished number of characters in a token, `atoms` are strings that come as one token each, `loops`
    means that the text repeats without end. `content`, `reasoning` and `calls` are what a client must receive; `None`
    for `content` means the text itself. `dialect` is the id under which calls are counted.
    """

    text: str
    piece: int = 4
    atoms: tuple = ()
    loops: bool = False
    content: str | None = None
    reasoning: str = ""
    calls: tuple = ()
    dialect: str = ""
    # `exact` is false where more than one outcome is right (an unfinished call, say); the test then only checks form.
    exact: bool = field(default=True)

    @property
    def expected_content(self):
        return self.text if self.content is None else self.content


def _weather(**arguments):
    return ("get_weather", arguments)


HERMES_TAGS = ("<tool_call>", "</tool_call>")
THINK_TAGS = ("<think>", "</think>")

REPLIES = {
    # JSON between tags; the tags are single tokens, as in the vocabularies of the real models.
    "@hermes": Reply(
        '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>',
        piece=5, atoms=HERMES_TAGS, content="", calls=(_weather(city="Paris"),), dialect="hermes-json"),
    # The same with everything, tags included, in pieces of two characters.
    "@split": Reply(
        '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Lyon"}}\n</tool_call>',
        piece=2, content="", calls=(_weather(city="Lyon"),), dialect="hermes-json"),
    "@prose": Reply(
        'Let me look that up for you.\n<tool_call>\n{"name": "get_weather", "arguments": {"city": "Nice"}}\n</tool_call>',
        content="Let me look that up for you.", calls=(_weather(city="Nice"),), dialect="hermes-json"),
    "@parallel": Reply(
        '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Oslo"}}\n</tool_call>\n'
        '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Rome"}}\n</tool_call>',
        content="", calls=(_weather(city="Oslo"), _weather(city="Rome")), dialect="hermes-json"),
    "@utf8": Reply(
        '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Zürich 東京 🌦"}}\n</tool_call>',
        piece=3, content="", calls=(_weather(city="Zürich 東京 🌦"),), dialect="hermes-json"),
    # The end tag inside a string is data.
    "@quotedtag": Reply(
        '<tool_call>{"arguments": {"city": "a </tool_call> b"}, "name": "get_weather"}</tool_call>',
        content="", calls=(_weather(city="a </tool_call> b"),), dialect="hermes-json"),
    # Python's spelling instead of JSON's.
    "@sloppy": Reply(
        "<tool_call>\n{'name': 'get_weather', 'arguments': {'city': 'Bonn', 'metric': True,}}\n</tool_call>",
        content="", calls=(_weather(city="Bonn", metric=True),), dialect="hermes-json"),
    "@doubled": Reply(
        '<tool_call>\n{"name": "get_weather", "arguments": "{\\"city\\": \\"Kiel\\"}"}\n</tool_call>',
        content="", calls=(_weather(city="Kiel"),), dialect="hermes-json"),
    # Brackets that never close.
    "@broken": Reply(
        '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"\n</tool_call>',
        content="", calls=(_weather(city="Paris"),), dialect="hermes-json"),
    # The model stops in the middle of a string.
    "@open": Reply('<tool_call>\n{"name": "get_weather", "arguments": {"city": "Par', exact=False),

    # Tagged parameters, typed by the request's schema.
    "@xml": Reply(
        "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n</function>\n</tool_call>",
        content="", calls=(_weather(city="Paris"),), dialect="qwen3-coder-xml"),
    "@typed": Reply(
        "I check.\n<tool_call>\n<function=get_weather>\n<parameter=city>\nBrno\n</parameter>\n<parameter=days>\n3\n"
        "</parameter>\n<parameter=metric>\nTrue\n</parameter>\n</function>\n</tool_call>",
        content="I check.", calls=(_weather(city="Brno", days=3, metric=True),), dialect="qwen3-coder-xml"),
    # The opening tag is missing, as these models often leave it out after prose.
    "@headless": Reply(
        "Looking.\n\n<function=get_weather>\n<parameter=city>\nTurin\n</parameter>\n</function>\n</tool_call>",
        content="Looking.", calls=(_weather(city="Turin"),), dialect="qwen3-coder-xml"),

    # A marked line.
    "@line": Reply(
        'TOOL_CALL: {"name": "get_weather", "arguments": {"city": "Paris"}}',
        content="", calls=(_weather(city="Paris"),), dialect="tool-call-line"),
    "@lines": Reply(
        'One moment.\nTOOL_CALL: {"tool": "now"}\nTOOL_CALL: {"tool": "get_weather", "parameters": {\n  "city": "Gent"}}',
        content="One moment.", calls=(("now", {}), _weather(city="Gent")), dialect="tool-call-line"),

    # Reasoning.
    "@think": Reply(
        "<think>\nThe user wants the weather.\n</think>\n\nIt is a sunny day.",
        atoms=THINK_TAGS, content="It is a sunny day.", reasoning="The user wants the weather."),
    "@thinktool": Reply(
        '<think>\nI need the tool.\n</think>\n\n<tool_call>\n{"name": "get_weather", "arguments": {"city": "Bern"}}\n</tool_call>',
        content="", reasoning="I need the tool.", calls=(_weather(city="Bern"),), dialect="hermes-json"),
    # A call inside closed reasoning is none.
    "@thinkquote": Reply(
        '<think>\nPerhaps <tool_call>{"name": "get_weather", "arguments": {"city": "Pisa"}}</tool_call>? No.\n</think>\nNo need.',
        content="No need.",
        reasoning='Perhaps <tool_call>{"name": "get_weather", "arguments": {"city": "Pisa"}}</tool_call>? No.'),

    # A tool that the request does not declare: the agent is told, so that it can tell the model.
    "@unknown": Reply(
        '<tool_call>\n{"name": "fly_to_moon", "arguments": {"speed": 9}}\n</tool_call>',
        piece=3, content="", calls=(("fly_to_moon", {"speed": 9}),), dialect="hermes-json"),

    # Looks like a call and is none.
    "@near": Reply(
        'In XML you write a < b and <tool_kit> or even "TOOL" : x; the <tool_calls> tag is another thing.', piece=3),
    "@mention": Reply("Lines starting with TOOL_CALL: are parsed, and `<function=NAME>` is the other way.", piece=5),
    "@unknownline": Reply('Try <tool_call>{"name": "fly_to_moon", "arguments": {"speed": 9}}</tool_call> for it.', piece=3),

    # Runs until max_tokens, the context's end or a cancel.
    "@long": Reply("All work and no play makes the tiny model a dull model. ", loops=True, exact=False),
}

# What every client library goes through: the dialects that models write most, with prose, types, two calls, reasoning.
LOOPS = ["@hermes", "@parallel", "@thinktool", "@xml", "@typed", "@line", "@lines"]
