"""The same requests to llama-server's own `/v1/messages`, `/v1/responses` and `/api/chat`, and to them through the proxy:
what the answers are made of, side by side."""

import json

import raw_http
from backends.scripted_replies import TOOLS

FUNCTIONS = [tool["function"] for tool in TOOLS]
MESSAGES_TOOLS = [{"name": tool["name"], "input_schema": tool["parameters"]} for tool in FUNCTIONS]
RESPONSES_TOOLS = [{"type": "function", **tool} for tool in FUNCTIONS]
SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"], "additionalProperties": False}
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": DOT}}


def user(text):
    return {"role": "user", "content": text}


def messages(said="hello", **more):
    said = said if isinstance(said, list) else [user(said)]
    return {"model": "tiny", "max_tokens": 200, "messages": said, **more}


def responses(items="hello", **more):
    return {"model": "tiny", "input": items, "max_output_tokens": 200, **more}


def after_call(result, **more):
    """A conversation in which a tool was called."""
    call = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Rome"}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": result}
    return messages([user("Weather?"), {"role": "assistant", "content": [call]}, {"role": "user", "content": [result]}],
                    tools=MESSAGES_TOOLS, **more)


def items_after_call(*output, call=None, tools=RESPONSES_TOOLS):
    call = call or {"type": "function_call", "call_id": "c1", "name": "get_weather", "arguments": '{"city":"Rome"}'}
    kind = call["type"] + "_output"
    return responses([user("Weather?"), call, {"type": kind, "call_id": "c1", "output": list(output)}], tools=tools)


INPUT_TEXT = {"type": "input_text", "text": "18"}
CUSTOM = {"type": "custom", "name": "apply_patch", "description": "Patches."}

