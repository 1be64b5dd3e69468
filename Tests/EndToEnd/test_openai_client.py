"""A real client, the `openai` Python package, goes through whole tool loops: question, call, result, answer."""

import json

import openai
import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, REPLIES, TOOLS

DIALECTS = {
    "hermes-json": ["@hermes", "@split", "@prose", "@parallel", "@utf8", "@sloppy", "@thinktool"],
    "qwen3-coder-xml": ["@xml", "@typed", "@headless"],
    "tool-call-line": ["@line", "@lines"],
}
CASES = [(dialect, trigger) for dialect, triggers in DIALECTS.items() for trigger in triggers]


def client_for(proxy):
    return openai.OpenAI(base_url=f"{proxy.url}/v1", api_key="unused", max_retries=0, timeout=30)


def ask(client, messages, model, stream):
    """One turn: the assistant's message as a dictionary, the finish reason, and the number of call deltas."""
    if not stream:
        choice = client.chat.completions.create(model=model, messages=messages, tools=TOOLS, max_tokens=200).choices[0]
        return choice.message.model_dump(exclude_none=True), choice.finish_reason, 0
    message, calls, reason, call_deltas = {"role": "assistant", "content": ""}, {}, None, 0
    for chunk in client.chat.completions.create(
            model=model, messages=messages, tools=TOOLS, max_tokens=200, stream=True):
        for choice in chunk.choices:
            message["content"] += choice.delta.content or ""
            for delta in choice.delta.tool_calls or ():
                call_deltas += 1
                call = calls.setdefault(delta.index, {"type": "function", "function": {"name": "", "arguments": ""}})
                call["id"] = call.get("id", "") + (delta.id or "")
                call["function"]["name"] += delta.function.name or ""
                call["function"]["arguments"] += delta.function.arguments or ""
            reason = choice.finish_reason or reason
    if calls:
        message["tool_calls"] = [calls[index] for index in sorted(calls)]
    return message, reason, call_deltas


def tool_loop(proxy, trigger, stream, model="tiny"):
    """Runs the loop as an agent does; returns the calls, the last answer and the deltas of the call turn."""
    client = client_for(proxy)
    messages = [{"role": "user", "content": f"What is the weather? {trigger}"}]
    message, reason, call_deltas = ask(client, messages, model, stream)
    assert reason == "tool_calls"
    messages.append(message)
    for call in message["tool_calls"]:
        messages.append({"role": "tool", "tool_call_id": call["id"], "content": "18 degrees, sunny"})
    answer, reason, _ = ask(client, messages, model, stream)
    assert reason == "stop"
    calls = [(c["function"]["name"], json.loads(c["function"]["arguments"])) for c in message["tool_calls"]]
    return calls, answer["content"], call_deltas


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("dialect, trigger", CASES)
def test_tool_loop_with_calls_as_text(text_proxy, dialect, trigger, stream):
    calls, answer, call_deltas = tool_loop(text_proxy, trigger, stream)
    assert REPLIES[trigger].dialect == dialect
    assert calls == list(REPLIES[trigger].calls)
    assert answer == AFTER_TOOL_RESULT
    if stream:
        assert call_deltas >= 2 * len(calls)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", ["@hermes", "@prose", "@parallel", "@utf8"])
def test_tool_loop_with_native_calls(native_proxy, trigger, stream):
    calls, answer, _ = tool_loop(native_proxy, trigger, stream)
    assert calls == list(REPLIES[trigger].calls)
    assert answer == AFTER_TOOL_RESULT


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", ["@hermes", "@xml", "@line"])
def test_tool_loop_with_mlx(mlx_server, start_proxy_once, trigger, stream):
    calls, answer, _ = tool_loop(start_proxy_once(mlx_server.url), trigger, stream, model=mlx_server.model)
    assert calls == list(REPLIES[trigger].calls)
    assert answer == AFTER_TOOL_RESULT


def test_errors_reach_the_client_as_its_own_types(native_proxy):
    client = client_for(native_proxy)
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="tiny", messages=[{"role": "user", "content": "word " * 9000}])
    assert caught.value.code == "context_length_exceeded"


def test_models_can_be_listed(text_proxy):
    assert [model.id for model in client_for(text_proxy).models.list()] == ["tiny"]
