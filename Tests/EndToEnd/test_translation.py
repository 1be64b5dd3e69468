"""Calls that the model wrote as text arrive as structured calls, whole and streamed, in every dialect."""

import json

import pytest
import raw_http
import strict_stream
from backends.scripted_replies import REPLIES, TOOLS

EXACT = [trigger for trigger, reply in REPLIES.items() if reply.exact]
WITH_CALLS = [trigger for trigger in EXACT if REPLIES[trigger].calls]


def streamed(proxy, trigger, tools=TOOLS, choice_count=1, **more):
    body = raw_http.chat(trigger, stream=True, tools=tools, max_tokens=200, **more)
    response = proxy.chat(body)
    assert response.status == 200 and response.is_complete, response
    assert response.headers["content-type"].startswith("text/event-stream")
    return strict_stream.read(response.body, asked_for_usage="stream_options" in more, choice_count=choice_count)


def whole(proxy, trigger, tools=TOOLS, **more):
    response = proxy.chat(raw_http.chat(trigger, tools=tools, max_tokens=200, **more))
    assert response.status == 200, response
    return response


def values(calls):
    return [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls or ()]


def test_progress_stays_inside(text_proxy):
    """The proxy asks the backend how far the prompt has been read; a client that did not ask hears nothing of it."""
    response = text_proxy.chat(raw_http.chat("a " * 300 + "@hermes", stream=True, tools=TOOLS, max_tokens=200))
    assert b"prompt_progress" not in response.body
    assert strict_stream.read(response.body).message.finish_reason == "tool_calls"


@pytest.mark.parametrize("trigger", EXACT)
def test_streamed(text_proxy, trigger):
    expected, message = REPLIES[trigger], streamed(text_proxy, trigger).message
    assert message.content == expected.expected_content
    assert message.reasoning.strip() == expected.reasoning
    assert message.call_values() == list(expected.calls)
    assert message.finish_reason == ("tool_calls" if expected.calls else "stop")


@pytest.mark.parametrize("trigger", EXACT)
def test_whole(text_proxy, trigger):
    expected, response = REPLIES[trigger], whole(text_proxy, trigger)
    body = response.json()
    choice = body["choices"][0]
    message = choice["message"]
    assert body["object"] == "chat.completion"
    assert (message["role"], message["content"] or "") == ("assistant", expected.expected_content)
    assert (message.get("reasoning_content") or "").strip() == expected.reasoning
    assert values(message.get("tool_calls")) == list(expected.calls)
    assert choice["finish_reason"] == ("tool_calls" if expected.calls else "stop")
    assert body["usage"]["completion_tokens"] > 0
    for call in message.get("tool_calls") or ():
        assert call["id"] and call["type"] == "function" and "index" not in call
    if expected.calls:
        assert message["content"] is None or message["content"] == expected.expected_content != ""
        assert f"tool_calls={expected.dialect};n={len(expected.calls)}" in response.headers["x-llama-stream-top"]


@pytest.mark.parametrize("trigger", ["@hermes", "@split", "@utf8", "@line", "@typed"])
def test_arguments_stream_in_several_deltas(text_proxy, trigger):
    assert all(call.fragments >= 2 for call in streamed(text_proxy, trigger).message.calls)


def test_content_streams_in_many_deltas(text_proxy):
    assert streamed(text_proxy, "@near").message.content_deltas > 10


@pytest.mark.parametrize("trigger", WITH_CALLS)
@pytest.mark.parametrize("more", [{"tools": None}, {"tool_choice": "none"}], ids=["no tools", "tool_choice none"])
def test_without_tools_everything_stays_text(text_proxy, trigger, more):
    message = streamed(text_proxy, trigger, **more).message
    # Reasoning is taken out of the content wherever tools are declared, forbidden or not.
    text = REPLIES[trigger].text.split("</think>\n\n")[-1] if message.reasoning else REPLIES[trigger].text
    assert (message.content, message.calls, message.finish_reason) == (text, [], "stop")


@pytest.mark.parametrize("trigger", EXACT)
def test_buffered_gives_the_same_in_chunks(text_server, start_proxy_once, trigger):
    proxy = start_proxy_once(text_server.url, "--stream-mode", "buffered", "--chunk-size", "7")
    expected, stream = REPLIES[trigger], streamed(proxy, trigger)
    message = stream.message
    assert message.content == expected.expected_content
    assert message.call_values() == list(expected.calls)
    deltas = [choice["delta"] for chunk in stream.chunks for choice in chunk["choices"]]
    assert all(len(delta.get("content") or "") <= 7 for delta in deltas)


@pytest.mark.parametrize("trigger", EXACT)
def test_passthrough_touches_nothing(text_server, start_proxy_once, trigger):
    proxy = start_proxy_once(text_server.url, "--stream-mode", "passthrough")
    message = whole(proxy, trigger).json()["choices"][0]["message"]
    assert message["content"] == REPLIES[trigger].text and not message.get("tool_calls")


def test_formats_can_be_narrowed(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--formats", "tool-call-line")
    assert streamed(proxy, "@line").message.call_values() == list(REPLIES["@line"].calls)
    assert streamed(proxy, "@hermes").message.content == REPLIES["@hermes"].text


def test_unfinished_call_is_handed_on_as_it_was_written(text_proxy):
    """The model stopped inside a string: nothing is closed for it, so that no client takes half a value for a whole one."""
    response = text_proxy.chat(raw_http.chat("@open", stream=True, tools=TOOLS, max_tokens=200))
    message = strict_stream.read(response.body, may_stay_open=True).message
    assert [(call.name, call.arguments) for call in message.calls] == [("get_weather", '{"city": "Par')]
    assert not message.content


def test_length_limit_inside_a_call(text_proxy):
    response = text_proxy.chat(raw_http.chat("@split", stream=True, tools=TOOLS, max_tokens=30))
    message = strict_stream.read(response.body).message
    assert message.finish_reason == "length"


def test_every_choice_has_its_own_calls(text_proxy):
    stream = streamed(text_proxy, "@prose", choice_count=2, n=2)
    for message in stream.choices.values():
        assert message.call_values() == list(REPLIES["@prose"].calls)
        assert message.content == REPLIES["@prose"].content


def test_usage_comes_where_asked(text_proxy):
    stream = streamed(text_proxy, "@prose", stream_options={"include_usage": True})
    usage = stream.usage
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_unknown_fields_stay(text_proxy):
    stream = streamed(text_proxy, "@near")
    assert all("system_fingerprint" in chunk for chunk in stream.chunks)
    body = whole(text_proxy, "@hermes").json()
    assert body["timings"]["predicted_n"] > 0


def test_the_request_keeps_its_id(text_proxy):
    response = text_proxy.chat(raw_http.chat("@hermes", tools=TOOLS), headers={"X-Request-Id": "mine-1"})
    assert response.headers["x-request-id"] == "mine-1"
    assert text_proxy.chat(raw_http.chat("hello")).headers["x-request-id"]


@pytest.mark.parametrize("path", ["/chat/completions", "/v1/chat/completions"])
def test_both_paths(text_proxy, path):
    response = raw_http.request(text_proxy.url, "POST", path, raw_http.chat("@hermes", tools=TOOLS))
    assert values(response.json()["choices"][0]["message"]["tool_calls"]) == list(REPLIES["@hermes"].calls)


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
def test_backend_address_with_and_without_v1(text_server, start_proxy, suffix):
    proxy = start_proxy(text_server.url + suffix)
    assert streamed(proxy, "@hermes").message.call_values() == list(REPLIES["@hermes"].calls)
    assert proxy.get("/v1/models").json()["data"]
