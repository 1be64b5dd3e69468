"""A problem in a window that nobody looks at: the bytes that reach the terminal."""

import os
import re
import select
import time

import pytest
import raw_http
from processes import free_port, wait_until
from test_idle_cost import RawTerminal

NOTICE = b"\x1b]9;"


class ReadTerminal(RawTerminal):
    """The program on a pseudo-terminal, with all that it has written there."""

    def __init__(self, folder, *options):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.seen = bytearray()
        super().__init__(folder, "--port", self.port, *options)
        wait_until(lambda: self.read() and self.serves(), what="the program")

    def serves(self):
        try:
            return raw_http.request(self.url, "GET", "/_top/snapshot").status == 200
        except OSError:
            return False

    def read(self):
        while select.select([self._end], [], [], 0)[0]:
            try:
                self.seen += os.read(self._end, 65536)
            except OSError:
                break
        return self.seen

    def bells(self):
        """Bells so far; the same byte also ends sequences such as that of a colour."""
        return re.sub(rb"\x1b\][^\x07\x1b]*(\x07|\x1b\\)", b"", bytes(self.read())).count(b"\x07")

    def fail(self):
        """A request that nobody can answer."""
        raw_http.post_chat(self.url, raw_http.chat("hello"))


@pytest.fixture
def terminal(tmp_path, monkeypatch):
    # In tmux the sequence would be wrapped for it.
    monkeypatch.delenv("TMUX", raising=False)
    started = []

    def start(*options):
        started.append(ReadTerminal(tmp_path, "--backend", f"http://127.0.0.1:{free_port()}", *options))
        return started[-1]

    yield start
    for each in started:
        each.close()


def test_a_notice_says_which_and_why(terminal):
    screen = terminal("--alert", "notify")
    assert NOTICE not in screen.read()
    screen.fail()
    wait_until(lambda: NOTICE in screen.read() and screen.seen.split(NOTICE, 1)[1].find(b"\x07") > 0, what="the notice")
    words = screen.seen.split(NOTICE, 1)[1].split(b"\x07", 1)[0].decode()
    assert words.startswith("#0001 ") and "failed: " in words, words


def test_a_bell(terminal):
    screen = terminal("--alert", "bell")
    assert screen.bells() == 0
    screen.fail()
    wait_until(lambda: screen.bells() == 1, what="the bell")
    assert NOTICE not in screen.seen


def test_nobody_is_told_unasked(terminal):
    screen = terminal()
    screen.fail()
    wait_until(lambda: b"0001" in screen.read(), what="the failed request on the screen")
    # What is told is told with the picture that shows it.
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        screen.read()
    assert NOTICE not in screen.seen and screen.bells() == 0
