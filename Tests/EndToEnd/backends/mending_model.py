"""A backend with chat completions only, whose model writes a call that is no JSON, and writes it well once it is told so."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What nobody can mend: what is missing could be anything. By dialect: the damaged call, then the one that is meant.
CALLS = {
    "hermes-json": (
        '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris", "days": [3 or } 4 "metric" : : }}\n</tool_call>',
        '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris", "days": 3}}\n</tool_call>'),
    "qwen3-coder-xml": (
        "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n<parameter=\ndays=3 <<</tool_call>",
        "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n<parameter=days>\n3\n</parameter>\n"
        "</function>\n</tool_call>"),
    "tool-call-line": (
        'TOOL_CALL: {"name": "get_weather", "arguments": {"city": "Paris", "days": [3 or } 4 "metric" : : }}',
        'TOOL_CALL: {"name": "get_weather", "arguments": {"city": "Paris", "days": 3}}'),
}
MEANT = ("get_weather", {"city": "Paris", "days": 3})
END = "It is 18 degrees."


class MendingModel:
    """Serves on a free port of the loopback until `stop`; `requests` are kept."""

    def __init__(self, dialect):
        self.broken, self.mended = CALLS[dialect]
        self.requests = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, messages):
        results = [message["content"] for message in messages if message["role"] == "tool"]
        if not results:
            return self.broken
        return END if "18" in results[-1] else self.mended


def _handler(model):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def reply(self, body, kind="application/json"):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self.reply(json.dumps({"object": "list", "data": [{"id": "m", "object": "model"}]}).encode())

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if "chat/completions" not in self.path:
                return self.send_error(404)
            model.requests.append(request)
            text = model.answer(request["messages"])
            base = {"id": "c", "created": 1, "model": "m"}
            usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
            if not request.get("stream"):
                choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
                return self.reply(json.dumps({**base, "object": "chat.completion", "choices": [choice], "usage": usage}).encode())
            base["object"] = "chat.completion.chunk"
            deltas = [{"content": text[at:at + 5]} for at in range(0, len(text), 5)]
            chunks = [{**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
            chunks.append({**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            chunks.append({**base, "choices": [], "usage": usage})
            body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
            self.reply(body.encode(), "text/event-stream")

    return Handler
