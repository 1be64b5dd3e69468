"""`mlx_lm.server` on the same tiny model."""

import sys
import urllib.request
from pathlib import Path

from processes import Child, free_port


class MLXServer:
    """A running server. It serves its model under the name `default_model` only."""

    model = "default_model"

    def __init__(self, models, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        cache = Path(folder) / "hugging-face"
        # `/v1/models` looks through the cache and drops the connection where there is none.
        cache.mkdir(parents=True, exist_ok=True)
        self.child = Child(
            [sys.executable, "-m", "mlx_lm", "server", "--model", models.mlx_folder, "--host", "127.0.0.1",
             "--port", self.port],
            folder, f"mlx-server-{self.port}",
            environment={"HF_HUB_CACHE": str(cache), "HF_HUB_OFFLINE": "1"})
        self.child.wait_for(self._is_healthy, what="mlx_lm.server")

    def _is_healthy(self):
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    def stop(self):
        self.child.terminate(seconds=3)
