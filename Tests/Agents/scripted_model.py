"""A backend that has nothing but chat completions, and a model that says what a test tells it.

Like most templates it refuses instructions that do not stand at the beginning. Calls are written as text, in the
dialect that a test asks for. What it says depends on how many answers the conversation holds, so that it comes to an
end by itself; the requests are kept for the test to look at.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DIALECTS = {
    "hermes": lambda name, arguments: f'<tool_call>\n{json.dumps({"name": name, "arguments": arguments})}\n</tool_call>',
    "qwen3-coder": lambda name, arguments: (
        f"<tool_call>\n<function={name}>\n"
        + "".join(f"<parameter={key}>\n{value if isinstance(value, str) else json.dumps(value)}\n</parameter>\n"
                  for key, value in arguments.items())
        + "</function>\n</tool_call>"),
    "tool-call-line": lambda name, arguments: f'TOOL_CALL: {json.dumps({"name": name, "arguments": arguments})}',
}


# A call that nobody can mend, because what is missing could be anything.
_BROKEN_JSON = '{{"name": "{name}", "arguments": {{"{key}": "echo no > made.txt", "n": [3 or }} 4 : : }}}}'
_BROKEN = {
    "hermes": f"<tool_call>\n{_BROKEN_JSON}\n</tool_call>",
    "qwen3-coder": "<tool_call>\n<function={name}>\n<parameter={key}>\necho no > made.txt\n<parameter=\nn=3 <<</tool_call>",
    "tool-call-line": f"TOOL_CALL: {_BROKEN_JSON}",
}


def broken_call(dialect, name, key):
    """A call of a tool whose argument `key` is a command."""
    return _BROKEN[dialect].format(name=name, key=key)


class Say:
    """One answer: reasoning, text and calls, and how it is told."""

    def __init__(self, text="", *calls, thinking="", silence=0.0, breaks=False, error=None):
        self.text, self.calls, self.thinking = text, calls, thinking
        self.silence, self.breaks, self.error = silence, breaks, error

    def written(self, dialect):
        calls = "\n".join(DIALECTS[dialect](name, arguments) for name, arguments in self.calls)
        return "\n".join(part for part in (self.text, calls) if part)


class ScriptedModel:
    """Serves on a free port of the loopback until `stop`."""

    def __init__(self, script, dialect="hermes", window=None, piece=7):
        self.script, self.dialect, self.window, self.piece = script, dialect, window, piece
        self.requests, self.counts, self.gone = [], {}, []
        self.lock = threading.Lock()
        self.server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, body):
        """What is said next: a function decides, or the list's place by the answers so far."""
        if callable(self.script):
            return self.script(body)
        said = sum(message["role"] == "assistant" for message in body["messages"])
        return self.script[said] if said < len(self.script) else Say("There is nothing more to do.")

    @staticmethod
    def tokens(body):
        return len(json.dumps(body["messages"])) // 4


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # A client that has left.


def _handler(model):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def json(self, value, status=200, headers=()):
            body = json.dumps(value).encode()
            self.send_response(status)
            for name, text in headers:
                self.send_header(name, text)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            if self.path.split("?")[0] != "/v1/models":
                return self.json({"error": {"message": "not found"}}, 404)
            entry = {"id": "local", "object": "model", "created": 0, "owned_by": "test"}
            if model.window:
                entry["max_model_len"] = model.window
            self.json({"object": "list", "data": [entry]})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/v1/chat/completions":
                return self.json({"error": {"message": "not found"}}, 404)
            roles = [message["role"] for message in body["messages"]]
            if "system" in roles[1:] or "developer" in roles:
                return self.json({"error": {"message": "System message must be at the beginning.", "code": 400}}, 400)
            with model.lock:
                model.requests.append(body)
                say = model.answer(body)
            tokens = model.tokens(body)
            if model.window and tokens > model.window:
                return self.json({"error": {
                    "code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": tokens, "n_ctx": model.window,
                    "message": f"request ({tokens} tokens) exceeds the available context size ({model.window} tokens)"}}, 400)
            if say.error:
                return self.json({"error": {"message": "busy"}}, say.error, [("Retry-After", "1")])
            try:
                self.tell(say, body, tokens)
            except OSError:
                model.gone.append(time.monotonic())

        def tell(self, say, body, tokens):
            text = say.written(model.dialect)
            usage = {"prompt_tokens": tokens, "completion_tokens": len(text) // 4 + 1,
                     "total_tokens": tokens + len(text) // 4 + 1}
            base = {"id": "chatcmpl-1", "created": 1, "model": "local"}
            if not body.get("stream"):
                message = {"role": "assistant", "content": text}
                if say.thinking:
                    message["reasoning_content"] = say.thinking
                return self.json({**base, "object": "chat.completion", "usage": usage,
                                  "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            time.sleep(say.silence)
            pieces = [text[at:at + model.piece] for at in range(0, len(text), model.piece)]
            deltas = [{"role": "assistant", "content": None}]
            if say.thinking:
                deltas.append({"reasoning_content": say.thinking})
            for number, delta in enumerate(deltas + [{"content": piece} for piece in pieces]):
                if say.breaks and number > 2:
                    self.close_connection = True
                    return self.connection.close()
                self.event({**base, "object": "chat.completion.chunk",
                            "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            self.event({**base, "object": "chat.completion.chunk",
                        "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.event({**base, "object": "chat.completion.chunk", "choices": [], "usage": usage})
            self.write(b"data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")

        def event(self, value):
            self.write(f"data: {json.dumps(value)}\n\n".encode())

        def write(self, data):
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

    return Handler
