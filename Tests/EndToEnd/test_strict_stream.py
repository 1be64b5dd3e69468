"""The referee itself: the strict reader must take what OpenAI sends and nothing else."""

import json

import pytest
import strict_stream

IDENTITY = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def chunk(delta, finish_reason=None, index=0, **more):
    return {**IDENTITY, "choices": [{"index": index, "delta": delta, "finish_reason": finish_reason}], **more}


def body(*items, done=True):
    lines = [item if isinstance(item, str) else "data: " + json.dumps(item) for item in items]
    return ("\n\n".join(lines + (["data: [DONE]"] if done else [])) + "\n\n").encode()


ROLE = chunk({"role": "assistant", "content": None})
HEAD = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "now", "arguments": ""}}
STOP = chunk({}, "stop")
CALLED = chunk({}, "tool_calls")
USAGE = {**IDENTITY, "choices": [], "usage": {"prompt_tokens": 1}}


def call(**changes):
    return chunk({"tool_calls": [{**HEAD, **changes}]})


def fragment(text, **more):
    return chunk({"tool_calls": [{"index": 0, "function": {"arguments": text}, **more}]})


def test_takes_text():
    stream = strict_stream.read(body(": ping", ROLE, chunk({"content": "a"}), chunk({"content": "b"}), STOP))
    assert (stream.message.content, stream.message.finish_reason, stream.comments) == ("ab", "stop", ["ping"])


def test_takes_a_call():
    stream = strict_stream.read(body(ROLE, call(), fragment('{"a"'), fragment(":1}"), CALLED))
    assert stream.message.call_values() == [("now", {"a": 1})]
    assert stream.message.calls[0].fragments == 2


def test_takes_usage_and_errors():
    assert strict_stream.read(body(ROLE, STOP, USAGE), asked_for_usage=True).usage == {"prompt_tokens": 1}
    assert strict_stream.read(body(ROLE, {"error": {"message": "gone"}})).error == {"message": "gone"}


@pytest.mark.parametrize("flaw, stream", {
    "no [DONE]": body(ROLE, STOP, done=False),
    "data after [DONE]": body(ROLE, STOP, "data: [DONE]", chunk({"content": "x"})),
    "cut inside an event": body(ROLE, STOP)[:-1],
    "an id field": body("id: 7\n" + "data: " + json.dumps(ROLE), STOP),
    "an event field": body("event: message\ndata: " + json.dumps(ROLE), STOP),
    "two data lines": body("data: " + json.dumps(ROLE) + "\ndata: {}", STOP),
    "no role": body(chunk({"content": "a"}), STOP),
    "role twice": body(ROLE, ROLE, STOP),
    "no finish reason": body(ROLE),
    "delta after the finish reason": body(ROLE, STOP, chunk({"content": "x"})),
    "another id": body(ROLE, {**STOP, "id": "chatcmpl-2"}),
    "another time": body(ROLE, {**STOP, "created": 2}),
    "object of a whole response": body({**ROLE, "object": "chat.completion"}, {**STOP, "object": "chat.completion"}),
    "usage unasked": body(ROLE, STOP, USAGE),
    "empty choices": body(ROLE, {**IDENTITY, "choices": []}, STOP),
    "unknown finish reason": body(ROLE, chunk({}, "eos")),
    "calls but stop": body(ROLE, call(), fragment("{}"), STOP),
    "no call but tool_calls": body(ROLE, CALLED),
    "call without id": body(ROLE, call(id=None), fragment("{}"), CALLED),
    "call without type": body(ROLE, call(type=None), fragment("{}"), CALLED),
    "call without name": body(ROLE, call(function={"arguments": ""}), fragment("{}"), CALLED),
    "call without arguments": body(ROLE, call(function={"name": "now"}), fragment("{}"), CALLED),
    "call from index 1": body(ROLE, call(index=1), CALLED),
    "id twice": body(ROLE, call(), fragment("{}", id="call_1"), CALLED),
    "one id for two calls": body(ROLE, call(), fragment("{}"), call(index=1), CALLED),
    "arguments cut": body(ROLE, call(), fragment('{"a"'), CALLED),
    "arguments no object": body(ROLE, call(), fragment("[]"), CALLED),
    "chunk after an error": body(ROLE, {"error": {"message": "gone"}}, STOP),
    "error as a string": body(ROLE, {"error": "gone"}),
}.items())
def test_rejects(flaw, stream):
    with pytest.raises((strict_stream.ProtocolError, json.JSONDecodeError)):
        strict_stream.read(stream)


def test_wants_the_usage_it_asked_for():
    with pytest.raises(strict_stream.ProtocolError):
        strict_stream.read(body(ROLE, STOP), asked_for_usage=True)
