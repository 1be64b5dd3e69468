"""Purging the backend's cache: by order, by `/new`, and a plain word where the backend cannot."""

import pytest
import raw_http
import strict_stream


@pytest.fixture(scope="module")
def purgeable_server(start_llama_server, tmp_path_factory):
    return start_llama_server(slots=1, slot_save_path=tmp_path_factory.mktemp("slots"))


PROMPT = "Tell me about the weather in all the cities of the world, one after the other, in great detail."


def test_purge_by_order(purgeable_server, start_proxy):
    proxy = start_proxy(purgeable_server.url)
    assert proxy.wait_until_up()["canPurge"] is True
    proxy.chat(raw_http.chat(PROMPT))
    answer = proxy.control("purge_cache")
    assert answer.status == 200 and answer.json()["ok"] is True
    erased = raw_http.request(purgeable_server.url, "POST", "/slots/0?action=erase").json()["n_erased"]
    assert erased == 0, "the cache was still there"


@pytest.fixture(scope="module")
def two_slots(start_llama_server, tmp_path_factory):
    return start_llama_server(slots=2, slot_save_path=tmp_path_factory.mktemp("slots"))


def held(server):
    return [slot.get("n_prompt_tokens", 0) for slot in server.slots()]


OTHER = "Quite another matter: how many steps does a ladder have that leads over a garden's wall?"


def fill(proxy, server):
    """Two conversations, each in a slot of its own; returns the slot of the first."""
    proxy.wait_until_up()
    proxy.control("purge_cache")
    assert sum(held(server)) == 0
    proxy.chat(raw_http.chat(PROMPT))
    first = 0 if held(server)[0] else 1
    proxy.chat(raw_http.chat(OTHER, id_slot=1 - first))
    assert all(held(server))
    return first


def test_purge_is_read_back_through_the_slots(two_slots, start_proxy):
    proxy = start_proxy(two_slots.url)
    fill(proxy, two_slots)
    tokens = sum(held(two_slots))
    message = proxy.control("purge_cache").json()["message"]
    assert f"{tokens} tokens in 2 of 2 slots, now empty" in message
    assert held(two_slots) == [0, 0]
    assert any(message in event["notice"]["text"] for event in proxy.snapshot()["events"])


def test_purge_of_one_slot(two_slots, start_proxy):
    proxy = start_proxy(two_slots.url)
    first = fill(proxy, two_slots)
    before = held(two_slots)
    message = proxy.control("purge_cache", slot=first).json()["message"]
    assert f"{before[first]} tokens in slot {first}, now empty" in message
    after = held(two_slots)
    assert after[first] == 0 and after[1 - first] == before[1 - first]
    assert "no slot 7" in proxy.control("purge_cache", slot=7).json()["error"]["message"]


def test_new_purges_only_its_own_conversation(two_slots, start_proxy):
    proxy = start_proxy(two_slots.url)
    first = fill(proxy, two_slots)
    before = held(two_slots)
    history = [{"role": "user", "content": PROMPT}, {"role": "assistant", "content": "..."},
               {"role": "user", "content": "/new"}]
    content = proxy.chat(raw_http.chat("") | {"messages": history}).json()["choices"][0]["message"]["content"]
    assert f"slot {first}" in content
    after = held(two_slots)
    assert after[first] == 0 and after[1 - first] == before[1 - first]
    # Nothing says whose this is, so nobody's is lost.
    content = proxy.chat(raw_http.chat("/new")).json()["choices"][0]["message"]["content"]
    assert "none was purged" in content and held(two_slots) == after


def test_purge_where_the_backend_cannot(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    assert "--slot-save-path" in proxy.wait_until_up()["purgeHint"]
    answer = proxy.control("purge_cache")
    assert answer.json().get("ok") is not True
    assert "--slot-save-path" in answer.json()["error"]["message"]


def test_new_gives_a_banner_and_generates_nothing(purgeable_server, start_proxy):
    proxy = start_proxy(purgeable_server.url, "--model-name", "The Tiny One")
    proxy.wait_until_up()
    proxy.chat(raw_http.chat(PROMPT))
    message = proxy.chat(raw_http.chat("/new")).json()["choices"][0]["message"]
    assert "The Tiny One" in message["content"]
    streamed = strict_stream.read(proxy.chat(raw_http.chat(" /new\n", stream=True)).body).message
    assert "The Tiny One" in streamed.content and streamed.finish_reason == "stop"
    erased = raw_http.request(purgeable_server.url, "POST", "/slots/0?action=erase").json()["n_erased"]
    assert erased == 0, "the cache was still there"


def test_new_can_keep_the_cache(purgeable_server, start_proxy):
    proxy = start_proxy(purgeable_server.url, "--purge-on-new", "false")
    proxy.chat(raw_http.chat(PROMPT))
    content = proxy.chat(raw_http.chat("/new")).json()["choices"][0]["message"]["content"]
    assert "purge_on_new" in content
    assert raw_http.request(purgeable_server.url, "POST", "/slots/0?action=erase").json()["n_erased"] > 0


def test_chunk_size_and_concurrency_by_order(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    assert proxy.control("set_chunk_size", value=7).json()["ok"]
    assert proxy.control("set_max_concurrent", value=9).json()["ok"]
    settings = proxy.snapshot()["settings"]
    assert (settings["chunkSize"], settings["maxConcurrent"]) == (7, 9)
    assert proxy.control("set_chunk_size", value=0).json()["ok"] is False
    assert proxy.snapshot()["settings"]["chunkSize"] == 7
