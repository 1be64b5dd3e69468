"""The real agents as processes: a HOME of their own, the loopback only, a limit in time."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

SECONDS = 90


class Run:
    """How an agent's run ended."""

    def __init__(self, status, output, errors):
        self.status, self.output, self.errors = status, output, errors

    def lines(self):
        """What it wrote as JSON, one value a line."""
        found = []
        for line in self.output.splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found


def run(command, folder, environment, seconds=SECONDS):
    """Runs to the end; a run that takes too long is killed with all that it started."""
    variables = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "NO_PROXY": "127.0.0.1,localhost", "LANG": "C.UTF-8",
                 "TMPDIR": str(folder), **environment}
    process = subprocess.Popen([str(word) for word in command], cwd=folder, env=variables, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        output, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        raise AssertionError(f"{command[0]} took longer than {seconds} s:\n{output.decode()[-3000:]}{errors.decode()[-3000:]}")
    return Run(process.returncode, output.decode(), errors.decode())


def claude_program():
    try:
        import claude_agent_sdk
    except ImportError:
        return None
    program = Path(claude_agent_sdk.__file__).parent / "_bundled/claude"
    return program if program.exists() else None


def codex_program():
    try:
        import codex_cli_bin
    except ImportError:
        return None
    program = Path(codex_cli_bin.__file__).parent / "bin/codex"
    return program if program.exists() else None


def llm_program():
    program = Path(sys.executable).parent / "llm"
    return program if program.exists() else None


def run_claude(folder, url, prompt, *options, environment=None, seconds=SECONDS):
    """Claude Code without a screen; its events and its result as lines of JSON."""
    variables = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "test", "DISABLE_AUTOUPDATER": "1",
                 "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "CLAUDE_CODE_MAX_CONTEXT_TOKENS": "32000",
                 "IS_SANDBOX": "1", **(environment or {})}
    command = [claude_program(), "-p", prompt, "--model", "local", "--max-turns", "12", "--verbose",
               "--output-format", "stream-json", *options]
    return run(command, folder, variables, seconds)


CODEX_SETTINGS = """\
model = "{model}"
model_provider = "proxy"
web_search = "disabled"
check_for_update_on_startup = false
{extra}
[model_providers.proxy]
name = "proxy"
base_url = "{url}/v1"
env_key = "KEY"
wire_api = "responses"
stream_idle_timeout_ms = 10000
stream_max_retries = 1
request_max_retries = 1
[features]
plugins = false
{features}
"""


def run_codex(folder, url, prompt, *options, model="local", extra="", features="", environment=None, seconds=SECONDS):
    """Codex without a screen; its events as lines of JSON."""
    home = Path(folder) / ".codex"
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(CODEX_SETTINGS.format(url=url, model=model, extra=extra, features=features))
    command = [codex_program(), "exec", "--skip-git-repo-check", "--json", "-s", "danger-full-access", *options, prompt]
    return run(command, folder, {"CODEX_HOME": str(home), "KEY": "test", **(environment or {})}, seconds)
