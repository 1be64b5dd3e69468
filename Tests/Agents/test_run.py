"""Agents that `run` starts, set up by nothing else: the real `llm`."""

import pytest

import agents
import proxy as proxy_module
from scripted_model import DIALECTS, Say

# A tool of the agent's own, so that a wrong result cannot be mistaken for the model's words.
TOOL = "def warehouse(article: str) -> str:\n    'How many of an article there are'\n    return article + ': 417'\n"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_llm_calls_its_tool(serve, home, dialect):
    program = agents.llm_program()
    if program is None:
        pytest.skip("llm is not there: its package could not be installed")
    model, proxy = serve([Say("I look.", ("warehouse", {"article": "bolts"})), Say("There are 417 bolts.")], dialect=dialect)
    command = [proxy_module.BINARY, "run", "llm", "--proxy", proxy.url, "--", "--functions", TOOL, "--td", "How many bolts?"]
    run = agents.run(command, home, {"PATH": f"{program.parent}:/usr/bin:/bin"})
    assert run.status == 0, f"{run.output}\n{run.errors}"
    assert "There are 417 bolts." in run.output
    assert "tool_call>" not in run.output and "TOOL_CALL" not in run.output
    results = [message["content"] for message in model.requests[-1]["messages"] if message["role"] == "tool"]
    assert results == ["bolts: 417"]
    # Nothing of it stays with the user.
    assert not list(home.rglob("extra-openai-models.yaml"))
