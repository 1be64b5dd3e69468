"""When nothing happens, the monitor costs next to nothing and writes nothing."""

import fcntl
import os
import pty
import select
import struct
import termios
import time

import pytest
from processes import free_port
from proxy import BINARY, isolated_environment


class RawTerminal:
    """The program on a pseudo-terminal, of which every byte is counted."""

    def __init__(self, folder, *options):
        self.pid, self._end = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, **isolated_environment(folder), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
            os.execve(BINARY, [str(BINARY), *map(str, options)], environment)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def written(self, seconds):
        """Bytes that the program writes within so many seconds."""
        count, deadline = 0, time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self._end], [], [], left)[0]:
                try:
                    count += len(os.read(self._end, 65536))
                except OSError:
                    # Linux's way to say that the other side has closed.
                    break
        return count

    def processor_seconds(self):
        fields = open(f"/proc/{self.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        os.kill(self.pid, 15)
        deadline = time.monotonic() + 10
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0) and time.monotonic() < deadline:
            self.written(0.05)
        os.close(self._end)


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="reads processor time from /proc, which is Linux's")
def test_idle_monitor(tmp_path, text_server, measured):
    terminal = RawTerminal(tmp_path, "--port", free_port(), "--backend", text_server.url)
    try:
        assert terminal.written(2) > 0
        before = terminal.processor_seconds()
        count = terminal.written(5)
        used = terminal.processor_seconds() - before
    finally:
        terminal.close()
    measured(f"idle monitor: {count / 5:.0f} bytes a second to the terminal, {used / 5:.2%} of a core")
    # The machine's own memory use may move a digit now and then; a repaint would be thousands.
    assert count < 1000
    assert used / 5 < 0.05
