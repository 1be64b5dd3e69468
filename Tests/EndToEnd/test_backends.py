"""The stage itself: the real servers say what the scripts say, and have the oddities that the proxy must deal with."""

import pytest
import raw_http
import strict_stream
from backends.scripted_replies import AFTER_TOOL_RESULT, GREETING, REPLIES, TOOLS

FINITE = [trigger for trigger, reply in REPLIES.items() if not reply.loops]


def answer(server, prompt, **more):
    body = raw_http.chat(prompt, max_tokens=200, **more) | {"model": getattr(server, "model", "tiny")}
    return raw_http.post_chat(server.url, body).json()["choices"][0]["message"]


@pytest.mark.parametrize("trigger", FINITE)
def test_llama_server_says_the_script(text_server, trigger):
    assert answer(text_server, f"Please: {trigger}.", tools=TOOLS)["content"] == REPLIES[trigger].text


@pytest.mark.parametrize("trigger", ["@hermes", "@xml", "@line", "@utf8"])
def test_mlx_server_says_the_script(mlx_server, trigger):
    assert answer(mlx_server, trigger, tools=TOOLS)["content"] == REPLIES[trigger].text


def test_without_a_trigger_there_is_a_greeting(text_server):
    assert answer(text_server, "Good morning.")["content"] == GREETING


def test_after_a_tool_result_there_is_an_answer(text_server):
    assert answer(text_server, "@hermes and then <tool_response>18 degrees</tool_response>")["content"] == AFTER_TOOL_RESULT


def test_llama_server_breaks_off_without_done(native_server):
    """Its grammar for Hermes calls meets a call in another dialect."""
    body = raw_http.post_chat(native_server.url, raw_http.chat("@xml", tools=TOOLS, stream=True)).body
    assert b'"error"' in body and b"[DONE]" not in body


def test_mlx_server_repeats_the_role(mlx_server):
    body = raw_http.chat("@hermes", stream=True) | {"model": mlx_server.model}
    response = raw_http.post_chat(mlx_server.url, body)
    assert "transfer-encoding" not in response.headers and "content-length" not in response.headers
    with pytest.raises(strict_stream.ProtocolError, match="role twice"):
        strict_stream.read(response.body)
