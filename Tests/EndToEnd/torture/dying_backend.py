"""A backend that dies in the middle of its answer, after exactly as many bytes as the request says."""

import json
import re
import socket
import struct
import threading

CUT = re.compile(r"cut=(\d+);how=(\w+);answer=(\w+)")
CALL = '<tool_call>\n{"name": "search", "arguments": {"query": "a cup of tea"}}\n</tool_call>'
TEXT = "Let me look. " + CALL


def _chunk(delta, finish=None):
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000, "model": "m",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def _stream(deltas, finish):
    chunks = [_chunk({"role": "assistant", "content": ""}), *map(_chunk, deltas), _chunk({}, finish)]
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode() + b"data: [DONE]\n\n"


def _body(message, finish):
    return json.dumps({"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, "model": "m",
                       "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}]}).encode()


def _native(arguments):
    return {"tool_calls": [{"index": 0, "id": "call_1", "type": "function",
                            "function": {"name": "search", "arguments": arguments}}]}


ARGUMENTS = '{"query": "a cup of tea"}'
PARTS = [TEXT[place:place + 24] for place in range(0, len(TEXT), 24)]
NATIVE = [_native(""), *({"tool_calls": [{"index": 0, "function": {"arguments": ARGUMENTS[place:place + 13]}}]}
                         for place in range(0, len(ARGUMENTS), 13))]
BODIES = {
    "text_stream": ("text/event-stream", _stream([{"content": part} for part in PARTS], "stop")),
    "native_stream": ("text/event-stream", _stream(NATIVE, "tool_calls")),
    "text_body": ("application/json", _body({"content": TEXT}, "stop")),
    "native_body": ("application/json", _body({"content": None, **_native(ARGUMENTS)}, "tool_calls")),
}


def _chunked(body):
    pieces = body.split(b"\n\n")
    framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (piece + b"\n\n" for piece in pieces[:-1]))
    return framed + b"0\r\n\r\n"


def _answer(name):
    kind, body = BODIES[name]
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n".encode()
    if kind == "text/event-stream":
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(body)
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


ANSWERS = {name: _answer(name) for name in BODIES}


class DyingBackend:
    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            try:
                request = self._request(connection)
                found = CUT.search(request)
                if not found:
                    # A probe of the proxy's own.
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return
                connection.sendall(ANSWERS[found[3]][:int(found[1])])
                if found[2] == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            except OSError:
                return

    @staticmethod
    def _request(connection):
        received = b""
        while b"\r\n\r\n" not in received:
            data = connection.recv(65536)
            if not data:
                return ""
            received += data
        head, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += connection.recv(65536)
        return body.decode()
