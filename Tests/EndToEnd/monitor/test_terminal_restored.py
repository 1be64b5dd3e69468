"""The terminal is given back on every way out."""

import os
import pty
import shutil
import signal
from pathlib import Path

import pytest
from processes import free_port, wait_until
from proxy import BINARY, isolated_environment
from terminal import Terminal
from test_monitor import monitor, with_backend  # noqa: F401 (fixtures)

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed here")


def is_given_back(screen):
    """The shell is back on the normal screen, with cursor, echo and line editing."""
    wait_until(lambda: screen.flag("alternate_on") == "0", what="the normal screen")
    wait_until(lambda: screen.flag("cursor_flag") == "1", what="the cursor")
    assert screen.flag("mouse_any_flag") == "0"
    # A kill leaves the shell to say so first.
    wait_until(lambda: screen.screen()[-1].startswith("ready$"), what="the prompt")
    screen.type("stty -a; echo al''ive")
    screen.wait_for("al''ive")
    screen.press("Enter")
    text = screen.wait_for("alive")
    settings = text.replace(";", " ").split()
    assert "-echo" not in settings and "-icanon" not in settings and "-icrnl" not in settings and "-opost" not in settings


def running(with_backend, *options):
    # Swift's own report of a crash takes long on a debug build, and then asks what to do.
    screen = with_backend(*options, environment={"SWIFT_BACKTRACE": "enable=no"})
    screen.wait_for("LIVE")
    assert screen.flag("alternate_on") == "1"
    return screen


@pytest.mark.parametrize("keys", [["q"], ["Q"], ["C-c"]])
def test_after_keys(with_backend, keys):  # noqa: F811
    screen = running(with_backend)
    screen.press(*keys)
    is_given_back(screen)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV,
                                    signal.SIGILL, signal.SIGBUS, signal.SIGTRAP], ids=lambda number: number.name)
def test_after_signals(with_backend, number):  # noqa: F811
    screen = running(with_backend)
    os.kill(screen.shell_child(), number)
    is_given_back(screen)


@pytest.mark.parametrize("way", ["q", "C-z", signal.SIGTERM, signal.SIGSEGV, signal.SIGILL], ids=str)
def test_the_mouse_is_given_back(with_backend, way):  # noqa: F811
    screen = running(with_backend, "--mouse")
    wait_until(lambda: screen.flag("mouse_any_flag") == "1", what="the mouse")
    if isinstance(way, str):
        screen.press(way)
    else:
        os.kill(screen.shell_child(), way)
    is_given_back(screen)


def test_a_hang_up_by_hand_reads_the_settings_again(with_backend):  # noqa: F811
    """As for every service; the screen stays, and gives the terminal back when it is left."""
    screen = running(with_backend)
    os.kill(screen.shell_child(), signal.SIGHUP)
    screen.wait_for("configuration")
    assert screen.flag("alternate_on") == "1"
    screen.press("q")
    is_given_back(screen)


def test_a_terminal_that_is_gone_ends_the_program(with_backend):  # noqa: F811
    screen = running(with_backend)
    child = screen.shell_child()

    def is_gone():
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return True
        return False

    assert not is_gone()
    screen.close()
    wait_until(is_gone, what="the end of the program")


def test_watching_in_lines_ends_with_its_terminal(tmp_path, start_proxy, text_server):
    """`serve` reads its settings again when its terminal hangs up; `attach` has none."""
    command = [str(BINARY), "attach", "--no-tui", start_proxy(text_server.url).url]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(command[0], command, {**os.environ, **isolated_environment(tmp_path)})
    said = b""
    while b"watching" not in said:
        said += os.read(terminal, 65536)
    os.close(terminal)
    wait_until(lambda: os.waitpid(pid, os.WNOHANG)[0] == pid, what="the end of the program")


TRAP = Path(BINARY).with_name("terminal-trap")


@pytest.mark.skipif(not TRAP.exists(), reason="only the program itself was built")
@pytest.mark.parametrize("key, words", [("p", "a defect on purpose"), ("+", "Index out of range")], ids=["fatalError", "array"])
@pytest.mark.parametrize("report", ["enable=no", "enable=yes,interactive=no,color=no"], ids=["", "with a backtrace"])
def test_after_a_trap(tmp_path, key, words, report):
    """A real one, in a thread that is not the screen's: what it says can be read on the normal screen."""
    screen = Terminal(tmp_path, columns=100, environment={"SWIFT_BACKTRACE": report})
    try:
        screen.run(TRAP)
        screen.wait_for("LIVE")
        screen.type(":mouse")
        screen.press("Enter")
        wait_until(lambda: screen.flag("mouse_any_flag") == "1", what="the mouse")
        screen.press(key)
        if key == "p":
            # What stops every client asks first.
            screen.wait_for("y yes")
            screen.press("y")
        wait_until(lambda: screen.flag("alternate_on") == "0", seconds=60, what="the normal screen")
        wait_until(lambda: screen.screen()[-1].startswith("ready$"), seconds=60, what="the shell")
        assert words in screen.history()
        is_given_back(screen)
    finally:
        screen.close()


def test_detached_and_back(with_backend):  # noqa: F811
    """What happened meanwhile is on the screen of who comes back, and keys work."""
    screen = running(with_backend)
    with screen.attached():
        screen.wait_for("LIVE")
    screen.chat("@hermes")
    with screen.attached() as read:
        wait_until(lambda: b"#0001" in read(), what="the request on the attached terminal")
        screen.press("?")
        wait_until(lambda: b"HELP" in read(), what="help on the attached terminal")


def test_suspended_and_back(with_backend):  # noqa: F811
    screen = running(with_backend)
    screen.press("C-z")
    is_given_back(screen)
    screen.run("fg")
    wait_until(lambda: screen.flag("alternate_on") == "1", what="the monitor's screen")
    screen.wait_for("LIVE")
    screen.press("?")
    screen.wait_for("HELP")
    screen.press("Escape")
    screen.press("q")
    is_given_back(screen)


def test_suspended_under_another_program(tmp_path, text_server):
    """`make run` and the like: the whole job stops, not only the monitor in it."""
    screen = Terminal(tmp_path)
    try:
        screen.type(f"sh -c '{BINARY} --port {free_port()} --backend {text_server.url}; echo ended'")
        screen.press("Enter")
        screen.wait_for("LIVE")
        screen.press("C-z")
        is_given_back(screen)
        screen.run("fg")
        screen.wait_for("LIVE")
        screen.press("Q")
        screen.wait_for("ended")
    finally:
        screen.close()


@pytest.fixture
def stopped(with_backend):  # noqa: F811
    """A monitor in a terminal that has stopped reading, and what makes it read again."""
    screen = with_backend(columns=200, rows=60)
    screen.wait_for("LIVE")
    child, server = screen.shell_child(), int(screen.flag("pid"))
    os.kill(server, signal.SIGSTOP)

    def go_on():
        os.kill(server, signal.SIGCONT)
        return screen

    try:
        yield screen, child, go_on
    finally:
        go_on()


def test_serving_goes_on_while_nobody_reads_the_terminal(stopped):
    screen, _, go_on = stopped
    for _ in range(100):
        assert screen.chat("@hermes").status == 200
    assert screen.snapshot()["totals"]["done"] == 100
    go_on().wait_for("done 100")


def test_the_end_does_not_wait_for_a_terminal_that_nobody_reads(stopped):
    screen, child, go_on = stopped
    for _ in range(100):
        assert screen.chat("@hermes").status == 200
    os.kill(child, signal.SIGTERM)
    wait_until(lambda: screen.snapshot() is None, what="the end of the proxy")
    is_given_back(go_on())
