"""Reads a chat completion stream as strictly as OpenAI's own would allow, and puts the message together.

Anything that OpenAI would not send is a `ProtocolError`: clients exist that break on each of these things.
"""

import json
from dataclasses import dataclass, field

CHUNK_KEYS = {"id", "object", "created", "model", "choices"}


class ProtocolError(AssertionError):
    """The stream is not one that OpenAI would send."""


@dataclass
class Call:
    id: str
    name: str
    arguments: str = ""
    # Number of deltas that carried arguments.
    fragments: int = 0

    def value(self):
        return json.loads(self.arguments)


@dataclass
class Message:
    """One choice of a response, put together."""

    content: str = ""
    reasoning: str = ""
    calls: list = field(default_factory=list)
    finish_reason: str | None = None
    has_role: bool = False
    content_deltas: int = 0

    def call_values(self):
        return [(call.name, call.value()) for call in self.calls]


@dataclass
class Stream:
    """A whole response."""

    choices: dict = field(default_factory=dict)
    usage: dict | None = None
    error: dict | None = None
    is_done: bool = False
    comments: list = field(default_factory=list)
    chunks: list = field(default_factory=list)

    @property
    def message(self):
        return self.choices[0]


def events(body):
    """Splits a server-sent event stream, given as bytes, into comments and data: pairs of kind and text."""
    text = body.decode("utf-8", errors="strict")
    if text and not text.endswith("\n\n"):
        raise ProtocolError(f"the stream ends inside an event: {text[-80:]!r}")
    for block in text.split("\n\n")[:-1]:
        lines = block.split("\n")
        if all(line.startswith(":") for line in lines):
            for line in lines:
                yield "comment", line[1:].strip()
        elif len(lines) == 1 and lines[0].startswith("data: "):
            yield "data", lines[0][len("data: "):]
        else:
            # `id:` and `retry:` make some clients misread what follows; OpenAI sends neither, nor `event:` here.
            raise ProtocolError(f"not a single data line: {block!r}")


def read(body, asked_for_usage=False, choice_count=1, may_stay_open=False):
    """Reads a whole response body, given as bytes. `may_stay_open`: the model itself left a call unfinished."""
    stream = Stream()
    shared = None
    for kind, text in events(body):
        if kind == "comment":
            stream.comments.append(text)
            continue
        if stream.is_done:
            raise ProtocolError(f"data after [DONE]: {text!r}")
        if text == "[DONE]":
            stream.is_done = True
            continue
        chunk = json.loads(text)
        if "error" in chunk:
            _check_error(chunk["error"])
            stream.error = chunk["error"]
            continue
        if stream.error:
            raise ProtocolError(f"a chunk after the error: {text!r}")
        if not CHUNK_KEYS <= chunk.keys():
            raise ProtocolError(f"keys missing: {CHUNK_KEYS - chunk.keys()} in {text!r}")
        identity = tuple(chunk[key] for key in ("id", "object", "created", "model"))
        shared = shared or identity
        if identity != shared:
            raise ProtocolError(f"id, object, created or model changed: {identity} after {shared}")
        if chunk["object"] != "chat.completion.chunk":
            raise ProtocolError(f"object is {chunk['object']!r}")
        stream.chunks.append(chunk)
        _take_chunk(stream, chunk, asked_for_usage, choice_count)
    _check_end(stream, asked_for_usage, choice_count, may_stay_open)
    return stream


def _check_error(error):
    if not isinstance(error, dict) or not isinstance(error.get("message"), str) or not error["message"]:
        raise ProtocolError(f"not OpenAI's error object: {error!r}")


