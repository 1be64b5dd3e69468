"""Ten questions of every day, each with the keys that answer it: what somebody at the screen does, and what it then says.

Words that are looked for are typed besides and not counted. `docs/monitor.md` has the numbers.
"""

import re
import shutil

import pytest
import raw_http
from backends.scripted_replies import TOOLS
from processes import wait_until
from test_monitor import monitor, selected_row, with_backend  # noqa: F401

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed here")

MOST_KEYS = 6


class Hands:
    """Somebody at the keys of a screen; counts them."""

    def __init__(self, screen):
        self.screen, self.count = screen, 0

    def press(self, *keys):
        for key in keys:
            self.screen.press(key)
            self.count += 1

    def type(self, words):
        """Words that are looked for, which are no keys that one has to know."""
        self.screen.type(words)

    def sees(self, words):
        return self.screen.wait_for(words)

    def needed(self, keys):
        assert self.count == keys <= MOST_KEYS


@pytest.fixture
def seat(with_backend):  # noqa: F811
    """A screen in front of a backend, at the size of a laptop."""
    return lambda *options, **settings: Hands(with_backend(*options, **{"columns": 120, "rows": 40, **settings}))


def healthy(screen, count):
    for _ in range(count):
        screen.chat("hello", max_tokens=4)


def ask(screen, messages, **more):
    body = {"model": "test", "messages": messages, "tools": TOOLS, "max_tokens": 8, **more}
    return raw_http.post_chat(screen.url, body)


def test_find_the_failed_one(seat):
    hands = seat()
    healthy(hands.screen, 2)
    # A grammar that is none: the backend refuses it.
    raw_http.post_chat(hands.screen.url, {**raw_http.chat("hello"), "grammar": "root ::= ((("})
    healthy(hands.screen, 3)
    hands.sees("done 5")
    hands.press("E")
    wait_until(lambda: selected_row(hands.screen) == "#0003", what="the failed one selected")
    assert "400" in next(line for line in hands.screen.screen() if "#0003" in line)
    hands.needed(1)


def test_why_was_it_no_call(seat):
    hands = seat()
    raw_http.post_chat(hands.screen.url, raw_http.chat("@hermes"))
    hands.sees("done 1")
    hands.press("Enter")
    hands.sees("declares no tools, so text is no call")
    hands.needed(1)


def test_what_did_the_client_get(seat):
    hands = seat()
    hands.screen.chat("@prose", stream=True)
    hands.sees("done 1")
    hands.press("Enter")
    text = hands.sees("REWRITTEN")
    assert "CLIENT GOT" in text and "get_weather" in text and "Nice" in text
    hands.needed(1)


def test_why_was_the_cache_missed(seat):
    hands = seat()
    for minute in "25", "26":
        messages = [{"role": "system", "content": f"Today is 07:{minute}. " + "Be brief and kind. " * 60}]
        ask(hands.screen, messages + [{"role": "user", "content": "hello"}])
    hands.sees("done 2")
    hands.press("Enter", "7")
    text = hands.sees("message 1 (system)")
    assert re.search(r"-.*Today is 07:25", text) and re.search(r"\+.*Today is 07:26", text)
    hands.needed(2)


def test_who_eats_the_context(seat):
    hands = seat()
    for name, words in ("small", 5), ("large", 900):
        ask(hands.screen, [{"role": "user", "content": f"I am {name}. " + "and so on " * words}])
    hands.sees("done 2")
    hands.press("2")
    text = hands.sees("WINDOW")
    contexts = [line for line in text.split("\n") if re.search(r"\bs[12]\b", line) and "━" in line]
    assert len(contexts) == 2 and contexts[0].count("━") >= contexts[1].count("━"), text
    hands.needed(1)


def test_cancel(seat, text_server):
    hands = seat()
    body = raw_http.chat("@long", stream=True)
    with raw_http.Exchange(hands.screen.url, "POST", "/v1/chat/completions", body) as exchange:
        next(exchange.pieces())
        hands.sees("#0001")
        hands.press("X")
        hands.sees("Cancel #0001")
        hands.press("y")
        wait_until(lambda: text_server.busy_slots() == 0, what="an idle slot")
        hands.sees("cancel 1")
    hands.needed(2)


def test_purge(monitor, start_llama_server, tmp_path):  # noqa: F811
    server = start_llama_server(slots=1, slot_save_path=tmp_path)
    hands = Hands(monitor("--backend", server.url, columns=120, rows=40))
    hands.sees("→ llama-server")
    hands.screen.chat("fill the cache with this")
    hands.sees("done 1")
    hands.press("P")
    hands.sees("y yes")
    hands.press("y")
    hands.sees("purged")
    assert raw_http.request(server.url, "POST", "/slots/0?action=erase").json()["n_erased"] == 0
    hands.needed(2)


def test_compare_two(seat):
    hands = seat()
    for words in "hello one", "hello two", "hello three":
        hands.screen.chat(words, max_tokens=4)
    hands.sees("done 3")
    # The newest is tagged, which goes on to the next; two further down it is opened.
    hands.press("Space", "j", "Enter", "7")
    text = hands.sees("against #0003, which is tagged")
    assert re.search(r"-.*hello three", text) and re.search(r"\+.*hello one", text)
    hands.needed(4)


def test_copy_a_call(seat):
    hands = seat()
    hands.screen.chat("@hermes")
    hands.sees("done 1")
    hands.press("Enter")
    hands.sees("CLIENT GOT")
    hands.press("y")
    hands.sees("call: get_weather")
    hands.press("c")
    hands.sees("copied")
    hands.needed(3)


def test_search_200k_tokens(seat):
    hands = seat()
    # Each has 95,000 tokens, which the backend finds too many; they are kept all the same.
    for number in range(8):
        needle = "xylophone" if number == 4 else "violin"
        ask(hands.screen, [{"role": "user", "content": "all work and no play " * 5_000 + needle}], max_tokens=2)
    hands.sees("ERR 8")
    hands.press("/")
    hands.type("body:xylophone")
    hands.sees("1 of 8")
    hands.press("Enter")
    wait_until(lambda: selected_row(hands.screen) == "#0005", what="the one that has the word")
    hands.needed(2)
