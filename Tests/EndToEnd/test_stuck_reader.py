"""Standard output goes to somebody who has stopped to read, as a pager does."""

import fcntl
import json
import os
import re
import subprocess
import threading

import pytest
import raw_http
from processes import wait_until
from proxy import BINARY, isolated_environment

# Holds a few dozen lines.
PIPE_BYTES = 4096


class PipedProxy:
    """A proxy whose standard output is a small pipe; of that only the first line is read."""

    def __init__(self, folder):
        self.reader, writer = os.pipe()
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self.errors = folder / "proxy.err"
        with open(self.errors, "wb") as errors:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--no-tui", "--port", "0", "--log-format", "json", "--backend", "http://127.0.0.1:9"],
                stdin=subprocess.DEVNULL, stdout=writer, stderr=errors, cwd=folder,
                env={**os.environ, **isolated_environment(folder)})
        os.close(writer)
        first = b""
        while not first.endswith(b"\n"):
            first += os.read(self.reader, 1)
        self.url = json.loads(first)["url"]

    def fail(self, count):
        """Sends `count` requests that end at once and are a line each."""
        for _ in range(count):
            assert raw_http.post_chat(self.url, {"messages": 1}).status == 400

    def failed(self):
        return raw_http.request(self.url, "GET", "/_top/snapshot").json()["totals"]["failed"]

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.reader)


@pytest.fixture
def proxy(tmp_path):
    proxy = PipedProxy(tmp_path)
    yield proxy
    proxy.close()


def test_everything_else_goes_on(proxy):
    proxy.fail(200)
    wait_until(lambda: proxy.failed() == 200, what="a monitor that knows all requests")
    proxy.process.terminate()
    assert proxy.process.wait(10) == 0


def test_what_was_missed_is_told(proxy):
    proxy.fail(1300)
    wait_until(lambda: proxy.failed() == 1300, what="a monitor that knows all requests")
    lines = []
    thread = threading.Thread(target=lambda: lines.extend(os.fdopen(os.dup(proxy.reader), "rb")), daemon=True)
    thread.start()

    def lost():
        return re.search(r"(\d+) lines of standard output are lost", proxy.errors.read_text())

    count = int(wait_until(lost, what="a word about the lines that are lost")[1])
    proxy.fail(1)
    proxy.process.terminate()
    assert proxy.process.wait(10) == 0
    thread.join(10)
    numbers = [json.loads(line)["id"] for line in lines]
    # The oldest, and what came after the reader was back.
    assert numbers == [*range(1, 1300 - count + 1), 1301]
