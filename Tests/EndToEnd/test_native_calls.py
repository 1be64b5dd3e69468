"""A backend that gives structured calls itself: they pass, and its faults are put right."""

import json

import pytest
import raw_http
import strict_stream
from backends.scripted_replies import REPLIES, TOOLS


@pytest.mark.parametrize("trigger", ["@hermes", "@split", "@prose", "@parallel", "@utf8"])
def test_native_calls_pass(native_proxy, trigger):
    response = native_proxy.chat(raw_http.chat(trigger, stream=True, tools=TOOLS))
    message = strict_stream.read(response.body).message
    assert message.call_values() == list(REPLIES[trigger].calls)
    assert message.content.strip() == REPLIES[trigger].expected_content.strip()


def test_dialects_unknown_to_the_backend_are_translated(native_proxy):
    response = native_proxy.chat(raw_http.chat("@lines", stream=True, tools=TOOLS))
    message = strict_stream.read(response.body).message
    assert message.call_values() == list(REPLIES["@lines"].calls)


def test_native_calls_are_counted_as_such(native_server, start_proxy):
    proxy = start_proxy(native_server.url)
    proxy.chat(raw_http.chat("@parallel", stream=True, tools=TOOLS))
    proxy.wait_for_request("done")
    tools = proxy.snapshot()["tools"]
    assert tools["native"] == 2 and not tools["rewritten"]


def test_failure_in_mid_stream_is_told_and_the_stream_ended(native_proxy):
    """Here the server's grammar fails on a call in another dialect: it sends an error and no `[DONE]`."""
    response = native_proxy.chat(raw_http.chat("@xml", stream=True, tools=TOOLS))
    assert response.status == 200 and response.is_complete
    stream = strict_stream.read(response.body)
    assert "grammar" in stream.error["message"]
    native_proxy.wait_for_request("failed")


def test_failure_of_an_unstreamed_request_is_an_error(native_proxy):
    response = native_proxy.chat(raw_http.chat("@xml", tools=TOOLS))
    assert response.status >= 500
    assert "grammar" in response.json()["error"]["message"]


def test_reasoning_from_the_backend_passes(start_llama_server, start_proxy):
    proxy = start_proxy(start_llama_server(thinking=True).url)
    response = proxy.chat(raw_http.chat("@thinktool", stream=True, tools=TOOLS))
    message = strict_stream.read(response.body).message
    assert message.reasoning.strip() == "I need the tool."
    assert message.call_values() == list(REPLIES["@thinktool"].calls)
    whole = proxy.chat(raw_http.chat("@thinktool", tools=TOOLS)).json()["choices"][0]["message"]
    assert whole["reasoning_content"].strip() == "I need the tool."
    assert json.loads(whole["tool_calls"][0]["function"]["arguments"]) == {"city": "Bern"}
