#!/usr/bin/env python3
"""Makes the pictures in screenshots/: the real program in a real terminal (tmux) with the traffic of its demo.

Each picture is taken only when the screen shows what its name says: the label of its list or tab, and words that stand
nowhere else.

    screenshots.py --binary .build/debug/llama-stream-top [--out screenshots] [--only overview|parts|attach|session ...]
"""

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "Tests/EndToEnd"))

import raw_http  # noqa: E402
from processes import free_port, wait_until  # noqa: E402
from terminal import Terminal  # noqa: E402
from screen_recording import Recording  # noqa: E402
from terminal_picture import Picture  # noqa: E402

SIZES = [(80, 24), (160, 50)]
# Of the lists, the tabs and the screen on two proxies.
PART_SIZE = (120, 36)
DIALECTS = {"hermes-json", "qwen3-coder-xml", "tool-call-line"}
THEME = "dark"
# What each picture must show, all of it at once.
SHOWS = {
    "overview": ["[1 Requests]", "CALL", "CACHED", "ABOUT"],
    "overview-80x24": ["[1 Requests]", "CALL", "ABOUT"],
    "rewrite": ["[4 Rewrite]", "MODEL SAID", "CLIENT GOT", "<function="],
    "sessions": ["[2 Sessions]", "WINDOW", "TREND", "known by"],
    "tools": ["[3 Tools]", "WAIT", "result after"],
    "events": ["[4 Events]", "LEVEL"],
    "messages": ["[2 Messages]", "system", " messages  "],
    "timing": ["[5 Timing]", "WHERE THE TIME WENT", "GAPS"],
    "diff": ["[7 Diff]", "the same from the start"],
    "answers": ["[8 Answers]", "model another-coder", "backend demo", "DIFFERENT"],
    "attach": ["[1 Requests]", "2 proxies", "LIVE", "ABOUT"],
}


class Screen(Terminal):
    """A terminal whose screen can be saved as a picture."""

    def __init__(self, folder, columns, rows):
        super().__init__(folder, columns, rows)
        self.columns, self.rows = columns, rows

    def save(self, path):
        wanted = SHOWS.get(path.stem) or SHOWS[path.stem.split("-")[0]]
        text = wait_until(lambda: all(words in self.text() for words in wanted) and self.text(), seconds=30,
                          what=f"{wanted} on the screen for {path.name}")
        # The label of the list or tab is that of the picture and of no other.
        labels = re.findall(r"\[\d \w+\]", text)
        if labels != [word for word in wanted if word.startswith("[")] and wanted[0].startswith("["):
            raise SystemExit(f"{path.name} would show {labels}")
        picture = Picture(self.columns, self.rows)
        picture.draw(self.ansi()[:self.rows])
        picture.save(path)
        print(f"{path}  {path.stat().st_size // 1024} KB")


class Monitor(Screen):
    """The program with demo traffic in a terminal."""

    def __init__(self, folder, binary, columns, rows, *options, seed=1):
        super().__init__(folder, columns, rows)
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.run("env", f"LLAMA_STREAM_TOP_DEMO_SEED={seed}", binary.resolve(), "--port", port, "--demo", "--demo-traffic", "--theme", THEME, *options)
        self.wait_for("LIVE")

    def snapshot(self):
        return raw_http.request(self.url, "GET", "/_top/snapshot").json()


def has_much_to_show(monitor):
    """Calls in all dialects, something that is running now, and a list that fills the screen."""
    state = monitor.snapshot()
    dialects = {entry["name"] for entry in state["tools"]["rewritten"]}
    enough = state["totals"]["done"] >= monitor.rows - 12
    return DIALECTS <= dialects and enough and state["totals"]["running"] > 1 and state["rates"]["generationNow"]


def candidates(monitor):
    """Finished requests on the screen with calls in the tagged dialect, those with the longest ones first."""
    screen = monitor.text()
    found = [
        (sum(len(call["arguments"]) for call in row["calls"]), f"#{row['id']:04}")
        for row in monitor.snapshot()["requests"]
        if row["phase"] == "done" and f"#{row['id']:04}" in screen
        and {call["dialect"] for call in row["calls"]} == {"qwen3-coder-xml"}
    ]
    return [request for _, request in sorted(found, reverse=True)]


def select(monitor, request):
    """Moves the selection to the row of `request`; `False`: it has left the screen meanwhile."""
    monitor.press("g")
    for _ in range(60):
        if re.search(rf"^│?▌.{{,3}}{request}", monitor.text(), re.M):
            return True
        monitor.press("Down")
        time.sleep(0.05)
    return False


def select_prose_and_call(monitor):
    """Selects a request in which the model wrote some prose and then a call; waits for one."""
    looked_at = set()

    def finds_one():
        for request in candidates(monitor):
            if request in looked_at or not select(monitor, request):
                continue
            looked_at.add(request)
            monitor.press("Enter", "4")
            screen = monitor.wait_for("<function=")
            monitor.press("Escape")
            monitor.wait_for("AGENT")
            if "reasoning_content" not in screen:
                return True
        return False

    wait_until(finds_one, seconds=180, every=0.2, what="a rewritten request that begins with prose")


