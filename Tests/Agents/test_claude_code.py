"""The real Claude Code on a backend that has chat completions only and writes its calls as text."""

import base64
import json
import struct
import sys
import zlib
from pathlib import Path

import pytest
from processes import wait_until
from scripted_model import DIALECTS, Say, broken_call


def result(run):
    """The last line: how it ended."""
    found = [line for line in run.lines() if line.get("type") == "result"]
    assert found, f"status {run.status}\n{run.output[-2000:]}\n{run.errors[-2000:]}"
    return found[-1]


def results(model):
    """The texts of all tool messages in the last request."""
    return [message["content"] for message in model.requests[-1]["messages"] if message["role"] == "tool"]


def grows(requests):
    """Each request begins as the one before it, so that the backend's prefix cache holds."""
    mains = [request["messages"] for request in requests if request.get("tools")]
    return all(later[:len(earlier) - 1] == earlier[:-1] for earlier, later in zip(mains, mains[1:]))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_call_and_an_answer(serve, claude, dialect):
    model, proxy = serve([Say("I run it.", ("Bash", {"command": "echo hi", "description": "say hi"})), Say("It said hi.")],
                         dialect=dialect)
    run = claude(proxy.url, "Say hi with bash", "--allowedTools", "Bash(echo:*)")
    end = result(run)
    assert end["result"] == "It said hi." and not end["is_error"] and run.status == 0
    assert results(model) == ["hi"]
    assert len(model.requests) == 2 and grows(model.requests)
    assert end["usage"]["input_tokens"] == sum(model.tokens(request) for request in model.requests)


def test_two_parallel_calls_come_back_in_their_order(serve, claude):
    calls = [("Bash", {"command": f"sleep {wait}; echo hi{number}", "description": "say hi"})
             for number, wait in enumerate((0.3, 0))]
    model, proxy = serve([Say("Two.", *calls), Say("Both done.")])
    end = result(claude(proxy.url, "Say hi twice", "--allowedTools", "Bash"))
    assert end["result"] == "Both done."
    assert results(model) == ["hi0", "hi1"]


def test_thinking_then_a_call(serve, claude):
    model, proxy = serve([Say("", ("Bash", {"command": "echo hi", "description": "x"}), thinking="I should use bash."),
                          Say("Done.", thinking="That was it.")])
    run = claude(proxy.url, "Say hi", "--allowedTools", "Bash")
    assert result(run)["result"] == "Done."
    said = [message for message in model.requests[-1]["messages"] if message["role"] == "assistant"]
    assert said[0]["reasoning_content"] == "I should use bash."


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_call_that_is_no_json_is_not_run_but_told_to_the_model(serve, claude, home, dialect):
    model, proxy = serve([Say(broken_call(dialect, "Bash", "command")),
                          Say("", ("Bash", {"command": "echo yes > made.txt", "description": "say yes"})), Say("Mended.")],
                         dialect=dialect)
    end = result(claude(proxy.url, "Say yes", "--allowedTools", "Bash"))
    assert end["result"] == "Mended." and not end["is_error"]
    assert "InputValidationError" in results(model)[0]
    assert (home / "made.txt").read_text() == "yes\n"


def test_a_file_is_written_and_edited(serve, claude, home):
    file = home / "poem.txt"
    model, proxy = serve([
        Say("", ("Write", {"file_path": str(file), "content": "roses are red\n"})),
        Say("", ("Edit", {"file_path": str(file), "old_string": "red", "new_string": "blue"})),
        Say("Written.")])
    end = result(claude(proxy.url, "Write a poem", "--permission-mode", "acceptEdits", "--add-dir", str(home)))
    assert end["result"] == "Written."
    assert file.read_text() == "roses are blue\n"


def test_an_image_is_read(serve, claude, home):
    rows = zlib.compress(b"\x00\xff\x00\x00" * 1)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    picture = home / "dot.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
                        + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    model, proxy = serve([Say("", ("Read", {"file_path": str(picture)})), Say("A red dot.")])
    assert result(claude(proxy.url, "What is in dot.png?", "--add-dir", str(home)))["result"] == "A red dot."
    parts = [part for message in model.requests[-1]["messages"] if isinstance(message["content"], list)
             for part in message["content"]]
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    assert len(urls) == 1 and base64.b64decode(urls[0].split(",")[1]).startswith(b"\x89PNG")


