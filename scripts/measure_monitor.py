#!/usr/bin/env python3
"""What the monitor costs: the release build on a pseudo-terminal, with a model server and clients of its own.

    measure_monitor.py --binary .build/release/llama-stream-top [--seconds 20] [--requests 100000]

Prints processor time and bytes written when nothing happens, with four streams of 100 tokens a second and with 64 that
have 5,000 together (beside the same without a screen), the gaps between tokens while the terminal is read and while nobody reads it, and after many
requests the memory and the time from a key to the picture; the same with 1,000 rows, with a call whose argument has a
megabyte, with a body of a megabyte as JSON, and in an answer of 256 calls that is searched and read by every dialect (--keys: only those; --many: only
the 64 streams). Linux only: reads /proc.
"""

import argparse
import asyncio
import fcntl
import json
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "Tests/EndToEnd"))

from processes import free_port, wait_until  # noqa: E402
from proxy import isolated_environment  # noqa: E402

COLUMNS, ROWS = 120, 40
# Streams, and tokens a second of all of them.
MANY, MANY_TOKENS = 64, 5_000
TICKS = os.sysconf("SC_CLK_TCK")


# The model server.

def chunk(content, finish="null"):
    event = ('data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"%s"},'
             '"finish_reason":%s}]}\n\n' % (content, finish)).encode()
    return b"%x\r\n%s\r\n" % (len(event), event)


WHOLE = (b'{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",'
         b'"content":"done"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2}}')