def take_pictures(binary, out, columns, rows):
    with tempfile.TemporaryDirectory() as folder:
        monitor = Monitor(folder, binary, columns, rows)
        try:
            wait_until(lambda: has_much_to_show(monitor), seconds=180, every=0.2, what="traffic worth a picture")
            select_prose_and_call(monitor)
            wait_until(lambda: has_much_to_show(monitor), seconds=60, every=0.1, what="traffic worth a picture")
            # On wide screens the selected request's text stands beside the list.
            monitor.wait_for("<function=" if columns >= 120 else "LIVE")
            monitor.save(out / f"overview-{columns}x{rows}.png")
            monitor.press("Enter")
            monitor.wait_for("finish_reason" if rows > 24 else "<function=")
            monitor.save(out / f"rewrite-{columns}x{rows}.png")
        finally:
            monitor.close()


def take_parts(binary, out):
    """The lists and tabs that are not in the other pictures."""
    with tempfile.TemporaryDirectory() as folder:
        monitor = Monitor(folder, binary, *PART_SIZE)
        try:
            wait_until(lambda: has_much_to_show(monitor), seconds=180, every=0.2, what="traffic worth a picture")
            for key, name in [("2", "sessions"), ("3", "tools"), ("4", "events")]:
                monitor.press(key)
                monitor.save(out / f"{name}.png")
            monitor.press("1")
            wait_until(lambda: (turn := turn_of_a_session(monitor)) and select(monitor, turn), seconds=60, every=0.2, what="a turn of a session")
            monitor.press("Enter")
            for key, name in [("2", "messages"), ("5", "timing"), ("7", "diff")]:
                monitor.press(key)
                monitor.save(out / f"{name}.png")
            monitor.type(":resend model=another-coder")
            monitor.press("Enter", "y")
            monitor.save(out / "answers.png")
        finally:
            monitor.close()


def turn_of_a_session(monitor):
    """A finished request on the screen that went on a conversation, the longest one; `None`: there is none now."""
    screen = monitor.text()
    rows = [row for row in monitor.snapshot()["requests"]
            if row["phase"] == "done" and row["wantsStream"] and f"#{row['id']:04}" in screen and row["messageCount"] > 4]
    return f"#{max(rows, key=lambda row: row['outputTokens'])['id']:04}" if rows else None


def take_attached(binary, out):
    """One screen on two proxies that run elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        proxies = [Monitor(folder, binary, 80, 24, seed=seed) for seed in (1, 2)]
        screen = Screen(folder, *PART_SIZE)
        try:
            screen.run(binary.resolve(), "attach", "--theme", THEME, *[proxy.url for proxy in proxies])
            wait_until(lambda: all(has_much_to_show(proxy) for proxy in proxies), seconds=180, every=0.2, what="traffic")
            screen.wait_for("LIVE")
            screen.save(out / "attach.png")
        finally:
            for terminal in [screen, *proxies]:
                terminal.close()


def record_session(binary, out):
    """A problem is found, understood and solved, in under a minute."""
    columns, rows = 110, 32
    with tempfile.TemporaryDirectory() as folder:
        monitor = Monitor(folder, binary, columns, rows, "--chunk-size", "20")
        try:
            wait_until(lambda: has_much_to_show(monitor) and bad_call(monitor), seconds=180, every=0.2,
                       what="traffic with a problem")
            recording = Recording(monitor, columns, rows)
            recording.watch(4)
            # Found: which one is it?
            recording.press("E", seconds=2)
            # Understood: the sentence on top, the call and what is wrong with it.
            recording.press("Enter", seconds=1)
            recording.press("4", seconds=5)
            recording.press("3", seconds=4)
            # A word for whoever gets it exported.
            recording.press("M", seconds=0.5)
            for word in "this call went wrong: a test case".split():
                monitor.type(word + " ")
                recording.watch(0.3)
            recording.press("Enter", seconds=2)
            # Solved: asked once more, and looked at beside it.
            recording.press("r", seconds=2)
            recording.press("y", seconds=1)
            recording.press("Escape", seconds=1)
            monitor.press("\\", "g")
            recording.watch(6)
            recording.save(out / "session.gif")
        finally:
            monitor.close()


def bad_call(monitor):
    """Whether a finished request's call has arguments that its tool does not take."""
    return any(row["phase"] == "done" and any(not call["isValid"] for call in row["calls"])
               for row in monitor.snapshot()["requests"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=PROJECT / "screenshots")
    parser.add_argument("--only", nargs="+", default=["overview", "parts", "attach", "session"])
    arguments = parser.parse_args()
    arguments.out.mkdir(exist_ok=True)
    if "overview" in arguments.only:
        for columns, rows in SIZES:
            take_pictures(arguments.binary, arguments.out, columns, rows)
    if "parts" in arguments.only:
        take_parts(arguments.binary, arguments.out)
    if "attach" in arguments.only:
        take_attached(arguments.binary, arguments.out)
    if "session" in arguments.only:
        record_session(arguments.binary, arguments.out)


if __name__ == "__main__":
    main()
