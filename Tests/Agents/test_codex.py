"""The real Codex on a backend that has chat completions only and writes its calls as text."""

import base64
import json
import sys
from pathlib import Path

import pytest
from scripted_model import DIALECTS, Say, broken_call
from test_claude_code import grows


def messages(run):
    """What the agent said."""
    items = [line["item"] for line in run.lines() if line.get("type") == "item.completed"]
    return [item["text"] for item in items if item.get("type") == "agent_message"]


def ended_well(run):
    kinds = [line.get("type") for line in run.lines()]
    assert run.status == 0 and "turn.completed" in kinds, f"status {run.status}\n{run.output[-3000:]}\n{run.errors[-3000:]}"


def results(model):
    return [message["content"] for message in model.requests[-1]["messages"] if message["role"] == "tool"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_call_and_an_answer(serve, codex, dialect):
    model, proxy = serve([Say("I run it.", ("exec_command", {"cmd": "echo hi"})), Say("It said hi.")], dialect=dialect)
    run = codex(proxy.url, "Say hi with the shell")
    ended_well(run)
    assert messages(run)[-1] == "It said hi."
    assert "hi" in results(model)[0].splitlines()
    assert len(model.requests) == 2 and grows(model.requests)
    usage = [line["usage"] for line in run.lines() if line.get("type") == "turn.completed"][-1]
    assert usage["input_tokens"] == sum(model.tokens(request) for request in model.requests)


def test_two_parallel_calls(serve, codex):
    calls = [("exec_command", {"cmd": f"echo hi{number}"}) for number in range(2)]
    model, proxy = serve([Say("Two.", *calls), Say("Both done.")])
    run = codex(proxy.url, "Say hi twice")
    ended_well(run)
    assert messages(run)[-1] == "Both done."
    assert ["hi0" in results(model)[0], "hi1" in results(model)[1]] == [True, True]


def test_thinking_then_a_call(serve, codex):
    model, proxy = serve([Say("", ("exec_command", {"cmd": "echo hi"}), thinking="I should use the shell."), Say("Done.")])
    run = codex(proxy.url, "Say hi")
    ended_well(run)
    said = [message for message in model.requests[-1]["messages"] if message["role"] == "assistant"]
    assert said[0]["reasoning_content"] == "I should use the shell."


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_call_that_is_no_json_is_not_run_but_told_to_the_model(serve, codex, home, dialect):
    model, proxy = serve([Say(broken_call(dialect, "exec_command", "cmd")), Say("", ("exec_command", {"cmd": "echo yes > made.txt"})),
                          Say("Mended.")], dialect=dialect)
    run = codex(proxy.url, "Say yes")
    ended_well(run)
    assert messages(run)[-1] == "Mended."
    assert "failed to parse function arguments" in results(model)[0]
    assert (home / "made.txt").read_text() == "yes\n"


PATCH = "*** Begin Patch\n*** Add File: poem.txt\n+roses are \"red\"\n+violets\n*** End Patch\n"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_file_is_written_by_a_patch(serve, codex, home, dialect):
    model, proxy = serve([Say("", ("apply_patch", {"input": PATCH})), Say("Written.")], dialect=dialect)
    run = codex(proxy.url, "Write a poem", model="gpt-5.5")
    ended_well(run)
    tools = {tool["function"]["name"]: tool["function"] for tool in model.requests[0]["tools"]}
    assert "begin_patch" in tools["apply_patch"]["description"]
    assert (home / "poem.txt").read_text() == 'roses are "red"\nviolets\n'
    assert messages(run)[-1] == "Written."


def test_a_tool_in_a_namespace(serve, codex):
    model, proxy = serve([Say("", ("multi_agent_v1__close_agent", {"id": "nobody"})), Say("Nobody was there.")])
    run = codex(proxy.url, "Close the agent nobody")
    ended_well(run)
    names = [tool["function"]["name"] for tool in model.requests[0]["tools"]]
    if "multi_agent_v1__close_agent" not in names:
        pytest.skip(f"this release of Codex has other tools: {names}")
    assert "unsupported call" not in json.dumps(results(model))
    assert messages(run)[-1] == "Nobody was there."


def test_an_image_is_read(serve, codex, home):
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    (home / "dot.png").write_bytes(base64.b64decode(dot))
    model, proxy = serve([Say("", ("view_image", {"path": str(home / "dot.png")})), Say("A dot.")])
    run = codex(proxy.url, "What is in dot.png?")
    ended_well(run)
    assert messages(run)[-1] == "A dot."
    assert "data:image/" in json.dumps(model.requests[-1]["messages"])


def test_silence_is_survived(serve, codex):
    model, proxy = serve([Say("Late, but here.", silence=15)], "--heartbeat", "3")
    run = codex(proxy.url, "Be slow")
    ended_well(run)
    assert messages(run)[-1] == "Late, but here."
    assert len(model.requests) == 1


def test_a_backend_that_breaks_off_is_asked_again(serve, codex):
    answers = iter([Say("This will not be finished, it breaks.", breaks=True)])
    model, proxy = serve(lambda body: next(answers, Say("The second time it went well.")))
    run = codex(proxy.url, "Try")
    ended_well(run)
    assert messages(run)[-1] == "The second time it went well."


def test_a_busy_backend_is_asked_again(serve, codex):
    answers = iter([Say(error=503)])
    model, proxy = serve(lambda body: next(answers, Say("Now it works.")))
    run = codex(proxy.url, "Try")
    ended_well(run)
    assert messages(run)[-1] == "Now it works."


def test_an_overflow_ends_the_turn_in_its_own_words(serve, codex):
    model, proxy = serve([Say("Never.")], "--token-hard", "0", "--token-warn", "0", window=500)
    run = codex(proxy.url, "Too much")
    assert "turn.failed" in [line.get("type") for line in run.lines()]


def test_a_tool_of_an_mcp_server(serve, codex):
    server = f"[mcp_servers.echo]\ncommand = {json.dumps(sys.executable)}\nargs = [{json.dumps(str(Path(__file__).parent / 'echo_mcp.py'))}]"

    def script(body):
        said = sum(message["role"] == "assistant" for message in body["messages"])
        names = [tool["function"]["name"] for tool in body.get("tools", [])]
        return Say("", (next(name for name in names if name.endswith("shout")), {"word": "hi"})) if said == 0 else Say("It shouted.")

    model, proxy = serve(script)
    run = codex(proxy.url, "Shout hi", features=server)
    ended_well(run)
    assert "HI!" in results(model)[0]
    assert messages(run)[-1] == "It shouted."


def test_a_sub_agent(serve, codex):
    """It has a thread of its own, and so a session of its own below its agent's."""
    def script(body):
        texts = json.dumps(body["messages"])
        if "Count to one for me" in texts and "Ask a helper" not in texts:
            return Say("one")
        said = sum(message["role"] == "assistant" for message in body["messages"])
        tools = [
            ("multi_agent_v1__spawn_agent", {"message": "Count to one for me"}),
            ("exec_command", {"cmd": "sleep 1"}),
        ]
        return Say("", tools[said]) if said < len(tools) else Say("The helper says one.")

    model, proxy = serve(script)
    run = codex(proxy.url, "Ask a helper to count")
    ended_well(run)
    sessions = {session["id"]: session for session in proxy.snapshot()["sessions"]}
    children = [name for name in sessions if "." in name]
    assert len(children) == 1 and children[0].split(".")[0] in sessions
