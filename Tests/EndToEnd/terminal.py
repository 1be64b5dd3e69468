"""A real terminal for the program: a tmux server of its own, with keys to press and a screen to read."""

import contextlib
import fcntl
import os
import pty
import re
import select
import shlex
import struct
import subprocess
import termios
import uuid

from processes import wait_until


class Terminal:
    """A terminal in which a shell runs. The tmux server is private to it and reads no configuration."""

    def __init__(self, folder, columns=80, rows=24, environment=None):
        self._socket = f"llama-stream-top-{uuid.uuid4().hex[:12]}"
        variables = {
            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PS1": "ready$ ", "HOME": str(folder),
            "XDG_CONFIG_HOME": f"{folder}/config", "XDG_STATE_HOME": f"{folder}/state",
            # What tmux understands, under a name that every system's terminal database has.
            "TERM": "screen-256color", **(environment or {}),
        }
        settings = " ".join(f"{name}={shlex.quote(str(value))}" for name, value in variables.items())
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", rows, "-c", folder,
                   f"exec env -i {settings} sh")
        self._tmux("set-option", "-g", "status", "off")
        self._tmux("set-option", "-g", "escape-time", "0")
        self.wait_for("ready$")

    def _tmux(self, *words):
        command = ["tmux", "-u", "-L", self._socket, *[str(word) for word in words]]
        return subprocess.run(command, check=True, text=True, capture_output=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8", "TMUX": ""}).stdout

    def run(self, *command):
        """Types a command line into the shell."""
        self.type(" ".join(shlex.quote(str(word)) for word in command))
        self.press("Enter")

    def type(self, text):
        self._tmux("send-keys", "-l", text)

    def press(self, *keys):
        """Presses keys by tmux's names: `Enter`, `Down`, `C-z`, `q`."""
        self._tmux("send-keys", *keys)

    def resize(self, columns, rows):
        self._tmux("resize-window", "-x", columns, "-y", rows)

    def screen(self):
        """The lines on the screen, without trailing spaces."""
        return self._tmux("capture-pane", "-p").rstrip("\n").split("\n")

    def text(self):
        return "\n".join(self.screen())

    def history(self):
        """What is on the screen and what has left it at the top, wrapped lines joined."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-")

    def ansi(self):
        """The lines on the screen with their colours, as escape sequences."""
        return self._tmux("capture-pane", "-p", "-e", "-N").split("\n")

    def flag(self, name):
        """A tmux variable of the terminal, for example `alternate_on` or `cursor_flag`."""
        return self._tmux("display-message", "-p", "#{" + name + "}").strip()

    def shell_child(self):
        """The process that the shell is running."""
        shell = self.flag("pane_pid")
        return int(subprocess.run(["pgrep", "-P", shell], check=True, text=True, capture_output=True).stdout.split()[0])

    def wait_for(self, text, seconds=15.0):
        """Waits until `text` is on the screen; returns the screen's text."""
        try:
            return wait_until(lambda: (screen := self.text()) and text in screen and screen, seconds, every=0.02)
        except AssertionError:
            raise AssertionError(f"{text!r} did not appear on:\n{self.text()}") from None

    def wait_for_match(self, pattern, seconds=15.0):
        """Waits until a line of the screen matches `pattern`; returns the screen's text."""
        try:
            return wait_until(lambda: re.search(pattern, screen := self.text()) and screen, seconds, every=0.02)
        except AssertionError:
            raise AssertionError(f"nothing matches {pattern!r} on:\n{self.text()}") from None

    def wait_until_gone(self, text, seconds=15.0):
        wait_until(lambda: text not in self.text(), seconds, every=0.02, what=f"{text!r} gone from the screen")

    @contextlib.contextmanager
    def attached(self):
        """Somebody looks at the terminal from another one; yields what reads all that was written there so far."""
        pid, end = pty.fork()
        if pid == 0:
            os.execvpe("tmux", ["tmux", "-u", "-L", self._socket, "attach"],
                       {**os.environ, "LC_ALL": "C.UTF-8", "TMUX": "", "TERM": "xterm"})
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        seen = bytearray()

        def read():
            while select.select([end], [], [], 0)[0]:
                try:
                    seen.extend(os.read(end, 65536))
                except OSError:
                    break
            return seen

        try:
            wait_until(lambda: self.flag("session_attached") == "1" and read(), what="somebody attached")
            yield read
        finally:
            self._tmux("detach-client")
            wait_until(lambda: read() is None or os.waitpid(pid, os.WNOHANG) != (0, 0), what="nobody attached")
            os.close(end)

    def close(self):
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], capture_output=True)