def _take_chunk(stream, chunk, asked_for_usage, choice_count):
    usage = chunk.get("usage")
    if usage is not None:
        if not asked_for_usage:
            raise ProtocolError("usage, but nobody asked for it")
        if chunk["choices"]:
            raise ProtocolError("usage in a chunk with choices")
        if stream.usage is not None:
            raise ProtocolError("usage twice")
        stream.usage = usage
        return
    if not chunk["choices"]:
        raise ProtocolError(f"a chunk without choices and without usage: {chunk}")
    if stream.usage is not None:
        raise ProtocolError("choices after usage")
    for choice in chunk["choices"]:
        index = choice["index"]
        if not 0 <= index < choice_count:
            raise ProtocolError(f"choice {index} of {choice_count}")
        _take_choice(stream.choices.setdefault(index, Message()), choice)


def _take_choice(message, choice):
    delta = choice["delta"]
    if message.finish_reason is not None:
        raise ProtocolError(f"a delta after the finish reason: {choice}")
    if "role" in delta:
        if message.has_role:
            raise ProtocolError("role twice")
        if delta["role"] != "assistant":
            raise ProtocolError(f"role is {delta['role']!r}")
        message.has_role = True
    elif not message.has_role:
        raise ProtocolError(f"the first delta has no role: {delta}")
    content = delta.get("content")
    if content is not None:
        if not isinstance(content, str):
            raise ProtocolError(f"content is {content!r}")
        message.content += content
        message.content_deltas += bool(content)
    # Not OpenAI's, but what every local server sends; MLX and newer vLLM use the short name.
    message.reasoning += delta.get("reasoning_content") or delta.get("reasoning") or ""
    for call in delta.get("tool_calls") or ():
        _take_call(message, call)
    reason = choice.get("finish_reason")
    if "finish_reason" not in choice:
        raise ProtocolError("no finish_reason key in the choice")
    if reason is not None:
        if reason not in ("stop", "length", "tool_calls", "content_filter"):
            raise ProtocolError(f"finish_reason is {reason!r}")
        message.finish_reason = reason


def _take_call(message, call):
    index = call.get("index")
    function = call.get("function", {})
    if index == len(message.calls):
        if not isinstance(call.get("id"), str) or not call["id"]:
            raise ProtocolError(f"a call begins without an id: {call}")
        if call.get("type") != "function":
            raise ProtocolError(f"a call begins without type function: {call}")
        if not isinstance(function.get("name"), str) or not function["name"]:
            raise ProtocolError(f"a call begins without a name: {call}")
        if not isinstance(function.get("arguments"), str):
            raise ProtocolError(f"a call begins without arguments: {call}")
        if any(call["id"] == other.id for other in message.calls):
            raise ProtocolError(f"two calls with the id {call['id']!r}")
        message.calls.append(Call(call["id"], function["name"]))
    elif index != len(message.calls) - 1:
        raise ProtocolError(f"call index {index} while {len(message.calls)} calls have begun")
    elif call.keys() - {"index", "function"} or function.keys() - {"arguments"}:
        raise ProtocolError(f"only index and function.arguments may follow: {call}")
    fragment = function.get("arguments", "")
    message.calls[-1].arguments += fragment
    message.calls[-1].fragments += bool(fragment)


def _check_end(stream, asked_for_usage, choice_count, may_stay_open):
    if not stream.is_done:
        raise ProtocolError("no [DONE]")
    if stream.error:
        return
    if len(stream.choices) != choice_count:
        raise ProtocolError(f"{len(stream.choices)} choices of {choice_count}")
    for message in stream.choices.values():
        if message.finish_reason is None:
            raise ProtocolError("no finish_reason")
        if message.calls and message.finish_reason == "stop":
            raise ProtocolError("calls, but the finish reason is stop")
        if not message.calls and message.finish_reason == "tool_calls":
            raise ProtocolError("finish reason tool_calls without a call")
        for call in message.calls:
            # A call cut off by the length limit may stay open.
            if message.finish_reason == "tool_calls" and not may_stay_open and not isinstance(call.value(), dict):
                raise ProtocolError(f"arguments are no object: {call.arguments!r}")
    if asked_for_usage and stream.usage is None:
        raise ProtocolError("usage was asked for and did not come")
