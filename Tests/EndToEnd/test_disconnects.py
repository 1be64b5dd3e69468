"""Either side goes away: the other is told, and nothing goes on working for nobody."""

import time

import raw_http
import strict_stream
from backends.scripted_replies import TOOLS
from processes import wait_until
from proxy import milliseconds_since


def read_some(exchange, least=2000):
    """Reads until `least` bytes of the body have come; returns them and the generator of the rest."""
    pieces, got = exchange.pieces(), b""
    while len(got) < least:
        got += next(pieces)
    return got, pieces


def slot_becomes_idle(server):
    """Milliseconds until the server works for nobody."""
    start = time.monotonic()
    wait_until(lambda: server.busy_slots() == 0, every=0.001, what="an idle slot")
    return milliseconds_since(start)


def test_client_leaves_a_stream(text_server, start_proxy, measured):
    proxy = start_proxy(text_server.url)
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as exchange:
        read_some(exchange)
        assert text_server.busy_slots() == 1
    took = slot_becomes_idle(text_server)
    measured(f"slot idle {took:.0f} ms after the client left a stream")
    assert proxy.wait_for_request("cancelled")["cancelReason"] == "client-left"


def test_client_leaves_an_unstreamed_request(text_server, start_proxy, measured):
    """llama-server itself does not notice this; so it is asked for a stream, from which the body is assembled."""
    proxy = start_proxy(text_server.url)
    proxy.wait_until_up()
    with proxy.open_chat(raw_http.chat("@long")):
        wait_until(lambda: text_server.busy_slots() == 1, what="a busy slot")
        wait_until(lambda: proxy.requests("decode"), what="a request that is decoding")
    took = slot_becomes_idle(text_server)
    measured(f"slot idle {took:.0f} ms after the client left an unstreamed request")
    proxy.wait_for_request("cancelled")


def test_client_leaves_the_queue(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--max-concurrent", "1")
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as running:
        read_some(running)
        with proxy.open_chat(raw_http.chat("hello", stream=True)):
            proxy.wait_for_request("queued")
        wait_until(lambda: not proxy.requests("queued"), what="an empty queue")
        assert len(proxy.requests("cancelled")) == 1


def test_operator_cancels(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as exchange:
        got, pieces = read_some(exchange)
        answer = proxy.control("cancel_request", id=proxy.requests("decode")[0]["id"])
        assert answer.status == 200 and answer.json()["ok"] is True
        slot_becomes_idle(text_server)
        stream = strict_stream.read(got + b"".join(pieces))
    assert stream.error and stream.message.content
    assert proxy.wait_for_request("cancelled")["cancelReason"] == "operator"


def test_backend_dies_in_a_stream(start_llama_server, start_proxy):
    server = start_llama_server(pure=True, context=65536)
    proxy = start_proxy(server.url)
    with proxy.open_chat(raw_http.chat("@long", stream=True, tools=TOOLS)) as exchange:
        got, pieces = read_some(exchange)
        server.kill()
        # No ConnectionError here: the body has come to its proper end.
        stream = strict_stream.read(got + b"".join(pieces))
    assert stream.message.content.startswith("All work and no play")
    assert stream.error["code"] == "backend_broke_off"
    assert stream.message.finish_reason is None
    failed = proxy.wait_for_request("failed")
    assert failed["failure"]["side"] == "backend"


def test_backend_dies_in_an_unstreamed_request(start_llama_server, start_proxy):
    server = start_llama_server(pure=True, context=65536)
    proxy = start_proxy(server.url)
    proxy.wait_until_up()
    with proxy.open_chat(raw_http.chat("@long")) as exchange:
        wait_until(lambda: proxy.requests("decode"), what="a request that is decoding")
        server.kill()
        response = exchange.read()
    assert response.status == 502 and response.is_complete
    assert response.json()["error"]["code"] == "backend_broke_off"


def test_a_slot_is_free_again_after_each_kind_of_end(text_server, start_proxy):
    """With one place at the backend, a leak in the gate would stop the second request."""
    proxy = start_proxy(text_server.url, "--max-concurrent", "1")
    for _ in range(3):
        with proxy.open_chat(raw_http.chat("@long", stream=True)) as exchange:
            read_some(exchange)
        with proxy.open_chat(raw_http.chat("@long")):
            wait_until(lambda: text_server.busy_slots() == 1, what="a busy slot")
        assert proxy.chat(raw_http.chat("hello")).status == 200
