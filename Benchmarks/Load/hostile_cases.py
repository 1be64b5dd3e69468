"""Inputs that mean harm: bodies of requests, and answers of a backend. Each is small for what it asks for."""

import gzip
import json

MILLION = 1_000_000
CHAT, MESSAGES, RESPONSES, OLLAMA = "/v1/chat/completions", "/v1/messages", "/v1/responses", "/api/chat"
SCHEMA = '{"type":"object","properties":{"a":{"type":"string"}}}'


def numbered(text, count, separator=","):
    """`text` so many times, each with its number for `%d`."""
    return separator.join(text.replace("%d", str(number)) for number in range(count))


def chat(messages='{"role":"user","content":"go"}', more=""):
    return CHAT, '{"model":"m","messages":[%s]%s}' % (messages, more)


def messages(more):
    return MESSAGES, '{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}],%s}' % more


def responses(more):
    return RESPONSES, '{"model":"m","input":"x",%s}' % more


REQUESTS = {
    "brackets": lambda: chat(more=',"x":' + "[" * 5 * MILLION),
    "tools": lambda: chat(more=',"tools":[%s]' % numbered(
        '{"type":"function","function":{"name":"t%d","parameters":{"type":"object"}}}', 50_000)),
    "names of tools": lambda: chat(more=',"tools":[%s]' % numbered(
        '{"type":"function","function":{"name":"' + "a_" * 200 + '%d","parameters":{}}}', 50_000)),
    "messages": lambda: chat(numbered('{"role":"user","content":"x"}', 600_000)),
    "parts of a message": lambda: chat(
        '{"role":"user","content":[%s]}' % numbered('{"type":"text","text":"x"}', MILLION)),
    "instructions between turns": lambda: chat(
        numbered('{"role":"user","content":"xxxxxxxx xxxxx"},{"role":"system","content":"y"}', 300_000)),
    "damaged calls": lambda: chat('{"role":"user","content":"go"},' + numbered(
        '{"role":"assistant","tool_calls":[{"id":"%d","type":"function","function":{"name":"f","arguments":"{"}}]},'
        '{"role":"tool","tool_call_id":"%d","content":"x"}', 20_000)),
    "members": lambda: chat(more="," + numbered('"a%d":1', 2 * MILLION)),
    "quotes": lambda: chat('{"role":"user","content":"%s"}' % ('\\"' * 29 * MILLION)),
    "digits": lambda: chat(more=',"max_tokens":' + "9" * 40 * MILLION),
    "messages: members": lambda: messages(numbered('"x%d":1', 16_000)),
    "messages: tools": lambda: messages('"tools":[%s]' % numbered('{"name":"t%d","input_schema":{}}', 50_000)),
    "responses: tools": lambda: responses('"tools":[%s]' % numbered('{"type":"custom","name":"t%d"}', 7_000)),
    "coded: letters": lambda: chat('{"role":"user","content":"%s"}' % ("x" * 59 * MILLION)),
    "coded: an order": lambda: ("/_top/control", '{"x":"%s"}' % ("x" * 59 * MILLION)),
    "ollama: open calls": lambda: (OLLAMA, (
        '{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[%s]},%s]}' % (
            numbered('{"id":"i%d","function":{"name":"f%d","arguments":{}}}', 100_000),
            numbered('{"role":"tool","content":"x","tool_name":"f%d"}', 100_000)))),
}


def chunk(delta, reason="null"):
    return ('data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":'
            '[{"index":0,"delta":%s,"finish_reason":%s}]}\n\n' % (delta, reason))


def calls(elements):
    return chunk('{"tool_calls":[%s]}' % elements)


def call(name='"f"', arguments="{"):
    return '{"index":%%d,"id":"c%%d","type":"function","function":{"name":%s,"arguments":%s}}' % (
        name, json.dumps(arguments))


def text(words):
    return "".join(chunk(json.dumps({"content": words[place:place + 60_000]})) for place in range(0, len(words), 60_000))


