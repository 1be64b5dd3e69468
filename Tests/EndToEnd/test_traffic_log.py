"""The traffic log: one JSON object for each finished request, without secrets, for nobody else to read."""

import json
import stat

import raw_http
from backends.scripted_replies import REPLIES, TOOLS
from test_disconnects import read_some

SECRET = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"


def test_an_entry_has_the_whole_story(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    proxy.chat(raw_http.chat("@prose", stream=True, tools=TOOLS))
    (entry,) = proxy.traffic(1)
    assert entry["v"] == 1 and entry["status"] == 200 and entry["model"] == "tiny"
    assert entry["route"] == "/v1/chat/completions"
    assert entry["raw"] == REPLIES["@prose"].text
    (call,) = entry["calls"]
    assert call["name"] == "get_weather" and "Nice" in json.dumps(call)
    assert set(entry["phases"]) >= {"queued", "prefill", "decode"}
    assert "@prose" in json.dumps(entry["request"])


def test_nothing_that_is_said_is_kept(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--no-bodies")
    answer = proxy.chat(raw_http.chat("@prose", stream=True, tools=TOOLS))
    assert b"Nice" in answer.body
    (entry,) = proxy.traffic(1)
    assert "Nice" not in json.dumps(entry) and "@prose" not in json.dumps(entry)
    (row,) = proxy.requests("done")
    assert [call["arguments"] for call in row["calls"]] == [""] and row["session"]
    detail = json.dumps(raw_http.request(proxy.url, "GET", f"/_top/requests/{row['id']}").json())
    assert "Nice" not in detail and "@prose" not in detail
    refused = raw_http.request(proxy.url, "POST", "/_top/control", {"action": "resend_request", "id": row["id"]})
    assert refused.status == 409 and b"not kept" in refused.body


def test_a_call_has_its_times_and_its_like_before_it(text_server, start_proxy):
    """What passed is told everywhere: in the row, in the detail, in the log."""
    proxy = start_proxy(text_server.url)
    first = raw_http.chat("@hermes", stream=True, tools=TOOLS)
    proxy.chat(first)
    proxy.traffic(1)
    said = [{"role": "assistant", "content": "I looked."}, {"role": "user", "content": "@hermes"}]
    proxy.chat({**first, "messages": [*first["messages"], *said]})
    for entry in proxy.traffic(2):
        (call,) = entry["calls"]
        assert 0 < call["opened"] <= call["closed"] <= entry["seconds"] and call["delay"] >= 0
        assert call["sure"] and not call["in_reasoning"] and "qwen3-coder-xml" in call["others"]

    (call,) = proxy.requests("done")[0]["calls"]
    assert call["timing"]["openedSeconds"] > 0 and call["finding"]["isSure"]
    detail = proxy.get("/_top/requests/2").json()
    assert detail["pace"]["chunksIn"] > detail["pace"]["chunksOut"] > 3
    (repeated,) = detail["repeats"]
    assert repeated["requests"] == [1] and repeated["times"] == 2


def test_nobody_else_may_read_it(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    proxy.chat(raw_http.chat("hello"))
    proxy.traffic(1)
    assert stat.S_IMODE(proxy.traffic_log.stat().st_mode) == 0o600


def test_secrets_are_left_out(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    headers = {"Authorization": f"Bearer {SECRET}", "x-api-key": SECRET, "Cookie": f"session={SECRET}"}
    proxy.chat(raw_http.chat(f"my key is {SECRET} hello"), headers=headers)
    proxy.traffic(1)
    assert SECRET not in proxy.traffic_log.read_text()


def test_failures_and_cancels_are_in_it(native_server, start_proxy):
    proxy = start_proxy(native_server.url)
    proxy.chat(raw_http.chat("word " * 9000))
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as exchange:
        read_some(exchange)
    entries = proxy.traffic(2)
    assert sorted(entry["status"] for entry in entries)[0] in (200, 400)
    assert any("context_length_exceeded" in json.dumps(entry) for entry in entries)


def test_bodies_can_be_left_out(text_server, start_proxy):
    proxy = start_proxy(text_server.url, config="traffic_log_bodies: meta\n")
    proxy.chat(raw_http.chat("@hermes and a word: xyzzy", tools=TOOLS))
    proxy.traffic(1)
    assert "xyzzy" not in proxy.traffic_log.read_text()


def test_it_can_be_elsewhere_or_nowhere(text_server, start_proxy, tmp_path):
    elsewhere = start_proxy(text_server.url, "--traffic-log", tmp_path / "here.jsonl")
    elsewhere.chat(raw_http.chat("hello"))
    elsewhere.stop()
    assert len((tmp_path / "here.jsonl").read_text().splitlines()) == 1 and not elsewhere.traffic_log.exists()

    nowhere = start_proxy(text_server.url, "--no-traffic-log")
    nowhere.chat(raw_http.chat("hello"))
    nowhere.stop()
    assert not nowhere.traffic_log.exists()
