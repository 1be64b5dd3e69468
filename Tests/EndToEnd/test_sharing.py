"""Several agents share a server with two slots: whose turn it is, and who shares an answer."""

import time
from concurrent.futures import ThreadPoolExecutor

import raw_http
import strict_stream
from processes import wait_until
from test_disconnects import read_some

AGAIN = {"X-Stainless-Retry-Count": "1"}


def test_takes_as_many_at_a_time_as_there_are_slots(start_llama_server, start_proxy):
    server = start_llama_server(slots=2, pure=True)
    proxy = start_proxy(server.url)
    wait_until(lambda: proxy.snapshot()["settings"].get("concurrencySource") == "slots", what="the number of slots")
    assert proxy.snapshot()["settings"]["maxConcurrent"] == 2
    assert proxy.wait_until_up()["maxConcurrent"] == 2
    # What somebody orders counts, until it is taken back.
    assert proxy.control("set_max_concurrent", value=5).json()["ok"]
    assert proxy.snapshot()["backends"][0]["maxConcurrent"] == 5
    assert proxy.control("set_max_concurrent", value="auto").json()["ok"]
    assert proxy.snapshot()["backends"][0]["maxConcurrent"] == 2


def test_twenty_clients_take_turns_at_two_slots(text_server, start_proxy):
    """One agent's fourteen requests wait, then three each of two others. Nobody is refused, the two have their turns
    between those of the first, and no slot is idle while somebody waits."""
    proxy = start_proxy(text_server.url, "--max-concurrent", "2")
    proxy.wait_until_up()
    assert proxy.control("pause").json()["ok"]

    def ask(session):
        body = raw_http.chat("@long", stream=True, max_tokens=400)
        return strict_stream.read(
            raw_http.request(proxy.url, "POST", "/v1/chat/completions", body, headers={"X-Session-Id": session},
                             timeout=120).body)

    def arrived(count):
        return wait_until(lambda: len(proxy.requests()) == count, what=f"{count} requests")

    busy = []
    with ThreadPoolExecutor(20) as clients:
        answers = [clients.submit(ask, "many") for _ in range(14)]
        arrived(14)
        for number in range(3):
            for session in ("few", "some"):
                answers.append(clients.submit(ask, session))
            arrived(16 + 2 * number)
        assert proxy.control("resume").json()["ok"]
        while not all(answer.done() for answer in answers):
            before = proxy.requests("queued")
            slots = text_server.busy_slots()
            if before and proxy.requests("queued"):
                busy.append(slots)
        texts = [answer.result().message.content for answer in answers]
    assert len(texts) == 20 and all(texts)

    rows = sorted(proxy.requests("done"), key=lambda row: row["receivedAt"] + row["sentSeconds"])
    assert len(rows) == 20
    names = {summary["id"]: summary["name"] for summary in proxy.snapshot()["sessions"]}
    order = [names[row["session"]] for row in rows]
    # From the first turn of the others on each session has its turn in every three, as long as it has requests.
    begin = min(order.index("few"), order.index("some"))
    assert begin <= 2, order
    for session in ("few", "some"):
        assert [index for index, name in enumerate(order) if name == session][-1] - begin <= 9, order

    # Nobody waited while fewer than two ran, but for the moment between two requests.
    spans = [(row["receivedAt"], row["receivedAt"] + row["sentSeconds"], row["receivedAt"] + row["endedSeconds"])
             for row in rows]
    both_run = spans[1][1]
    moments = sorted({moment for span in spans for moment in span if moment >= both_run})
    idle = total = 0
    for start, end in zip(moments, moments[1:]):
        if any(received <= start and end <= sent for received, sent, _ in spans):
            total += end - start
            if sum(sent <= start and end <= ended for _, sent, ended in spans) < 2:
                idle += end - start
    print(f"waiting for {total:.2f} s, of it {idle * 1000:.1f} ms with a free place; {len(busy)} looks at the slots, "
          f"{busy.count(2)} with both busy; order {order}")
    # What is left is the time of handing a place on, which a busy machine stretches.
    assert total > 0 and idle < 0.3 * total
    assert busy.count(2) >= 0.7 * len(busy)


def test_a_request_sent_again_gets_the_running_answer(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--max-concurrent", "1")
    body = raw_http.chat("@long", stream=True, max_tokens=8000)
    with proxy.open_chat(body) as first:
        got, pieces = read_some(first)
        with proxy.open_chat(body, headers=AGAIN) as second:
            again, rest = read_some(second)
            assert again.startswith(got) or got.startswith(again)
            assert text_server.busy_slots() == 1
            assert "joined=" in second.headers["x-llama-stream-top"]
            first.hang_up()
            stream = strict_stream.read(again + b"".join(rest))
    assert stream.message.content.startswith("All work and no play")
    assert stream.message.finish_reason == "length"
    rows = proxy.requests()
    assert sorted(row["phase"] for row in rows) == ["cancelled", "done"]
    assert "llama_stream_top_requests_joined_total 1" in proxy.get("/_top/metrics").body.decode()


def test_the_slot_is_free_when_the_last_listener_has_left(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    body = raw_http.chat("@long", stream=True)
    with proxy.open_chat(body) as first, proxy.open_chat(body, headers=AGAIN) as second:
        read_some(first)
        read_some(second)
        first.hang_up()
        read_some(second)
        assert text_server.busy_slots() >= 1
        second.hang_up()
        start = time.monotonic()
        wait_until(lambda: text_server.busy_slots() == 0, what="idle slots")
        print(f"idle {(time.monotonic() - start) * 1000:.0f} ms after the last listener left")


def test_with_a_grace_a_client_that_gave_up_finds_its_answer(text_server, start_proxy):
    proxy = start_proxy(text_server.url, config="join_grace: 60\n")
    body = raw_http.chat("@long", stream=True, max_tokens=8000)
    with proxy.open_chat(body) as first:
        read_some(first)
    with proxy.open_chat(body, headers=AGAIN) as second:
        stream = strict_stream.read(b"".join(second.pieces()))
    assert "joined=" in second.headers["x-llama-stream-top"]
    assert stream.message.finish_reason == "length"
    assert text_server.busy_slots() == 0
