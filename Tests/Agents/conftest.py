"""The proxy between the real agents and scripted models."""

import pytest

import agents
import proxy as proxy_module
from scripted_model import ScriptedModel


@pytest.fixture
def serve(tmp_path):
    """Starts a model with a script, and a proxy before it; returns both."""
    started = []

    def start(script, *options, **settings):
        model = ScriptedModel(script, **settings)
        proxy = proxy_module.Proxy(tmp_path / f"proxy-{len(started)}", *options, backend=model.url)
        started.append((model, proxy))
        return model, proxy

    yield start
    for model, proxy in started:
        proxy.stop()
        model.stop()


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def claude(home):
    if agents.claude_program() is None:
        pytest.skip("Claude Code is not there: the package claude-agent-sdk could not be installed")
    return lambda url, prompt, *options, **settings: agents.run_claude(home, url, prompt, *options, **settings)


@pytest.fixture
def codex(home):
    if agents.codex_program() is None:
        pytest.skip("Codex is not there: the package openai-codex-cli-bin could not be installed")
    return lambda url, prompt, *options, **settings: agents.run_codex(home, url, prompt, *options, **settings)
