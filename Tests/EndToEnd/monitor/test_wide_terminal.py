"""A terminal with fonts for East Asian text, which draws some letters and lines two columns wide."""

import shutil
import subprocess

import pytest
from test_monitor import monitor, with_backend  # noqa: F401 (fixtures)

pytestmark = [
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed here"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler"),
]

# Latin u with diaeresis and lines are narrow elsewhere; ideographs and pictures are wide everywhere.
WIDE = [(0xFC, 0xFC), (0x2500, 0x259F), (0x2E80, 0x9FFF), (0x1F300, 0x1FAFF)]

# tmux asks one of these, by how it was built, for the width of what a program writes.
WIDTHS = f"""
int wcwidth(int c) {{
    if (c < 32) return -1;
    return {" || ".join(f"(c >= {first} && c <= {last})" for first, last in WIDE)} ? 2 : 1;
}}
int utf8proc_charwidth(int c) {{ return wcwidth(c); }}
"""


def columns(text):
    return sum(2 if any(first <= ord(c) <= last for first, last in WIDE) else 1 for c in text)


@pytest.fixture
def in_wide_terminal(with_backend, tmp_path, monkeypatch):  # noqa: F811
    (tmp_path / "widths.c").write_text(WIDTHS)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "widths.so", tmp_path / "widths.c"], check=True)
    # For the terminal only: the shell in it begins with an environment of its own.
    monkeypatch.setenv("LD_PRELOAD", str(tmp_path / "widths.so"))
    return with_backend


def separators(screen):
    """Columns in which the line between the rewrite tab's panes stands."""
    rows = [row for row in screen.screen() if "Zürich" in row or "<tool_call>" in row]
    assert len(rows) >= 2, screen.text()
    return {columns(row[: max(row.rfind("|"), row.rfind("│"))]) for row in rows}


@pytest.mark.parametrize("width", ["2", "1"])
def test_columns_stay_straight(in_wide_terminal, width):
    """With the setting; without it they are crooked, so that this terminal is what it is said to be."""
    screen = in_wide_terminal("--ambiguous-width", width, columns=100, rows=30)
    assert screen.chat("@utf8").status == 200
    screen.wait_for("#0001")
    screen.press("Enter")
    screen.wait_for("Zürich")
    assert (len(separators(screen)) == 1) == (width == "2"), screen.text()
