"""What a newcomer types first. Builds, so it waits for the unit tests, which hold the build folder."""

import os
import shutil

import pytest
from processes import free_port
from proxy import PROJECT
from terminal import Terminal

pytestmark = [
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed here"),
    pytest.mark.skipif("LLAMA_STREAM_TOP_BINARY" in os.environ, reason="another program is under test"),
]


def test_make_run_shows_the_demo_where_no_backend_answers(tmp_path):
    screen = Terminal(tmp_path)
    try:
        options = f"--port {free_port()} --backend http://127.0.0.1:{free_port()}"
        screen.run("make", "-C", PROJECT, "run", f"PATH={os.environ['PATH']}", f"HOME={os.environ['HOME']}", f"ARGS={options}")
        screen.wait_for("LIVE", seconds=300)
        screen.wait_for("#0001", seconds=30)
        screen.press("Q")
        screen.wait_for("ready$")
    finally:
        screen.close()
