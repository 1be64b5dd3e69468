"""llama.cpp's own HTTP server, as the Python package `xllamacpp` embeds it, on the tiny model."""

import json
import sys
import urllib.request
from pathlib import Path

from processes import Child, free_port

ROOT = Path(__file__).resolve().parent.parent


class LlamaServer:
    """A running server. `pure` leaves calls as text although the request has tools; `slot_save_path` allows the cache
    to be purged; `thinking` takes a model whose template knows reasoning; `context` is per slot."""

    def __init__(self, models, folder, slots=2, context=4096, pure=False, thinking=False, api_key="", slot_save_path="",
                 ping_seconds=None, port=None):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.slot_count = slots
        self.api_key = api_key
        settings = {
            "model": str(models.thinking_gguf if thinking else models.gguf), "port": self.port, "slots": slots,
            "context": context, "pure": pure, "api_key": api_key, "ping_seconds": ping_seconds,
            "slot_save_path": str(slot_save_path) + "/" if slot_save_path else "",
        }
        self.child = Child([sys.executable, "-m", "backends.llama_server", json.dumps(settings)],
                           folder, f"llama-server-{self.port}", cwd=ROOT)
        self.child.wait_for(self._is_healthy, what="llama-server")

    def _is_healthy(self):
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    def slots(self):
        request = urllib.request.Request(f"{self.url}/slots")
        if self.api_key:
            request.add_header("Authorization", f"Bearer {self.api_key}")
        with urllib.request.urlopen(request, timeout=5) as response:
            return json.load(response)

    def busy_slots(self):
        return sum(slot["is_processing"] for slot in self.slots())

    def stop(self):
        self.child.terminate(seconds=3)

    def kill(self):
        self.child.kill()


def serve(settings):
    """Runs the server in this process until it is told to end."""
    import os
    import signal

    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = settings["model"]
    parameters.n_parallel = settings["slots"]
    parameters.n_ctx = settings["context"] * settings["slots"]
    parameters.n_batch = parameters.n_ubatch = 512
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = settings["port"]
    parameters.n_threads_http = 16
    parameters.endpoint_metrics = parameters.endpoint_slots = True
    parameters.cache_ram_mib = 64
    parameters.warmup = parameters.fit_params = parameters.ui = False
    parameters.model_alias = {"tiny"}
    parameters.sampling.seed = 1
    parameters.force_pure_content_parser = settings["pure"]
    if settings["api_key"]:
        parameters.api_keys = [settings["api_key"]]
    if settings["ping_seconds"] is not None:
        parameters.sse_ping_interval = settings["ping_seconds"]
    if settings["slot_save_path"]:
        parameters.slot_save_path = settings["slot_save_path"]
    # The server stops with its object; leaving without ceremony is quicker and as clean for a test.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = xllamacpp.Server(parameters)
    print("listening on", server.listening_address, flush=True)
    while True:
        signal.pause()


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
