#!/usr/bin/env python3
"""Makes the pictures in screenshots/: the real program in a real terminal (tmux) with the traffic of its demo.

    screenshots.py --binary .build/debug/llama-stream-top [--out screenshots]
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
from terminal_picture import Picture  # noqa: E402

SIZES = [(80, 24), (160, 50)]
DIALECTS = {"hermes-json", "qwen3-coder-xml", "tool-call-line"}


class Monitor(Terminal):
    """The program with demo traffic in a terminal."""

    def __init__(self, folder, binary, columns, rows):
        super().__init__(folder, columns, rows)
        self.columns, self.rows = columns, rows
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.run(binary.resolve(), "--port", port, "--demo", "--demo-traffic")
        self.wait_for("LIVE")

    def snapshot(self):
        return raw_http.request(self.url, "GET", "/_top/snapshot").json()

    def save(self, path):
        picture = Picture(self.columns, self.rows)
        picture.draw(self.ansi()[:self.rows])
        picture.save(path)
        print(f"{path}  {path.stat().st_size // 1024} KB")


def has_much_to_show(monitor):
    """Calls in all dialects, something running now, and a list with some history."""
    state = monitor.snapshot()
    dialects = {entry["name"] for entry in state["tools"]["rewritten"]}
    return DIALECTS <= dialects and state["totals"]["running"] > 0 and state["totals"]["done"] >= 8


def request_to_open(monitor):
    """A finished request on the screen whose call was written in the tagged dialect after some prose."""
    for row in monitor.snapshot()["requests"]:
        dialects = {call["dialect"] for call in row["calls"]}
        if row["phase"] == "done" and "qwen3-coder-xml" in dialects and f"#{row['id']:04}" in monitor.text():
            return f"#{row['id']:04}"
    return None


def select(monitor, request):
    """Moves the selection to the row of `request`."""
    monitor.press("g")
    for _ in range(60):
        if re.search(rf"^>.*{request}", monitor.text(), re.M):
            return
        monitor.press("Down")
        time.sleep(0.05)
    raise SystemExit(f"{request} cannot be selected on:\n{monitor.text()}")


def take_pictures(binary, out, columns, rows):
    with tempfile.TemporaryDirectory() as folder:
        monitor = Monitor(folder, binary, columns, rows)
        try:
            wait_until(lambda: has_much_to_show(monitor), seconds=180, every=0.2, what="traffic worth a picture")
            monitor.save(out / f"overview-{columns}x{rows}.png")
            request = wait_until(lambda: request_to_open(monitor), seconds=120, every=0.2, what="a rewritten request")
            select(monitor, request)
            monitor.press("Enter")
            monitor.wait_for("Rewrite")
            monitor.press("2")
            monitor.wait_for("<function=")
            monitor.save(out / f"rewrite-{columns}x{rows}.png")
        finally:
            monitor.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=PROJECT / "screenshots")
    arguments = parser.parse_args()
    arguments.out.mkdir(exist_ok=True)
    for columns, rows in SIZES:
        take_pictures(arguments.binary, arguments.out, columns, rows)


if __name__ == "__main__":
    main()