def test_a_deferred_tool_is_found_by_search(serve, claude):
    model, proxy = serve([Say("", ("ToolSearch", {"query": "select:WebFetch", "max_results": 1})), Say("Found.")])
    end = result(claude(proxy.url, "Find a tool that fetches pages"))
    assert end["result"] == "Found."
    names = [tool["function"]["name"] for tool in model.requests[0]["tools"]]
    if "ToolSearch" not in names:
        pytest.skip("this release of Claude Code defers no tools here")
    assert "DeferredToolPlaceholder" not in names
    assert any("WebFetch" in text for text in results(model))
    assert "WebFetch" in [tool["function"]["name"] for tool in model.requests[-1]["tools"]]


@pytest.mark.parametrize("hints", ["0", "1"])
def test_a_sub_agent(serve, claude, hints):
    """It has a session of its own below its agent's, named where the agent names it."""
    def script(body):
        texts = json.dumps(body["messages"])
        said = sum(message["role"] == "assistant" for message in body["messages"])
        if "Count to one for me" in texts and "Ask a helper" not in texts:
            return Say("one")
        task = {"description": "count", "prompt": "Count to one for me", "subagent_type": "general-purpose"}
        names = [tool["function"]["name"] for tool in body.get("tools", [])]
        return Say("", ("Agent" if "Agent" in names else "Task", task)) if said == 0 else Say("The helper says one.")

    model, proxy = serve(script)
    run = claude(proxy.url, "Ask a helper to count", environment={"CLAUDE_CODE_GATEWAY_HINT_HEADERS": hints})
    assert result(run)["result"] == "The helper says one."
    assert len(model.requests) >= 3
    sessions = {session["id"]: session for session in proxy.snapshot()["sessions"]}
    children = [name for name in sessions if "." in name]
    assert len(children) == 1 and children[0].split(".")[0] in sessions
    assert sessions[children[0]]["requests"] == 1
    if hints == "1":
        assert sessions[children[0]]["name"] == "general-purpose"


def test_silence_is_survived(serve, claude):
    model, proxy = serve([Say("Late, but here.", silence=15)], "--heartbeat", "3")
    run = claude(proxy.url, "Be slow", environment={"CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS": "10000"})
    assert result(run)["result"] == "Late, but here."
    assert len(model.requests) == 1


def test_a_backend_that_breaks_off_is_asked_again(serve, claude):
    answers = iter([Say("This will not be finished, it breaks.", breaks=True)])
    model, proxy = serve(lambda body: next(answers, Say("The second time it went well.")))
    assert result(claude(proxy.url, "Try"))["result"] == "The second time it went well."
    assert len(model.requests) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_backend_is_asked_again(serve, claude, status):
    answers = iter([Say(error=status)])
    model, proxy = serve(lambda body: next(answers, Say("Now it works.")))
    assert result(claude(proxy.url, "Try"))["result"] == "Now it works."
    assert len(model.requests) == 2


def test_an_overflow_is_told_in_words_that_it_knows(serve, claude):
    model, proxy = serve([Say("Never.")], "--token-hard", "0", "--token-warn", "0", window=500)
    run = claude(proxy.url, "Too much")
    assert "too long" in json.dumps(result(run)).lower()


def test_a_tool_of_an_mcp_server(serve, claude, home):
    server = {"command": sys.executable, "args": [str(Path(__file__).parent / "echo_mcp.py")]}
    (home / "mcp.json").write_text(json.dumps({"mcpServers": {"echo": server}}))
    model, proxy = serve([Say("", ("mcp__echo__shout", {"word": "hi"})), Say("It shouted.")])
    end = result(claude(proxy.url, "Shout hi", "--mcp-config", str(home / "mcp.json"), "--strict-mcp-config",
                        "--allowedTools", "mcp__echo__shout", environment={"ENABLE_TOOL_SEARCH": "0"}))
    assert end["result"] == "It shouted."
    assert results(model) == ["HI!"]


def test_a_killed_agent_frees_its_place(serve, claude):
    model, proxy = serve([Say("Never said.", silence=60)])
    with pytest.raises(AssertionError):
        claude(proxy.url, "Wait", seconds=8)
    ended = wait_until(lambda: [request for request in proxy.requests() if request["phase"] == "cancelled"], seconds=2,
                       what="a cancelled request")
    assert len(ended) == 1
    wait_until(lambda: proxy.snapshot()["backends"][0]["running"] == 0, seconds=10, what="a free place")