def repeated(words):
    return lambda: text(words * (MILLION // len(words)))


# By name: the stream's events, without its end. Where the name begins with a protocol the client speaks that.
ANSWERS = {
    "calls": lambda: calls(numbered(call(), 100_000)),
    "calls without a name": lambda: calls(numbered('{"index":%d}', 600_000)),
    "calls of one index": lambda: calls(numbered(call(arguments="{}").replace('"index":%d', '"index":0'), 100_000)),
    "name in pieces": lambda: calls(numbered('{"index":0,"function":{"name":"a"}}', 300_000)),
    "arguments in pieces": lambda: calls(numbered('{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}', 300_000)),
    "blanks in pieces": lambda: calls('{"index":0,"id":"a","function":{"name":"f","arguments":"{\\"a\\":1,"}},' + numbered(
        '{"index":0,"function":{"arguments":" "}}', 350_000)),
    "markup in names": lambda: calls(numbered(call('"x<arg_key>a</arg_key><arg_value>b</arg_value>"', ""), 50_000)),
    "namespaces": lambda: calls(numbered(call('"' + "a:" * 250 + '"', ""), 5_000)),
    "several objects": lambda: calls(call(arguments='{"a":1}' * MILLION).replace("%d", "0")),
    "damaged arguments": lambda: calls(call(arguments='{"a":tru ' + "x" * 10 * MILLION).replace("%d", "0")),
    "coded: events": lambda: text("x" * 50 * MILLION),
    "coded: blank lines": lambda: "\n" * 60 * MILLION,
    "responses: comments": lambda: text("x" * MILLION) + chunk('{"reasoning_content":"x"}') + ":\n\n" * 100_000,
    "choices": lambda: 'data: {"choices":[%s]}\n\n' % numbered('{"index":%d,"delta":{"content":"x"}}', 100_000),
    "empty events": lambda: "data: \n\n" * 2 * MILLION,
    "a long event": lambda: chunk(json.dumps({"content": "<" * 14 * MILLION})),
    "messages: calls": lambda: calls(numbered(call(), 100_000)),
    "messages: open calls": lambda: "".join(calls(numbered(call(arguments=" "), 30_000)) for _ in range(3)),
    "responses: open calls": lambda: "".join(calls(numbered(call(arguments=" "), 30_000)) for _ in range(3)),
    "calls as text": lambda: text('<tool_call>{"name":"f","arguments":{"a":"x"}}</tool_call>\n' * 20_000),
    "openers": repeated("<tool_call>"),
    "heads": repeated('{"name":"f",'),
    "brackets": repeated("["),
    "python": repeated("[f(a=[["),
    "quotes": repeated('"'),
    "fences": repeated("```"),
    "parameters": lambda: text(
        "<tool_call><function=f>" + numbered("<parameter=a%d>x</parameter>", 50_000, "") + "</function></tool_call>"),
    "members": lambda: text('<tool_call>{"name":"f","arguments":{%s}}</tool_call>' % numbered('"a%d":1', 100_000)),
}
END = chunk("{}", '"stop"') + "data: [DONE]\n\n"


def coded(name, body):
    """The bytes of a body, and the field that names their coding."""
    body = body.encode()
    return (gzip.compress(body), b"Content-Encoding: gzip\r\n") if name.startswith("coded: ") else (body, b"")


def asking(name):
    """The request that gets the answer of this name."""
    wire = name.split(": ")[0] if ": " in name else "chat"
    path = {"messages": MESSAGES, "responses": RESPONSES}.get(wire, CHAT)
    said = '"input":"x"' if path == RESPONSES else '"max_tokens":9,"messages":[{"role":"user","content":"x"}]'
    tool = {MESSAGES: '{"name":"f","input_schema":%s}', RESPONSES: '{"type":"function","name":"f","parameters":%s}'}.get(
        path, '{"type":"function","function":{"name":"f","parameters":%s}}') % SCHEMA
    return path, '{"model":"answer:%s","stream":true,%s,"tools":[%s]}' % (name, said, tool)
