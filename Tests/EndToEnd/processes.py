"""Child processes of the tests: started on a free port, waited for, and ended for sure."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=60.0, every=0.005, what="the condition"):
    """Polls until `condition()` is true and returns its value; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(every)


class Child:
    """A process whose output goes to files: `<name>.out` and `<name>.err` in `folder`."""

    def __init__(self, command, folder, name, environment=None, cwd=None):
        self.out_path, self.err_path = Path(folder) / f"{name}.out", Path(folder) / f"{name}.err"
        with open(self.out_path, "wb") as out, open(self.err_path, "wb") as err:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                env={**os.environ, **(environment or {})}, cwd=cwd, start_new_session=True)

    @property
    def pid(self):
        return self.process.pid

    def output(self):
        """What it wrote to standard output so far."""
        return self.out_path.read_text(errors="replace")

    def errors(self):
        """What it wrote to standard error so far."""
        return self.err_path.read_text(errors="replace")

    def wait_for(self, ready, seconds=60.0, what="the server"):
        """Waits until `ready()` gives something true; shows the output where the process ends before."""

        def ready_or_gone():
            if self.process.poll() is not None:
                raise AssertionError(f"{what} ended with status {self.process.returncode}:\n{self.output()[-1000:]}{self.errors()[-3000:]}")
            return ready()

        try:
            return wait_until(ready_or_gone, seconds, every=0.02, what=what)
        except AssertionError:
            self.kill()
            raise

    def terminate(self, seconds=10.0):
        """Asks the process to end; returns its status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode

    def kill(self):
        """Ends the process and what it started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
