"""The program under load: a process of its own beside the backend, and what the system says of it."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def raise_descriptor_limit():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Backend:
    def __init__(self, port=None):
        self.port = port or free_port()
        self.start()

    def start(self):
        self.process = subprocess.Popen([sys.executable, FOLDER / "backend.py", str(self.port)])
        for _ in range(3000):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.02)
        raise SystemExit("the backend does not start")

    def stop(self):
        self.process.kill()
        self.process.wait()


class Program:
    """`binary` as a proxy of `backends`, headless, in a folder of its own. `config`: more lines of its file."""

    def __init__(self, binary, backends, config=""):
        self.folder = Path(tempfile.mkdtemp(prefix="load-"))
        self.config = self.folder / "config.yaml"
        self.config.write_text(
            f"proxy_port: 0\nbackends: [{', '.join(f'http://127.0.0.1:{backend.port}' for backend in backends)}]\n"
            f"memory_notices: off\nmemory_gate: false\n{config}")
        environment = {"HOME": str(self.folder), "PATH": os.environ["PATH"]}
        self.output = self.folder / "out"
        with open(self.output, "wb") as out, open(self.folder / "err", "wb") as err:
            self.process = subprocess.Popen(
                [binary, "serve", "--no-tui", "--log-level", "ERROR", "--config", self.config], stdout=out, stderr=err,
                stdin=subprocess.DEVNULL, cwd=self.folder, env=environment)
        for _ in range(3000):
            if found := re.match(r"listening on \w+://127\.0\.0\.1:(\d+)\n", self.output.read_text()):
                self.port = int(found[1])
                return
            if self.process.poll() is not None:
                raise SystemExit(f"the program ended: {(self.folder / 'err').read_text()}")
            time.sleep(0.02)
        raise SystemExit("the program does not start")

    def status(self, name):
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1])

    @property
    def resident(self):
        """KiB"""
        return self.status("VmRSS")

    @property
    def threads(self):
        return self.status("Threads")

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def cpu(self):
        """Seconds"""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise SystemExit("the program does not end") from None
        return self.process.returncode
