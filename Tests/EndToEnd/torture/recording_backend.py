"""A backend that takes down exactly what reaches it. Reads HTTP/1.1 as strictly as it can be read: whatever else comes is
taken down as garbage, and its connection is closed."""

import re
import socket
import threading
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\x00-\x20\x7f]+) HTTP/1\.[01]\Z")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*?)[ \t]*\Z")
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})\Z")


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    method: str
    target: str
    body: bytes


class Garbage(Exception):
    """What came is no HTTP."""


@dataclass
class Reader:
    """Bytes of one connection."""

    connection: socket.socket
    buffer: bytes = b""

    def more(self):
        data = self.connection.recv(65536)
        self.buffer += data
        return bool(data)

    def until(self, mark):
        while mark not in self.buffer:
            if not self.more():
                raise EOFError
        found, self.buffer = self.buffer.split(mark, 1)
        return found

    def exactly(self, count):
        while len(self.buffer) < count:
            if not self.more():
                raise EOFError
        found, self.buffer = self.buffer[:count], self.buffer[count:]
        return found

    def request(self):
        lines = self.until(HEAD_END).split(b"\r\n")
        line = REQUEST_LINE.match(lines[0])
        if not line:
            raise Garbage(lines[0])
        fields = {}
        for text in lines[1:]:
            found = FIELD.match(text)
            if not found:
                raise Garbage(text)
            fields.setdefault(found[1].lower(), []).append(found[2])
        return Seen(line[1].decode(), line[2].decode("latin-1"), self.body(fields))

    def body(self, fields):
        lengths, codings = fields.get(b"content-length", []), fields.get(b"transfer-encoding", [])
        if len(lengths) + len(codings) > 1:
            raise Garbage(b"framed more than once")
        if lengths:
            if not re.fullmatch(rb"[0-9]{1,15}", lengths[0]):
                raise Garbage(lengths[0])
            return self.exactly(int(lengths[0]))
        return self.chunks(codings[0]) if codings else b""

    def chunks(self, coding):
        if coding.lower() != b"chunked":
            raise Garbage(coding)
        body = b""
        while True:
            size = CHUNK_SIZE.match(self.until(b"\r\n"))
            if not size:
                raise Garbage(b"a chunk's size")
            if int(size[1], 16) == 0:
                # Trailers may follow; the empty line ends them.
                while self.until(b"\r\n"):
                    pass
                return body
            body += self.exactly(int(size[1], 16))
            if self.exactly(2) != b"\r\n":
                raise Garbage(b"a chunk's end")


@dataclass
class RecordingBackend:
    seen: list = field(default_factory=list)
    garbage: list = field(default_factory=list)

    def __post_init__(self):
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def with_mark(self, mark):
        """The requests whose target ends with `mark`."""
        with self._lock:
            return [request for request in self.seen if request.target.endswith(mark)]

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
        reader = Reader(connection)
        with connection:
            try:
                while True:
                    request = reader.request()
                    with self._lock:
                        self.seen.append(request)
                    self._answer(connection, request)
            except Garbage as problem:
                with self._lock:
                    self.garbage.append((problem.args[0], reader.buffer))
            except (EOFError, OSError):
                return

    @staticmethod
    def _answer(connection, request):
        body = f"{request.method} {request.target}".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        connection.sendall(head if request.method == "HEAD" else head + body)
