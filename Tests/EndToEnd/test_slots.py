"""What the monitor tells of a real server's slots and cache."""

import threading

import pytest
import raw_http
from backends.scripted_replies import TOOLS
from processes import wait_until

OFTEN = {"LLAMA_STREAM_TOP_SLOT_INTERVAL": "0.1", "LLAMA_STREAM_TOP_HEALTH_INTERVAL": "0.1"}


@pytest.fixture(scope="module")
def two_slots(start_llama_server, tmp_path_factory):
    return start_llama_server(slots=2, slot_save_path=tmp_path_factory.mktemp("slots"))


def cache(proxy):
    return proxy.snapshot()["backends"][0].get("cache")


def test_a_request_is_seen_in_its_slot(two_slots, start_proxy):
    proxy = start_proxy(two_slots.url, environment=OFTEN)
    proxy.wait_until_up()
    assert wait_until(lambda: cache(proxy), what="a word of the cache")["capacity"] == 8192
    seen = []
    ended = threading.Event()

    def watch():
        while not ended.is_set():
            seen.extend(slot for slot in (cache(proxy) or {}).get("slots", []) if slot["phase"] != "idle")

    watcher = threading.Thread(target=watch)
    watcher.start()
    proxy.chat(raw_http.chat("@long", max_tokens=3000, stream=True))
    ended.set()
    watcher.join()
    (request,) = proxy.requests()
    assert any(slot["phase"] == "decode" and slot.get("request") == request["id"] for slot in seen), seen
    assert request["slot"] in (0, 1)

    def rest():
        slot = cache(proxy)["slots"][request["slot"]]
        return slot if slot["phase"] == "idle" and slot["held"] > 3000 else None

    slot = wait_until(rest, what="the slot to be idle, with what it has read and written")
    assert slot["request"] == request["id"] and "idleSince" in slot
    assert 0.35 < cache(proxy)["share"] < 0.5
    metrics = proxy.get("/_top/metrics").body.decode()
    assert 'llama_stream_top_backend_cache_usage_ratio{backend="' in metrics


def test_a_server_that_tells_no_slots_is_left_alone(text_server, start_proxy):
    """The setting that turns the looks off; a server may write a line into its log for each."""
    proxy = start_proxy(text_server.url, environment={**OFTEN, "LLAMA_STREAM_TOP_SLOT_INTERVAL": "0"})
    proxy.wait_until_up()
    proxy.chat(raw_http.chat("@line", tools=TOOLS))
    wait_until(lambda: proxy.requests("done"), what="the request to be done")
    assert cache(proxy) is None


def test_a_purge_does_not_look_where_looks_are_off(two_slots, start_proxy):
    proxy = start_proxy(two_slots.url, environment={**OFTEN, "LLAMA_STREAM_TOP_SLOT_INTERVAL": "0"})
    proxy.wait_until_up()
    assert proxy.control("purge_cache").json()["ok"]
    assert cache(proxy) is None


def test_slots_go_where_looks_are_turned_off(two_slots, start_proxy):
    proxy = start_proxy(two_slots.url, config="slot_interval: 0.1\n")
    proxy.wait_until_up()
    wait_until(lambda: cache(proxy), what="a word of the cache")
    (proxy.folder / "config.yaml").write_text("slot_interval: 0\n")
    assert proxy.control("reload").json()["ok"]
    wait_until(lambda: cache(proxy) is None, what="the slots to go")
