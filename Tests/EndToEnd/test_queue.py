"""The gate: so many requests at a time at the backend, the others wait in turn and are kept alive."""

import json
from concurrent.futures import ThreadPoolExecutor

import raw_http
import strict_stream
from backends.scripted_replies import GREETING, REPLIES, TOOLS
from processes import wait_until
from test_disconnects import read_some


def test_waiting_clients_get_heartbeats(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--max-concurrent", "1", "--heartbeat", "1")
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as running:
        read_some(running)
        with proxy.open_chat(raw_http.chat("@hermes", stream=True, tools=TOOLS)) as waiting:
            pieces = waiting.pieces()
            first = next(pieces)
            assert first.startswith(b":") and text_server.busy_slots() == 1
            # Some clients misread anything but a comment here.
            assert b"data:" not in first
            second = next(pieces)
            running.hang_up()
            stream = strict_stream.read(first + second + b"".join(pieces))
    assert stream.message.call_values() == list(REPLIES["@hermes"].calls)
    assert len(stream.comments) >= 2


def test_a_silent_backend_is_bridged_with_heartbeats(start_llama_server, start_proxy):
    """The server has one slot, so that it keeps the second request waiting without a word."""
    server = start_llama_server(slots=1, pure=True, context=65536)
    proxy = start_proxy(server.url, "--heartbeat", "1")
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as running:
        read_some(running)
        with proxy.open_chat(raw_http.chat("hello", stream=True)) as waiting:
            pieces = waiting.pieces()
            first = next(pieces)
            assert first.startswith(b":")
            running.hang_up()
            stream = strict_stream.read(first + b"".join(pieces))
    assert stream.message.content == GREETING


def test_a_quick_answer_has_no_heartbeat(text_proxy):
    assert not strict_stream.read(text_proxy.chat(raw_http.chat("hello", stream=True)).body).comments


def test_full_queue_refuses(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--max-concurrent", "1", "--max-queue", "1")
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as running:
        read_some(running)
        with proxy.open_chat(raw_http.chat("hello")):
            proxy.wait_for_request("queued")
            refused = proxy.chat(raw_http.chat("hello"))
            assert refused.status == 429 and refused.headers["retry-after"]
            assert refused.json()["error"]["code"] == "queue_full"
            assert proxy.get("/_top/ready").status == 503
            assert proxy.get("/_top/health").status == 200


def test_waiting_too_long_is_told(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--max-concurrent", "1", "--queue-timeout", "0.5")
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as running:
        read_some(running)
        late = proxy.chat(raw_http.chat("hello"))
        assert late.status == 503 and late.headers["retry-after"]


def test_paused_requests_wait(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    assert proxy.control("pause").json()["ok"]
    with proxy.open_chat(raw_http.chat("hello")) as waiting:
        proxy.wait_for_request("queued")
        assert proxy.control("resume").json()["ok"]
        assert waiting.read().json()["choices"][0]["message"]["content"] == GREETING


def test_a_flood_loses_nothing(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--max-queue", "256")
    triggers = ["hello", "@hermes", "@typed", "@lines"]

    def one(number):
        trigger, stream = triggers[number % 4], number % 8 < 4
        response = proxy.chat(raw_http.chat(trigger, stream=stream, tools=TOOLS, max_tokens=200), timeout=120)
        if stream:
            return trigger, strict_stream.read(response.body).message.call_values()
        calls = response.json()["choices"][0]["message"].get("tool_calls") or []
        return trigger, [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls]

    with ThreadPoolExecutor(200) as clients:
        answers = list(clients.map(one, range(200)))
    for trigger, calls in answers:
        assert calls == (list(REPLIES[trigger].calls) if trigger in REPLIES else [])

    def all_counted():
        totals = proxy.snapshot()["totals"]
        return (totals["done"], totals["failed"], totals["running"], totals["queued"]) == (200, 0, 0, 0)

    wait_until(all_counted, what="200 requests that are done")
    assert text_server.busy_slots() == 0
