"""Starts a real llama-server on the tiny model by hand, to try the proxy without a download:

    cd Tests/EndToEnd && ../../.build/venv/bin/python -m backends [--port 8080] [--native]
    ../../.build/debug/llama-stream-top --backend http://localhost:8080
    curl -N localhost:8066/v1/chat/completions -d '{"stream":true,"messages":[{"role":"user","content":"@long"}]}'

Ctrl-C ends it.
"""

import argparse
import signal
import tempfile
from pathlib import Path
from types import SimpleNamespace

from backends.llama_server import LlamaServer
from backends.scripted_replies import REPLIES
from backends.tiny_model import TinyModel


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--native", action="store_true", help="let the server parse calls in its template's dialect")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "tiny.gguf"
        TinyModel().write_gguf(model)
        server = LlamaServer(SimpleNamespace(gguf=model), folder, port=arguments.port, pure=not arguments.native,
                             context=65536, slot_save_path=folder)
        print(f"{server.url} answers to these words in a message: {' '.join(REPLIES)}", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            pass
        finally:
            server.stop()


if __name__ == "__main__":
    main()
