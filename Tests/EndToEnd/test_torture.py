"""Hundreds of requests that are not quite HTTP, over plain sockets: what becomes of each, what the backend sees of it, and
that neither nginx nor HAProxy is stricter than this proxy where both are."""

import itertools
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from torture import fronts
from torture.malformed_requests import REFUSED, SERVED, Case, all_cases
from torture.recording_backend import RecordingBackend

CASES = list(all_cases())
STATUS = re.compile(rb"HTTP/1\.[01] ([2-5][0-9][0-9])")
AT_A_TIME = 24
# A side that waits for more is left after so long.
PATIENCE = 2.0


@dataclass
class Outcome:
    statuses: list
    # What the backend has seen of the request, of the one behind it, and of one inside it.
    own: list
    behind: list
    inside: list

    @property
    def is_served(self):
        return bool(self.own)

    @property
    def framing(self):
        return [(request.method, request.body) for request in self.own + self.inside]


def send(port, data):
    """Everything that comes back until the other side closes or waits."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(data)
            while piece := connection.recv(65536):
                received += piece
        except OSError:
            pass
    return received


def play(port, backend, number, case):
    mark = str(number).encode()
    data = case.data.replace(b"%N%", mark)
    if not case.is_open:
        data += b"GET /end%b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % mark
    statuses = [int(status) for status in STATUS.findall(send(port, data))]
    return Outcome(statuses, *(backend.with_mark(f"/{name}{number}") for name in ("c", "end", "smuggled")))


def play_all(port, backend, cases):
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(lambda pair: play(port, backend, *pair), enumerate(cases)))


@pytest.fixture(scope="module")
def outcomes(start_proxy_once):
    backend = RecordingBackend()
    proxy = start_proxy_once(backend.url)
    yield play_all(int(proxy.url.rsplit(":", 1)[1]), backend, CASES), backend
    backend.stop()


def test_every_request_gets_what_it_has_to(outcomes):
    wrong = []
    for case, outcome in zip(CASES, outcomes[0]):
        if case.expected == REFUSED:
            is_right = not outcome.own and not outcome.behind and outcome.statuses and outcome.statuses[0] >= 400
        else:
            is_right = [request.body for request in outcome.own] == [case.body] and set(outcome.statuses) == {200}
        if not is_right or outcome.inside:
            wrong.append(f"{case.name}: {case.expected}, but {outcome}")
    assert not wrong, "\n".join(wrong)


def test_the_backend_sees_only_http(outcomes):
    assert outcomes[1].garbage == []


@pytest.mark.parametrize("names", [("nginx", "haproxy")])
def test_is_never_more_lenient_than_both(outcomes, names, tmp_path, measured):
    programs = [fronts.NGINX, fronts.HAPROXY]
    missing = [name for name, program in zip(names, programs) if not program]
    if missing:
        pytest.skip(f"{' and '.join(missing)} missing: install-packages test installs them")
    others = []
    for name, program in zip(names, programs):
        backend = RecordingBackend()
        child, port = fronts.start(program, tmp_path / name, backend)
        try:
            others.append(play_all(port, backend, CASES))
        finally:
            child.terminate()
            backend.stop()
    lenient, different, stricter = [], [], 0
    for case, ours, *rest in zip(CASES, outcomes[0], *others):
        if ours.is_served and not any(other.is_served for other in rest):
            lenient.append(case.name)
        if ours.is_served and all(other.framing != ours.framing for other in rest if other.is_served):
            different.append(f"{case.name}: {ours.framing}, others {[other.framing for other in rest]}")
        stricter += not ours.is_served and all(other.is_served for other in rest)
    measured(f"{len(CASES)} malformed and odd requests: stricter than nginx and HAProxy in {stricter}")
    assert not lenient, "\n".join(lenient)
    assert not different, "\n".join(different)


METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "PURGE", "LINK", "MKCOL",
           "COPY", "REPORT", "SEARCH", "SUBSCRIBE", "SOURCE", "M-SEARCH"]


# What is sent behind these heads is a request of the client's own.
WITHOUT_BODY = [b"Content-Length: 0", b"X: y"]


def smuggling():
    """A whole request in the body of another, by method and by how the body's length is told; whether it is a body at all."""
    for number, (method, index) in enumerate(itertools.product(METHODS, range(12))):
        body = (b"GET /smuggled%d HTTP/1.1\r\nHost: a\r\n\r\n" % number).ljust(60)
        chunk = b"3c\r\n" + body + b"\r\n0\r\n\r\n"
        fields, data = [
            (b"Content-Length: 60", body), (b"Transfer-Encoding: chunked", chunk),
            (b"Content-Length: 9223372036854775808", body), (b"Content-Length: 18446744073709551615", body),
            (b"Content-Length: 18446744073709551616", body), (b"Content-Length: 000000000000000000000060", body),
            (b"Content-Length: 60\r\nTransfer-Encoding: chunked", chunk), (b"Transfer-Encoding: identity", body),
            (b"Connection: Content-Length\r\nContent-Length: 60", body),
            (b"Expect: 100-continue\r\nContent-Length: 60", body), *((fields, body) for fields in WITHOUT_BODY),
        ][index]
        head = f"{method} /c%N% HTTP/1.1\r\nHost: a\r\n".encode() + fields + b"\r\n\r\n"
        yield Case(f"{method}, {fields!r}", head + data, SERVED), fields not in WITHOUT_BODY


def test_nothing_is_smuggled(start_proxy_once):
    backend = RecordingBackend()
    proxy = start_proxy_once(backend.url)
    cases = list(smuggling())
    played = play_all(int(proxy.url.rsplit(":", 1)[1]), backend, [case for case, _ in cases])
    smuggled = [case.name for (case, has_body), outcome in zip(cases, played) if has_body and outcome.inside]
    assert len(cases) > 200
    assert smuggled == []
    assert backend.garbage == []
    backend.stop()
