"""Inputs that mean harm, one after another, and how long somebody else waits for an answer meanwhile.

    python3 hostile.py BINARY [PART_OF_A_NAME ...]

A line of JSON for each: the longest wait in milliseconds, the program's CPU seconds, its memory. Exit status 1 where the
program ended, or answered nobody for ten seconds.
"""

import json
import multiprocessing
import re
import socket
import sys
import threading
import time

import hostile_cases as cases
from program import Program, free_port, raise_descriptor_limit

HEALTH = b"GET /_top/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SETTINGS = "max_concurrent: 8\ntoken_hard_threshold: 0\ntoken_warn_threshold: 0\n"
PATIENCE = 10


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536) or b"\r\n\r\n"
    head, body = data.split(b"\r\n\r\n", 1)
    length = int((re.findall(rb"(?i)content-length: (\d+)", head) or [0])[0])
    pieces, count = [body], len(body)
    while count < length and (piece := connection.recv(1 << 20)):
        pieces.append(piece)
        count += len(piece)
    return head, b"".join(pieces)


def serve(connection):
    with connection:
        head, body = read_request(connection)
        coding = b""
        if name := re.search(rb'"model":"answer:([^"]+)"', body[:400]):
            name = name[1].decode()
            kind = b"text/event-stream"
            answer, coding = cases.coded(name, cases.ANSWERS[name]() + cases.END)
        elif head.startswith(b"POST"):
            kind, answer = b"application/json", '{"choices":[{"message":{"role":"assistant","content":"ok"}}]}'
        else:
            kind, answer = b"application/json", '{"object":"list","data":[{"id":"m","object":"model"}]}'
        if isinstance(answer, str):
            answer = answer.encode()
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n"
                               % (kind, coding, len(answer)) + answer)
        except OSError:
            pass


class Backend:
    def __init__(self):
        self.port = free_port()
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=100)

    def run(self):
        while True:
            threading.Thread(target=serve, args=(self.listener.accept()[0],), daemon=True).start()


def ask_for_health(port, waits):
    """Asks a hundred times a second, and notes when it asked and how long that took."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while True:
            begin = time.monotonic()
            connection.sendall(HEALTH)
            if not connection.recv(65536):
                return
            waits.put((begin, time.monotonic() - begin))
            time.sleep(0.01)


def send(port, path, body, name=""):
    body, coding = cases.coded(name, body)
    head = (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
            f"{coding.decode()}Content-Length: {len(body)}\r\n\r\n").encode()
    status, count = "", 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        try:
            connection.sendall(head + body)
        except OSError:
            pass
        try:
            while piece := connection.recv(1 << 20):
                status = status or piece[9:12].decode("latin-1")
                count += len(piece)
        except OSError as error:
            status += f" {type(error).__name__}"
    return status, count


def longest(waits, begin):
    """The longest wait that ended after `begin`; `None`: nobody has been answered since."""
    found, deadline = None, time.monotonic() + PATIENCE
    end = time.monotonic()
    while time.monotonic() < deadline:
        while not waits.empty():
            asked, wait = waits.get()
            if asked + wait >= begin:
                found = max(found or 0, wait)
            if asked >= end:
                return found
        time.sleep(0.05)
    return None


def main(binary, parts):
    raise_descriptor_limit()
    backend = Backend()
    server = multiprocessing.Process(target=backend.run, daemon=True)
    server.start()
    program = Program(binary, [backend], SETTINGS)
    waits = multiprocessing.Queue()
    multiprocessing.Process(target=ask_for_health, args=(program.port, waits), daemon=True).start()
    inputs = [(f"request: {name}", make) for name, make in cases.REQUESTS.items()]
    inputs += [(f"answer: {name}", lambda name=name: cases.asking(name)) for name in cases.ANSWERS]
    try:
        for name, make in inputs:
            if parts and not any(part in name for part in parts):
                continue
            path, body = make()
            cpu, begin = program.cpu, time.monotonic()
            status, count = send(program.port, path, body, name.removeprefix("request: "))
            seconds = time.monotonic() - begin
            wait = longest(waits, begin)
            if wait is None or program.process.poll() is not None:
                raise SystemExit(f"{name}: nobody is answered any more")
            print(json.dumps({"input": name, "status": status, "bytes": count, "seconds": round(seconds, 2),
                              "longest wait ms": round(wait * 1000), "cpu s": round(program.cpu - cpu, 2),
                              "resident MiB": program.resident >> 10}), flush=True)
    finally:
        program.process.kill()
        server.terminate()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