# What is asked, and the body.
MESSAGES = [
    ("plain", messages()),
    ("plain, streamed", messages(stream=True)),
    ("a call", messages("@hermes", tools=MESSAGES_TOOLS)),
    ("a call, streamed", messages("@hermes", tools=MESSAGES_TOOLS, stream=True)),
    ("two calls, streamed", messages("@parallel", tools=MESSAGES_TOOLS, stream=True)),
    ("text and a call, streamed", messages("@prose", tools=MESSAGES_TOOLS, stream=True)),
    ("a call in another dialect", messages("@line", tools=MESSAGES_TOOLS)),
    ("a call in another dialect, streamed", messages("@xml", tools=MESSAGES_TOOLS, stream=True)),
    ("a result", after_call("18")),
    ("instructions in the middle", messages([user("a"), {"role": "system", "content": "b"}])),
    ("a picture", messages([{"role": "user", "content": [PICTURE, {"type": "text", "text": "?"}]}])),
    ("a picture as a result", after_call([PICTURE])),
    ("a document", messages([{"role": "user", "content": [
        {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBE"}}]}])),
    ("a block that nobody knows", messages([{"role": "user", "content": [{"type": "hologram"}, {"type": "text", "text": "hi"}]}])),
    ("a hosted tool", messages("@hermes", tools=[*MESSAGES_TOOLS, {"type": "web_search_20250305", "name": "web_search"}])),
    ("`stop_sequences`", messages("hello", stop_sequences=["tiny"])),
    ("`max_tokens`", messages("@long", max_tokens=8)),
    ("`tool_choice: none`", messages("@hermes", tools=MESSAGES_TOOLS, tool_choice={"type": "none"})),
    ("`output_config.format`", messages(output_config={"format": {"type": "json_schema", "schema": SCHEMA}})),
    ("no messages", messages([])),
    ("no `messages`", {"model": "tiny", "max_tokens": 10}),
    ("no JSON", b"{"),
    ("a prompt that is too long", messages("word " * 9000)),
    ("a prompt that is too long, streamed", messages("word " * 9000, stream=True)),
]
COUNTS = [
    ("counted: plain", {"model": "tiny", "messages": [user("hello")]}),
    ("counted: with tools", {"model": "tiny", "messages": [user("hello")], "tools": MESSAGES_TOOLS}),
    ("counted: no messages", {"model": "tiny"}),
]
RESPONSES = [
    ("plain", responses()),
    ("plain, streamed", responses(stream=True)),
    ("a call", responses("@hermes", tools=RESPONSES_TOOLS)),
    ("a call, streamed", responses("@hermes", tools=RESPONSES_TOOLS, stream=True)),
    ("two calls, streamed", responses("@parallel", tools=RESPONSES_TOOLS, stream=True)),
    ("a call in another dialect", responses("@line", tools=RESPONSES_TOOLS)),
    ("a result", items_after_call(INPUT_TEXT)),
    ("a picture as a result", items_after_call({"type": "input_image", "image_url": f"data:image/png;base64,{DOT}"})),
    ("instructions in the middle", responses([user("a"), {"role": "developer", "content": "b"}])),
    ("an answer without a type", responses([user("a"), {"role": "assistant", "content": "b"}, user("c")])),
    ("reasoning without its text", responses([user("a"), {"type": "reasoning", "id": "rs_1", "summary": []}, user("c")])),
    ("a tool that takes text", responses("hello", tools=[CUSTOM])),
    ("its call and result", items_after_call(
        INPUT_TEXT, call={"type": "custom_tool_call", "call_id": "c1", "name": "apply_patch", "input": "*** Begin"}, tools=[CUSTOM])),
    ("tools in a namespace", responses("hello", tools=[{"type": "namespace", "name": "ns", "description": "", "tools": RESPONSES_TOOLS}])),
    ("a hosted tool", responses("@hermes", tools=[*RESPONSES_TOOLS, {"type": "web_search"}])),
    ("an item that nobody knows", responses([user("a"), {"type": "hologram"}])),
    ("`instructions`", responses("hello", instructions="Be brief.")),
    ("`max_output_tokens`", responses("@long", max_output_tokens=8)),
    ("`text.format`", responses(text={"format": {"type": "json_schema", "name": "a", "schema": SCHEMA, "strict": True}})),
    ("`previous_response_id`", responses(previous_response_id="resp_1")),
    ("no `input`", {"model": "tiny"}),
    ("a prompt that is too long", responses("word " * 9000)),
    ("a prompt that is too long, streamed", responses("word " * 9000, stream=True)),
]
OLLAMA = [
    ("plain", {"model": "tiny", "messages": [user("hello")], "stream": False}),
    ("plain, streamed", {"model": "tiny", "messages": [user("hello")]}),
    ("a call", {"model": "tiny", "messages": [user("@hermes")], "tools": TOOLS, "stream": False}),
    ("messages that are none", {"messages": 1}),
]
ROUTES = {"/v1/messages": MESSAGES, "/v1/messages/count_tokens": COUNTS, "/v1/responses": RESPONSES, "/api/chat": OLLAMA}


# MARK: Shapes

def shape(route, answer):
    """What an answer is made of, in a line, without what is new each time."""
    if answer.status != 200:
        return f"{answer.status} {error_shape(answer.body)}"
    kind = answer.headers.get("content-type", "").split(";")[0]
    if kind == "text/event-stream":
        return stream_shape([json.loads(line[6:]) for line in answer.body.decode().splitlines()
                             if line.startswith("data: {")])
    if kind == "application/x-ndjson":
        return "lines: " + ollama_shape([json.loads(line) for line in answer.body.splitlines()])
    body = json.loads(answer.body)
    match body.get("object") or body.get("type") or ("count" if "input_tokens" in body else "ollama"):
        case "message": return message_shape(body)
        case "response": return response_shape(body)
        case "count": return f"{body['input_tokens']} tokens"
        case "ollama": return ollama_shape([body])
        case kind: return str(kind)


def error_shape(body):
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError):
        return body.decode()[:80]
    if isinstance(error, str):
        return f"“{short(error)}”"
    return f"`{error.get('type')}` “{short(error.get('message', ''))}”" + (f", code `{error['code']}`" if isinstance(error.get("code"), str) else "")


def short(text, length=90):
    text = " ".join(text.replace("|", "/").split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " ..."


def said(text):
    return "“" + short(text, 60) + "”" if text.strip() else "no text"


def message_shape(message):
    blocks = []
    for block in message["content"]:
        match block["type"]:
            case "text": blocks.append(said(block["text"]))
            case "tool_use": blocks.append(f"`{block['name']}` {json.dumps(block['input'], ensure_ascii=False)}")
            case other: blocks.append(other)
    stop = message["stop_reason"] + (f" {message['stop_sequence']!r}" if message.get("stop_sequence") else "")
    return f"{', '.join(blocks) or 'nothing'}; `{stop}`"


def response_shape(response):
    items = []
    for item in response["output"]:
        match item["type"]:
            case "message": items.append(said("".join(part.get("text", "") for part in item["content"])))
            case "function_call":
                name = ".".join(filter(None, [item.get("namespace"), item["name"]]))
                items.append(f"`{name}` {item['arguments']}")
            case other: items.append(other)
    reason = (response.get("incomplete_details") or {}).get("reason")
    return f"{', '.join(items) or 'nothing'}; `{response['status']}`" + (f" {reason}" if reason else "")


def ollama_shape(lines):
    if "message" not in lines[0]:
        return ", ".join(lines[0])
    text = "".join(line["message"]["content"] or "" for line in lines)
    calls = [call["function"] for line in lines for call in line["message"].get("tool_calls", [])]
    parts = ([said(text)] if text.strip() else []) + [f"`{call['name']}` {json.dumps(call['arguments'])}" for call in calls]
    return f"{', '.join(parts)}; `{lines[-1].get('done_reason')}`"


def stream_shape(events):
    """The events in their order; repeated ones once."""
    names = []
    for event in events:
        name = event.get("type") or ("error" if "error" in event else event.get("object", "?"))
        name = name.removeprefix("response.").removeprefix("content_block_")
        match event:
            case {"type": "content_block_start"}: name += f" {event['index']} {event['content_block']['type']}"
            case {"type": "content_block_stop"}: name += f" {event['index']}"
            case {"type": "error", "error": error}: name += f" `{error.get('type')}`"
            case {"response": {"error": dict(error)}}: name += f" `{error.get('code')}`"
            case {"error": dict(error)}: name += f" “{short(error.get('message', ''), 50)}”"
        if not names or names[-1] != name:
            names.append(name)
    return ", ".join(names)


# MARK: The comparison

NATIVE, BRIDGED = "llama-server", "bridged"
# Who is right where the answers differ, and why.
VERDICTS = {
    "/v1/messages": {
        "two calls, streamed": f"{BRIDGED}: a block ends before the next begins",
        "text and a call, streamed": f"{BRIDGED}: the same",
        "a call in another dialect": f"{BRIDGED}: it is a call",
        "a call in another dialect, streamed": f"{BRIDGED}, in the error's shape; the server's own grammar fails on the call",
        "instructions in the middle": f"{BRIDGED}: Claude Code has them in every conversation",
        "a picture": f"{BRIDGED}: clients repeat what is a 500",
        "a picture as a result": f"{BRIDGED}: the same",
        "`stop_sequences`": f"{NATIVE}, but for the reason; chat completions do not say which text it was",
        "`tool_choice: none`": f"{BRIDGED}: no call was allowed",
        "`output_config.format`": f"{BRIDGED}: it was asked for",
        "no messages": f"{BRIDGED}: as Anthropic has it",
        "no `messages`": f"{BRIDGED}: the client's fault",
        "no JSON": "both, in other words",
        "a prompt that is too long": f"{BRIDGED}: the words on which Claude Code compacts; a reserve is kept for the answer",
        "a prompt that is too long, streamed": f"{BRIDGED}: the same",
    },
    "/v1/messages/count_tokens": {
        "counted: no messages": f"{BRIDGED}: the client's fault",
    },
    "/v1/responses": {
        "a call, streamed": f"{BRIDGED}: `function_call_arguments.done` belongs to it",
        "two calls, streamed": f"{BRIDGED}: the same, and an item ends before the next begins",
        "a call in another dialect": f"{BRIDGED}: it is a call",
        "instructions in the middle": f"{BRIDGED}: Codex has them in every conversation",
        "a picture as a result": f"{BRIDGED}: clients repeat what is a 500",
        "an answer without a type": f"{BRIDGED}: it is common",
        "reasoning without its text": f"{BRIDGED}: Codex sends it so",
        "its call and result": f"{BRIDGED}: Codex's `apply_patch`",
        "an item that nobody knows": f"{BRIDGED}: every later turn would carry it",
        "`max_output_tokens`": f"{BRIDGED}: it was not completed",
        "`text.format`": f"{BRIDGED}: it was asked for",
        "`previous_response_id`": "both, in other words",
        "no `input`": "both, in other words",
        "a prompt that is too long": f"{BRIDGED}: the code that Codex knows; a reserve is kept for the answer",
        "a prompt that is too long, streamed": f"{BRIDGED}: the same",
    },
    "/api/chat": {name: f"{BRIDGED}: there is no such route" for name, _ in OLLAMA},
}


def compare(native, bridged):
    """Rows of route, case, and both shapes."""
    return [(route, name, *(shape(route, raw_http.request(url, "POST", route, body)) for url in (native, bridged)))
            for route, cases in ROUTES.items() for name, body in cases]


def table(rows):
    """The rows that differ as Markdown, with who is right; the others are named behind it."""
    lines = []
    for route in ROUTES:
        mine = [row for row in rows if row[0] == route]
        lines += ["", f"`{route}`:", "", "| asked | llama-server | bridged | who is right |", "|---|---|---|---|"]
        lines += [f"| {name} | {native} | {bridged} | {VERDICTS[route].get(name, '?')} |"
                  for _, name, native, bridged in mine if native != bridged]
        same = [name for _, name, native, bridged in mine if native == bridged]
        if same:
            lines += ["", f"The same on both: {', '.join(same)}."]
    return "\n".join(lines).strip() + "\n"
