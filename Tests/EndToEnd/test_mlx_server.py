"""`mlx_lm.server`: a role in each delta, answers that end with the connection, calls always as text."""

import pytest
import raw_http
import strict_stream
from backends.scripted_replies import REPLIES, TOOLS


@pytest.fixture
def proxy(mlx_server, start_proxy_once):
    return start_proxy_once(mlx_server.url)


def body(trigger, mlx_server, **more):
    return raw_http.chat(trigger, tools=TOOLS, max_tokens=200, **more) | {"model": mlx_server.model}


@pytest.mark.parametrize("trigger", ["@hermes", "@split", "@parallel", "@typed", "@lines", "@utf8", "@near"])
def test_streamed(proxy, mlx_server, trigger):
    response = proxy.chat(body(trigger, mlx_server, stream=True))
    assert response.is_complete and response.headers["transfer-encoding"] == "chunked"
    message = strict_stream.read(response.body).message
    assert message.call_values() == list(REPLIES[trigger].calls)
    assert message.content == REPLIES[trigger].expected_content


def test_usage_is_put_right(proxy, mlx_server):
    """The server marks its usage chunk as a whole completion."""
    response = proxy.chat(body("@hermes", mlx_server, stream=True, stream_options={"include_usage": True}))
    assert strict_stream.read(response.body, asked_for_usage=True).usage["completion_tokens"] > 0


def test_reasoning_of_the_server_passes(proxy, mlx_server):
    response = proxy.chat(body("@thinktool", mlx_server, stream=True))
    message = strict_stream.read(response.body).message
    assert message.reasoning.strip() == "I need the tool."
    assert message.call_values() == list(REPLIES["@thinktool"].calls)


def test_errors_become_objects(proxy):
    """The server's errors are plain strings."""
    response = proxy.chat(raw_http.chat("hello") | {"model": "no-such-model"})
    assert response.status == 404


def test_it_is_recognised(proxy):
    assert proxy.wait_until_up()["kind"] == "mlx"
