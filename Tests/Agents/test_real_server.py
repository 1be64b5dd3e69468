"""The real agents on llama.cpp's own server, with the tiny model: a template that refuses and counts as all of them do.

What the tiny model says follows from one word in the prompt, so that a server without any knowledge of these agents
answers what they can act on: a call as text, and an end once the result is there.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, Reply
from scripted_model import DIALECTS
from test_claude_code import result
from test_codex import ended_well, messages

import proxy as proxy_module

# Long prompts are cut into many tokens by a vocabulary that has hardly more than letters.
CONTEXT = 131072
SECONDS = 300
MADE = "made.txt"


def call(agent, number):
    command = f"echo hi > {MADE}"
    return {"claude": ("Bash", {"command": command, "description": f"say hi {number}"}),
            "codex": ("exec_command", {"cmd": command, "yield_time_ms": 5000 + number})}[agent]


def trigger(agent, dialect):
    return f"@{agent}-{dialect}"


@dataclass
class Models:
    gguf: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    pytest.importorskip("xllamacpp", reason="llama.cpp's server is not there: the package xllamacpp could not be installed")
    from backends.llama_server import LlamaServer
    from backends.tiny_model import TinyModel

    folder = tmp_path_factory.mktemp("model")
    replies = {trigger(agent, dialect): Reply(write(*call(agent, number)))
               for agent in ("claude", "codex") for number, (dialect, write) in enumerate(DIALECTS.items())}
    # Agents speak of results in their instructions; only the template's own mark means one.
    TinyModel(replies, marks=["<tool_response>"]).write_gguf(folder / "tiny.gguf")
    server = LlamaServer(Models(folder / "tiny.gguf"), folder, slots=1, context=CONTEXT, pure=True)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One folder for all: its name stands in the prompts, and what they have in common is read once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def proxy(server, tmp_path):
    # The server may read for longer than the agents' timers run here.
    running = proxy_module.Proxy(tmp_path / "proxy", "--heartbeat", "3", backend=server.url)
    yield running
    assert running.stop() == 0


def made(home):
    """What the call wrote; it is gone then."""
    file = home / MADE
    text = file.read_text() if file.exists() else None
    file.unlink(missing_ok=True)
    return text


def check_record(proxy, tool):
    """Two requests, both answered, a call found in the first; the second begins as the first, so that the cache held."""
    first, second = proxy.traffic(2)
    assert (first["status"], second["status"]) == (200, 200)
    assert [call["name"] for call in first["calls"]] == [tool] and not second["calls"]
    assert second["usage"]["cached_tokens"] >= first["usage"]["prompt_tokens"] - 32
    return first["usage"]["completion_tokens"] + second["usage"]["completion_tokens"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_claude_code(proxy, claude, home, dialect):
    run = claude(proxy.url, f"Say hi. {trigger('claude', dialect)}", "--allowedTools", "Bash",
                 environment={"CLAUDE_CODE_MAX_CONTEXT_TOKENS": str(CONTEXT)}, seconds=SECONDS)
    end = result(run)
    assert run.status == 0 and not end["is_error"] and end["result"] == AFTER_TOOL_RESULT
    assert made(home) == "hi\n"
    assert check_record(proxy, "Bash") == end["usage"]["output_tokens"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_codex(proxy, codex, home, dialect):
    run = codex(proxy.url, f"Say hi. {trigger('codex', dialect)}", seconds=SECONDS)
    ended_well(run)
    assert messages(run)[-1] == AFTER_TOOL_RESULT
    assert made(home) == "hi\n"
    usage = [line["usage"] for line in run.lines() if line.get("type") == "turn.completed"][-1]
    assert check_record(proxy, "exec_command") == usage["output_tokens"]
