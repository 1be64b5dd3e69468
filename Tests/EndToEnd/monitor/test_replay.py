"""The replay of a traffic log: on the screen, and summed up."""

import shutil

import pytest
import raw_http
from backends.scripted_replies import TOOLS
from proxy import BINARY, run
from terminal import Terminal

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed here")


@pytest.fixture(scope="module")
def log(text_server, start_proxy_once):
    """A log with a call, a near miss, text, and an error."""
    proxy = start_proxy_once(text_server.url)
    proxy.chat(raw_http.chat("@prose", stream=True, tools=TOOLS))
    proxy.chat(raw_http.chat("hello"))
    proxy.chat(raw_http.chat("@line", tools=TOOLS))
    proxy.chat({"model": "tiny", "messages": "not a list"})
    proxy.traffic(4)
    return proxy.traffic_log


@pytest.fixture
def replay(tmp_path):
    """Starts `replay` with these arguments in a terminal."""
    started = []

    def start(*arguments, **settings):
        started.append(Terminal(tmp_path, **settings))
        started[-1].run(BINARY, "replay", *arguments)
        return started[-1]

    yield start
    for each in started:
        each.close()


def summary(*arguments, folder, **settings):
    result = run("replay", "--headless", *arguments, folder=folder, **settings)
    assert result.returncode == 0, result.stderr
    return {line[:22].strip(): line[22:] for line in result.stdout.splitlines()}


def test_sums_up(log, tmp_path):
    found = summary(log, folder=tmp_path)
    assert found["requests"] == "4"
    assert found["ended"].startswith("3 done, 1 failed")
    assert found["calls"].startswith("2, 0 with")
    assert found["hermes-json"] == "1" and found["tool-call-line"] == "1"
    assert "p50" in found["first token"] and "prompt" in found["tokens"]
    assert summary(log, "--filter", "error", folder=tmp_path)["requests"] == "1"
    assert summary(log, "--filter", "session:s1", folder=tmp_path)["requests"] == "1"


def test_counts_broken_lines_and_reads_standard_input(log, tmp_path):
    text = "no JSON\n" + log.read_text() + '{"v":1}\n' + log.read_text()[:100]
    found = summary("-", folder=tmp_path, input=text)
    assert found["requests"] == "4" and found["broken lines"].startswith("3,")


def test_takes_rotated_files_in_any_order(log, tmp_path):
    lines = log.read_text().splitlines(keepends=True)
    (tmp_path / "log.1").write_text("".join(lines[:2]))
    (tmp_path / "log").write_text("".join(lines[2:]))
    found = summary("log", "log.1", folder=tmp_path)
    assert found["requests"] == "4" and found["time"] == summary(log, folder=tmp_path)["time"]


def test_says_what_is_wrong(tmp_path):
    (tmp_path / "empty").write_text("\nhello\n")
    for arguments, status, words in [(["nowhere", "--headless"], 65, "No such file"), (["--speed", "fast", "x"], 64, "speed"),
                                     (["empty"], 64, "no terminal")]:
        result = run("replay", *arguments, folder=tmp_path)
        assert result.returncode == status and words in result.stderr, result.stderr


@needs_tmux
def test_shows_what_happened(replay, log):
    screen = replay(log, "--speed", "max", columns=100, rows=40)
    text = screen.wait_for(" END")
    assert "replay traffic.jsonl" in text and "4 of 4 requests" in text and "done 3" in text and "ERR 1" in text
    screen.press("G")
    screen.press("Enter")
    for key, words in [("4", "<tool_call>"), ("4", "get_weather"), ("2", "@prose"), ("6", "Let me look that up"),
                       ("1", "POST /v1/chat/completions")]:
        screen.press(key)
        screen.wait_for(words)
    screen.press("q")
    screen.wait_for("q quit")
    screen.press("q")
    screen.wait_for("ready$")


@needs_tmux
def test_steps_pauses_and_changes_speed(replay, log):
    screen = replay(log, "--speed", "0.01", columns=100, rows=30)
    screen.wait_for("REPLAY 0.01x")
    screen.press(".")
    screen.wait_for("PAUSED")
    screen.wait_for("done 1")
    screen.press(".")
    screen.wait_for("done 2")
    screen.press(",")
    screen.wait_for("done 1")
    screen.press(".")
    screen.wait_for("done 2")
    screen.press("}", "}")
    screen.wait_for("REPLAY 0.25x")
    screen.press("{")
    screen.wait_for("REPLAY 0.1x")
    for _ in range(20):
        screen.press("}")
    screen.wait_for("REPLAY max")
    # A bare semicolon separates tmux's own commands.
    screen.press("\\;")
    screen.wait_for(" END")
    screen.press("+")
    screen.wait_for("this is a recording")
