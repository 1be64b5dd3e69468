"""HTTP/1.1 over a plain socket: shows every byte as it comes, and can hang up at any moment."""

import json
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit


def chat(prompt, stream=False, tools=None, **more):
    """The body of a chat request with one user message."""
    body = {"model": "tiny", "messages": [{"role": "user", "content": prompt}], "stream": stream, **more}
    if tools is not None:
        body["tools"] = tools
    return body


@dataclass
class Response:
    status: int
    headers: dict
    body: bytes
    # Whether the body came to its proper end (last chunk, or as many bytes as announced).
    is_complete: bool = True

    def json(self):
        return json.loads(self.body)


class Exchange:
    """One request and its response, read piece by piece."""

    def __init__(self, url, method="GET", path="/", body=None, headers=None, timeout=30.0, tls=None):
        parts = urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.socket = socket.create_connection((self.host, self.port), timeout=timeout)
        if parts.scheme == "https":
            self.socket = (tls or ssl.create_default_context()).wrap_socket(self.socket, server_hostname=self.host)
        self.started = time.monotonic()
        self._buffer = b""
        self.status, self.headers = None, {}
        payload = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        fields = {"Host": f"{self.host}:{self.port}", "Connection": "close"}
        if body is not None:
            fields |= {"Content-Type": "application/json", "Content-Length": str(len(payload))}
        fields |= headers or {}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.socket.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + payload)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hang_up()

    def hang_up(self):
        self.socket.close()

    def _more(self):
        data = self.socket.recv(65536)
        self._buffer += data
        return bool(data)

    def _until(self, mark):
        while mark not in self._buffer:
            if not self._more():
                raise ConnectionError(f"closed before {mark!r}; got {self._buffer[-200:]!r}")
        found, self._buffer = self._buffer.split(mark, 1)
        return found

    def read_head(self):
        lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        return self

    def pieces(self):
        """The body as it comes, without transfer coding. Raises ConnectionError where it breaks off."""
        if self.status is None:
            self.read_head()
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            while size := int(self._until(b"\r\n").split(b";")[0], 16):
                while len(self._buffer) < size + 2:
                    if not self._more():
                        raise ConnectionError("closed inside a chunk")
                piece, self._buffer = self._buffer[:size], self._buffer[size + 2:]
                yield piece
            self._until(b"\r\n")
        elif "content-length" in self.headers:
            left = int(self.headers["content-length"])
            while left:
                if not self._buffer and not self._more():
                    raise ConnectionError(f"closed {left} bytes early")
                piece, self._buffer = self._buffer[:left], self._buffer[left:]
                left -= len(piece)
                yield piece
        else:
            if self._buffer:
                yield self._buffer
            while data := self.socket.recv(65536):
                yield data

    def read(self):
        """The whole response."""
        body, is_complete = b"", True
        try:
            for piece in self.pieces():
                body += piece
        except ConnectionError:
            if self.status is None:
                raise
            is_complete = False
        return Response(self.status, self.headers, body, is_complete)


def request(url, method="GET", path="/", body=None, **options):
    """Sends a request and reads its whole response."""
    with Exchange(url, method, path, body, **options) as exchange:
        return exchange.read()


def post_chat(url, body, **options):
    return request(url, "POST", "/v1/chat/completions", body, **options)
