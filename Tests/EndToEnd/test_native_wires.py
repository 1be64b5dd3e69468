"""llama-server's own routes beside the proxy's: what differs is in `docs/wires.md`, with who is right.

    UPDATE_DOCS=1 .build/venv/bin/python -m pytest Tests/EndToEnd/test_native_wires.py     # writes it anew
"""

import os
from dataclasses import dataclass
from pathlib import Path

import native_wires
import proxy as proxy_module
import pytest
from backends.llama_server import LlamaServer
from backends.tiny_model import TinyModel

DOCUMENT = proxy_module.PROJECT / "docs/wires.md"
BEGIN, END = "<!-- compared -->\n", "<!-- end -->\n"


@dataclass
class Models:
    gguf: Path


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """The comparison with a server whose template is as strict as most."""
    folder = tmp_path_factory.mktemp("strict")
    TinyModel().write_gguf(folder / "tiny.gguf", strict=True)
    server = LlamaServer(Models(folder / "tiny.gguf"), folder)
    proxy = proxy_module.Proxy(folder / "proxy", "--wire", "bridge", backend=server.url)
    try:
        proxy.wait_until_up()
        yield native_wires.compare(server.url, proxy.url)
    finally:
        proxy.stop()
        server.stop()


def test_each_difference_has_a_verdict(rows):
    differing = {(route, name) for route, name, native, bridged in rows if native != bridged}
    judged = {(route, name) for route, verdicts in native_wires.VERDICTS.items() for name in verdicts}
    assert differing == judged


def test_the_differences_are_documented(rows):
    head, rest = DOCUMENT.read_text().split(BEGIN)
    documented, tail = rest.split(END)
    wanted = native_wires.table(rows)
    if os.environ.get("UPDATE_DOCS"):
        DOCUMENT.write_text(head + BEGIN + wanted + END + tail)
    else:
        assert documented == wanted