def long_call(size=1_000_000):
    """An answer with one call whose argument is a text of so many bytes in lines."""
    text = "".join(f"    let value{number} = compute({number})\n" for number in range(size // 36))[:size]
    call = {"id": "c1", "type": "function", "function": {"name": "write", "arguments": json.dumps({"path": "a.swift", "content": text})}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return json.dumps({"id": "c", "object": "chat.completion", "created": 1, "model": "m",
                       "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}).encode()


def long_text(calls=256):
    """An answer whose text has so many calls, as a model without a template writes them."""
    call = '<tool_call>\n{"name": "write", "arguments": {"path": "a%d.swift", "content": "one line and one more\\n%s"}}\n</tool_call>\n'
    text = "".join(call % (number, "let value = 1" * 8) for number in range(calls))
    return json.dumps({"id": "c", "object": "chat.completion", "created": 1, "model": "m",
                       "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}).encode()


async def serve(reader, writer):
    """Streams 100 tokens a second for ever, or answers at once where no stream is asked for."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
            body = await reader.readexactly(length)
            if b'"stream":true' in body:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
                due, pace = time.monotonic(), MANY / MANY_TOKENS if b"one of many" in body else 0.01
                while True:
                    due += pace
                    writer.write(chunk("token "))
                    await writer.drain()
                    await asyncio.sleep(max(0, due - time.monotonic()))
            answer = long_call() if b"a long call" in body else long_text() if b"a long text" in body else WHOLE if head.startswith(b"POST") else b'{"object":"list","data":[{"id":"m"}]}'
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def model_server(port):
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    await server.serve_forever()


# The program.

class Program:
    """The program with a screen of which every byte is read, counted, or left unread."""

    def __init__(self, binary, folder, backend, screen=True):
        self.port = free_port()
        command = [str(binary), "--port", str(self.port), "--backend", f"http://127.0.0.1:{backend}", "--no-traffic-log",
                   "--max-concurrent", "64"]
        environment = {**os.environ, **isolated_environment(folder), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self.bytes, self.reads, self.last_write, self.is_over = 0, True, 0.0, False
        self.pid, self._end = pty.fork()
        if self.pid == 0:
            os.execve(command[0], command if screen else [*command, "--no-tui"], environment)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        threading.Thread(target=self._read, daemon=True).start()
        wait_until(lambda: self._serves(), seconds=20, what="the program")
        time.sleep(2)

    def _serves(self):
        import socket
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def _read(self):
        while not self.is_over:
            if not self.reads:
                time.sleep(0.05)
            elif select.select([self._end], [], [], 0.05)[0]:
                try:
                    self.bytes += len(os.read(self._end, 65536))
                    self.last_write = time.monotonic()
                except OSError:
                    return

    def processor_seconds(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_megabytes(self):
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def measure(self, seconds):
        """Share of a core, and bytes a second to the terminal."""
        began, count = self.processor_seconds(), self.bytes
        time.sleep(seconds)
        return (self.processor_seconds() - began) / seconds, (self.bytes - count) / seconds

    def key_latency(self, key):
        """Seconds from a key to the first bytes of the new picture."""
        began = time.monotonic()
        os.write(self._end, key)
        wait_until(lambda: self.last_write > began, seconds=10, every=0.0005, what="an answer to a key")
        return self.last_write - began

    def close(self):
        self.reads = True
        os.kill(self.pid, 15)
        time.sleep(0.3)
        os.kill(self.pid, 15)
        os.waitpid(self.pid, 0)
        self.is_over = True
        os.close(self._end)


# The clients.

TOOLS = b',"tools":[{"type":"function","function":{"name":"write","parameters":{"type":"object","properties":{}}}}]'


def long_prompt(count=9_000):
    """A megabyte of small messages."""
    messages = [{"role": "user", "content": f"line {number} of a prompt with some words", "meta": {"n": number, "tags": ["a", "b"]}}
                for number in range(count)]
    return json.dumps({"model": "m", "stream": False, "messages": messages}).encode()


def request(port, stream, text=b"hello"):
    body = long_prompt() if text == b"a long prompt" else b'{"model":"m","stream":%s,"messages":[{"role":"user","content":"%s"}]%s}' % (
        b"true" if stream else b"false", text, TOOLS if text == b"a long text" else b"")
    return b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        port, len(body), body)


async def follow(port, end, gaps, text=b"hello"):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(port, True, text))
    last = None
    while time.monotonic() < end:
        line = await reader.readline()
        if line.startswith(b"data:"):
            now = time.monotonic()
            if last:
                gaps.append(now - last)
            last = now
    writer.close()


async def streams(port, seconds, gaps, count=4):
    end = time.monotonic() + seconds
    text = b"one of many" if count == MANY else b"hello"
    await asyncio.gather(*[follow(port, end, gaps, text) for _ in range(count)])


async def flood(port, count, text=b"hello"):
    """`count` requests over 16 connections."""
    left = iter(range(count))

    async def client():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            writer.write(request(port, False, text))
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head[:20], head
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*[client() for _ in range(16)])


def with_streams(program, seconds, count=4):
    """Cost and gaps while so many streams run."""
    gaps = []
    runner = threading.Thread(target=lambda: asyncio.run(streams(program.port, seconds + 3, gaps, count)))
    runner.start()
    time.sleep(2)
    cost = program.measure(seconds)
    runner.join()
    ordered = sorted(gaps)
    return cost, statistics.median(ordered), ordered[int(len(ordered) * 0.99)], len(ordered)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, default=PROJECT / ".build/release/llama-stream-top")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--keys", action="store_true", help="only how long keys take")
    parser.add_argument("--many", action="store_true", help=f"only {MANY} streams")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        return asyncio.run(model_server(arguments.serve))
    backend = free_port()
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(backend)])
    try:
        with tempfile.TemporaryDirectory() as folder:
            if not arguments.keys:
                measure_many(arguments, folder, backend)
            if arguments.many:
                return
            if not arguments.keys:
                measure(arguments, folder, backend)
            measure_keys(arguments.binary.resolve(), folder, backend)
    finally:
        server.kill()


def measure_many(arguments, folder, backend):
    """What came is told beside what was meant: server and clients need cores too."""
    shares = []
    for screen in [False, True]:
        program = Program(arguments.binary.resolve(), folder, backend, screen=screen)
        (share, _), middle, late, count = with_streams(program, arguments.seconds, MANY)
        shares.append(share)
        print(f"{MANY} streams, {'screen' if screen else 'no screen'}:    {share:.2%} of a core, {count / (arguments.seconds + 3):.0f} tokens a second; "
              f"gaps p50 {middle * 1000:.1f} ms, p99 {late * 1000:.1f} ms")
        program.close()
    print(f"the screen of these:       {shares[1] - shares[0]:.2%} of a core")


def measure(arguments, folder, backend):
    binary, seconds = arguments.binary.resolve(), arguments.seconds
    plain = Program(binary, folder, backend, screen=False)
    (without, _), middle, late, count = with_streams(plain, seconds)
    print(f"4 streams, no screen:      {without:.2%} of a core; gaps p50 {middle * 1000:.1f} ms, p99 {late * 1000:.1f} ms ({count})")
    plain.close()

    program = Program(binary, folder, backend)
    share, written = program.measure(seconds)
    print(f"idle:                      {share:.2%} of a core, {written:.0f} bytes a second")
    (share, written), middle, late, count = with_streams(program, seconds)
    print(f"4 streams, screen:         {share:.2%} of a core, {share - without:.2%} more than without; {written:.0f} bytes a second; "
          f"gaps p50 {middle * 1000:.1f} ms, p99 {late * 1000:.1f} ms ({count})")
    program.reads = False
    (share, _), middle, late, count = with_streams(program, seconds)
    print(f"4 streams, nobody reads:   {share:.2%} of a core; gaps p50 {middle * 1000:.1f} ms, p99 {late * 1000:.1f} ms ({count})")
    program.reads = True
    time.sleep(1)

    before = program.resident_megabytes()
    began = time.monotonic()
    asyncio.run(flood(program.port, arguments.requests))
    taken = time.monotonic() - began
    print(f"{arguments.requests} requests:           {taken:.0f} s; memory {before:.0f} MB before, {program.resident_megabytes():.0f} MB after")
    time.sleep(2)
    times = []
    for number in range(60):
        times.append(program.key_latency(b"jk"[number % 2:number % 2 + 1] if number % 20 < 18 else b"G" if number % 20 == 18 else b"g"))
        time.sleep(0.15)
    print(f"a key then:                p50 {statistics.median(times) * 1000:.1f} ms, longest {max(times) * 1000:.1f} ms")
    program.close()


def latencies(program, keys, count=200):
    """Of so many keys: median, 95th percentile and the longest, in milliseconds."""
    times = []
    for number in range(count):
        times.append(program.key_latency(keys[number % len(keys):][:1]) * 1000)
        time.sleep(0.05)
    return summary(times)


def summary(times):
    times = sorted(times)
    return f"p50 {statistics.median(times):.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms, longest {times[-1]:.1f} ms"


def measure_json(program):
    """A body of 9,000 messages as JSON: opened, gone through, a message folded and unfolded, all of it."""
    asyncio.run(flood(program.port, 1, b"a long prompt"))
    time.sleep(2)
    for key in [b"\x1b", b"g", b"\r", b"2"]:
        os.write(program._end, key)
        time.sleep(1)
    opening = program.key_latency(b"J") * 1000
    time.sleep(1)
    # To a message; each of the keys changes the picture.
    os.write(program._end, b"j")
    print(f"a key, 1 MB of JSON:       {latencies(program, b'zjkz')}; opening {opening:.1f} ms; "
          f"all folds {latencies(program, b'Z', 40)}")
    os.write(program._end, b"q")
    time.sleep(1)


def measure_long_text(program):
    """Letters of a search in a long text, and keys while every dialect reads it: neither is waited for."""
    asyncio.run(flood(program.port, 1, b"a long text"))
    time.sleep(2)
    for key in [b"\x1b", b"g", b"\r", b"4"]:
        os.write(program._end, key)
        time.sleep(1)
    times = []
    for _ in range(20):
        for letter in [b"/", b"m", b"o", b"r", b"e"]:
            times.append(program.key_latency(letter) * 1000)
            time.sleep(0.1)
        os.write(program._end, b"\x1b")
        time.sleep(1)
    print(f"a letter of a search:      {summary(times)}")
    times = []
    for _ in range(5):
        for key in [b"R", b"j", b"k", b"j"]:
            times.append(program.key_latency(key) * 1000)
            time.sleep(0.1)
        time.sleep(4)
        os.write(program._end, b"\x1b")
        time.sleep(1)
    print(f"a key while dialects read: {summary(times)}")


def measure_keys(binary, folder, backend):
    program = Program(binary, folder, backend)
    asyncio.run(flood(program.port, 1_000))
    time.sleep(2)
    print(f"a key, 1,000 rows:         {latencies(program, b'jjjkkjjjGg')}")
    asyncio.run(flood(program.port, 1, b"a long call"))
    time.sleep(2)
    # The newest row, and the tab that shows the call.
    for key in [b"g", b"\r", b"4"]:
        os.write(program._end, key)
        time.sleep(1)
    print(f"a key, 1 MB argument:      {latencies(program, b'jjjkjj' + bytes([4]) + b'jGg')}")
    measure_json(program)
    measure_long_text(program)
    program.close()


if __name__ == "__main__":
    main()
