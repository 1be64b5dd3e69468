"""A model server whose answers take their time, for tests of what happens when one fails in the middle.

Answers each chat request with a stream of `pieces` words, or with one body, after `wait` seconds and then one word each
`pace` seconds. The words name the server and the conversation.
"""

import json
import sys
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from processes import Child, free_port

ROOT = Path(__file__).resolve().parent.parent


class PacedServer:
    """A running server in a process of its own; it can be killed, and started again on its port."""

    def __init__(self, folder, name, **settings):
        self.name, self.folder = name, folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {"name": name, "port": self.port, "models": ["tiny"], "wait": 0.02, "pace": 0.01, "pieces": 10,
                         **settings}
        self.runs = 0
        self.start()

    def start(self):
        self.runs += 1
        self.child = Child([sys.executable, "-m", "backends.paced_server", json.dumps(self.settings)],
                           self.folder, f"{self.name}-{self.runs}", cwd=ROOT)
        self.child.wait_for(self._is_healthy, what=self.name)

    def _is_healthy(self):
        try:
            with urllib.request.urlopen(f"{self.url}/v1/models", timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    def kill(self):
        self.child.kill()

    def stop(self):
        self.child.kill()


def serve(settings):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def json(self, value):
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            models = [{"id": name, "object": "model", "owned_by": settings["name"]} for name in settings["models"]]
            self.json({"object": "list", "data": models})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(settings["wait"])
            words = [f"{settings['name']} " for _ in range(settings["pieces"])]
            base = {"id": "chatcmpl-1", "created": 1, "model": body["model"]}
            if not body.get("stream"):
                time.sleep(settings["pace"] * len(words))
                message = {"role": "assistant", "content": "".join(words)}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                return self.json({**base, "object": "chat.completion", "choices": [choice]})
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            deltas = [{"role": "assistant", "content": ""}] + [{"content": word} for word in words] + [{}]
            for number, delta in enumerate(deltas):
                choice = {"index": 0, "delta": delta, "finish_reason": "stop" if number == len(deltas) - 1 else None}
                self.event(json.dumps({**base, "object": "chat.completion.chunk", "choices": [choice]}))
                time.sleep(settings["pace"])
            self.event("[DONE]")
            self.wfile.write(b"0\r\n\r\n")

        def event(self, data):
            event = f"data: {data}\n\n".encode()
            self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
            self.wfile.flush()

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_):
            pass  # A client that has left.

    Server(("127.0.0.1", settings["port"]), Handler).serve_forever()


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
