"""The program under test as a process: headless, on a free port, in a folder of its own."""

import json
import os
import re
import time
from pathlib import Path

import raw_http
from processes import Child, wait_until

PROJECT = Path(__file__).resolve().parent.parent.parent
BINARY = Path(os.environ.get("LLAMA_STREAM_TOP_BINARY", PROJECT / ".build/debug/llama-stream-top"))


# Tests must not depend on how much memory the machine has left.
INDEPENDENT = {"LLAMA_STREAM_TOP_MEMORY_NOTICES": "off", "LLAMA_STREAM_TOP_MEMORY_GATE": "false"}


def isolated_environment(folder):
    """Variables that keep a process away from the user's own files and settings."""
    cleared = {name: "" for name in os.environ if name.startswith("LLAMA_STREAM_TOP_")}
    for name in ("BACKEND_URL", "PORT", "MODEL_NAME", "MAX_CONCURRENT", "BACKEND_API_KEY", "BLOCKOPS_LOG_FILE",
                 "LOG_LEVEL", "TOKEN_WARN_THRESHOLD", "TOKEN_HARD_THRESHOLD", "NO_COLOR"):
        if name in os.environ:
            cleared[name] = ""
    cleared |= INDEPENDENT
    return {**cleared, "HOME": str(folder), "XDG_CONFIG_HOME": f"{folder}/config", "XDG_STATE_HOME": f"{folder}/state"}


class Proxy:
    """A running proxy. `config` is the text of a `config.yaml` in its folder."""

    def __init__(self, folder, *options, backend=None, config=None, environment=None):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        if config is not None:
            (self.folder / "config.yaml").write_text(config)
        command = [BINARY, "serve", "--no-tui", "--port", "0"]
        if backend is not None:
            command += ["--backend", backend]
        self.child = Child([*command, *options], self.folder, "proxy", cwd=self.folder,
                           environment={**isolated_environment(self.folder), **(environment or {})})
        self.url = self.child.wait_for(self._announced_url, seconds=20, what="the proxy")

    def _announced_url(self):
        found = re.match(r'(?:listening on |\{"event":"listening",[^\n]*"url":")(http://[^\s"]+)[^\n]*\n', self.child.output())
        return found and found[1]

    @property
    def pid(self):
        return self.child.pid

    @property
    def traffic_log(self):
        return self.folder / "state/llama-stream-top/traffic.jsonl"

    def traffic(self, count):
        """The entries of the traffic log, once there are `count`."""

        def entries():
            if not self.traffic_log.exists():
                return None
            lines = self.traffic_log.read_text().splitlines()
            return [json.loads(line) for line in lines] if len(lines) >= count else None

        return wait_until(entries, what=f"{count} entries in the traffic log")

    def get(self, path, **options):
        return raw_http.request(self.url, "GET", path, **options)

    def chat(self, body, **options):
        return raw_http.post_chat(self.url, body, **options)

    def open_chat(self, body, **options):
        """A chat exchange that is read piece by piece."""
        return raw_http.Exchange(self.url, "POST", "/v1/chat/completions", body, **options)

    def control(self, action, **values):
        return raw_http.request(self.url, "POST", "/_top/control", {"action": action, **values})

    def snapshot(self):
        return self.get("/_top/snapshot").json()

    def requests(self, phase=None):
        """The requests that the monitor knows, newest first; only those in `phase` where one is given."""
        return [row for row in self.snapshot()["requests"] if phase in (None, row["phase"])]

    def wait_for_request(self, phase, seconds=10.0):
        """The newest request in `phase`, once there is one."""
        return wait_until(lambda: self.requests(phase), seconds, what=f"a request that is {phase}")[0]

    def wait_until_up(self):
        """Waits until the backend has been probed and is up."""
        return wait_until(lambda: [b for b in self.snapshot()["backends"] if b["state"] == "up"],
                          what="a backend that is up")[0]

    def lines(self):
        """What it wrote to standard output after the first line."""
        return self.child.output().splitlines()[1:]

    def stop(self):
        return self.child.terminate()


def run(*arguments, folder, input=None, environment=None, seconds=20):
    """Runs the program to its end; the completed process with text output."""
    import subprocess

    return subprocess.run([str(BINARY), *map(str, arguments)], cwd=folder, input=input, text=True, capture_output=True,
                          timeout=seconds, env={**os.environ, **isolated_environment(folder), **(environment or {})})


def milliseconds_since(start):
    return (time.monotonic() - start) * 1000
