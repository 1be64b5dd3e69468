"""Loads on the program, each bounded in time, and what they cost.

    python3 load.py BINARY SCENARIO [NAME=VALUE ...]

    streams   count=2000 rate=5 seconds=30    streams at once over two backends, each so many events a second
    idle      count=10000 seconds=10          connections on which nothing happens
    connects  rate=500 seconds=60             new connections, a request each
    aborts    count=20000 at_once=100         requests that are given up in ten different ways
    soak      minutes=10                      aborts, stuck readers, backend restarts, reloads and a monitor, all at once;
                                              a line each ten seconds goes to .build/soak.csv

One JSON object goes to standard output. `quiet` is what a client that asks four times a second waits for `/_top/health`
beside all that, in milliseconds.
"""

import asyncio
import csv
import json
import random
import re
import signal
import sys
import time
from pathlib import Path

from program import Backend, Program, raise_descriptor_limit


def request(model="events=20", stream=True, close=False, path="/v1/chat/completions"):
    body = json.dumps({"model": model, "stream": stream, "messages": [{"role": "user", "content": "go"}]})
    return (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"{'Connection: close' + chr(13) + chr(10) if close else ''}Content-Length: {len(body)}\r\n\r\n{body}").encode()


METRICS = b"GET /_top/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
HEALTH = b"GET /_top/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


class Quiet:
    """A client that wants little, and how long it waits for it."""

    def __init__(self, program):
        self.program, self.waits, self.failures = program, [], 0

    async def run(self):
        while True:
            begin = time.monotonic()
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.program.port)
                writer.write(HEALTH)
                answer = await asyncio.wait_for(reader.read(), 30)
                writer.close()
                if b"200 OK" not in answer:
                    self.failures += 1
            except (OSError, TimeoutError):
                self.failures += 1
            self.waits.append((time.monotonic() - begin) * 1000)
            await asyncio.sleep(0.25)

    def figures(self):
        waits = sorted(self.waits) or [0]
        return {"asked": len(waits), "failed": self.failures, "median": round(waits[len(waits) // 2], 1),
                "p99": round(waits[int(len(waits) * 0.99)], 1), "longest": round(waits[-1], 1)}


def state(program):
    return {"resident KiB": program.resident, "descriptors": program.descriptors, "threads": program.threads,
            "cpu s": round(program.cpu, 2)}


async def ask(port, data, read_until=None):
    """Sends and reads to the end, or until `read_until` bytes have come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        text = b""
        while piece := await reader.read(65536):
            text += piece
            if read_until and len(text) >= read_until or text.endswith(b"\r\n0\r\n\r\n"):
                break
        return text
    finally:
        writer.close()


async def streams(program, count=2000, rate=5, seconds=30):
    model = f"events={rate * seconds},rate={rate}"
    results = {"complete": 0, "broken": 0, "other": 0}

    async def one(delay):
        await asyncio.sleep(delay)
        try:
            text = await ask(program.port, request(model))
        except OSError:
            results["broken"] += 1
            return
        if b" 200 " not in text[:20]:
            results["other"] += 1
        elif text.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n") and text.count(b"xxxxx") == rate * seconds:
            results["complete"] += 1
        else:
            results["broken"] += 1

    await asyncio.gather(*(one(random.random() * 5) for _ in range(count)))
    return results


async def idle(program, count=10000, seconds=10):
    before = program.resident
    writers = []
    for _ in range(count):
        _, writer = await asyncio.open_connection("127.0.0.1", program.port)
        writers.append(writer)
    cpu = program.cpu
    await asyncio.sleep(seconds)
    figures = {"open": program.descriptors, "KiB each": round((program.resident - before) / count, 2),
               "cpu s while idle": round(program.cpu - cpu, 2)}
    for writer in writers:
        writer.close()
    await asyncio.sleep(2)
    return figures


async def connects(program, rate=500, seconds=60):
    results = {"done": 0, "failed": 0}

    async def one():
        try:
            ok = b"200 OK" in await asyncio.wait_for(ask(program.port, HEALTH), 30)
        except (OSError, TimeoutError):
            ok = False
        results["done" if ok else "failed"] += 1

    tasks, begin = set(), time.monotonic()
    for number in range(rate * seconds):
        await asyncio.sleep(max(0, begin + number / rate - time.monotonic()))
        task = asyncio.create_task(one())
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    return {**results, "seconds": round(time.monotonic() - begin, 1)}


async def give_up(port, kind):
    """A request that is not waited for, in one of ten ways."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    data = request("events=50,rate=200", stream=kind % 2 == 0)
    try:
        if kind < 2:
            writer.write(data[: random.randrange(1, len(data))])
        elif kind < 4:
            writer.write(data)
        elif kind < 6:
            writer.write(data)
            await reader.read(random.randrange(1, 4000))
        elif kind == 6:
            writer.write(data * 3)
            await reader.read(100)
        elif kind == 7:
            writer.write(b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        elif kind == 8:
            writer.write(b"\x16\x03\x01" + random.randbytes(50))
        else:
            writer.write(data)
            writer.write_eof()
            await reader.read(500)
        await writer.drain()
        await asyncio.sleep(random.random() * 0.05)
    finally:
        if random.random() < 0.5:
            writer.transport.abort()
        else:
            writer.close()


async def aborts(program, count=20000, at_once=100, quarters=4):
    left, memory = count, []
    mark = count // quarters

    async def worker():
        nonlocal left
        while left > 0:
            left -= 1
            try:
                await asyncio.wait_for(give_up(program.port, random.randrange(10)), 30)
            except (OSError, TimeoutError):
                pass
            if left % mark == 0:
                memory.append(program.resident)

    await asyncio.gather(*(worker() for _ in range(at_once)))
    return {"requests": count, "resident KiB by quarter": memory}


async def stuck_readers(program, count=20):
    """Clients that ask for much and read nothing, for a while; then others."""
    while True:
        pairs = [await asyncio.open_connection("127.0.0.1", program.port, limit=1024) for _ in range(count)]
        for _, writer in pairs:
            writer.write(request("events=40000,size=200"))
            writer.transport.pause_reading()
        await asyncio.sleep(20)
        for _, writer in pairs:
            writer.transport.abort()


async def watcher(program):
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", program.port)
            writer.write(b"GET /_top/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            while await asyncio.wait_for(reader.read(1 << 20), 30):
                pass
        except (OSError, TimeoutError):
            await asyncio.sleep(1)


GAUGES = ("requests_running", "requests_queued", "client_connections", "held_bytes")
SOAK_LINES = Path(__file__).resolve().parents[2] / ".build" / "soak.csv"


async def gauges(program):
    """What the program itself says runs and waits; nothing where it does not answer at once."""
    try:
        text = (await asyncio.wait_for(ask(program.port, METRICS), 5)).decode()
    except (OSError, TimeoutError):
        text = ""
    return {name: next(iter(re.findall(rf"^llama_stream_top_{name} (\d+)", text, re.M)), "") for name in GAUGES}


async def soak(program, backend, minutes=10):
    end = time.monotonic() + minutes * 60
    results = {"complete": 0, "told": 0, "unfinished": 0, "not waited for": 0}

    async def worker():
        while time.monotonic() < end:
            try:
                text = await asyncio.wait_for(ask(program.port, request("events=30,rate=30", close=True)), 60)
                whole = text.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n")
                failed = b'"error"' in text or b" 200 " not in text[:20]
                results["told" if failed else "complete" if whole else "unfinished"] += 1
            except TimeoutError:
                results["not waited for"] += 1
            except OSError:
                results["unfinished"] += 1

    async def trouble():
        while True:
            await asyncio.sleep(15)
            program.config.write_text(program.config.read_text() + f"# {time.monotonic()}\n")
            program.signal(signal.SIGHUP)
            await asyncio.sleep(15)
            backend.stop()
            await asyncio.sleep(0.5)
            await asyncio.to_thread(backend.start)

    async def leavers():
        while True:
            try:
                await asyncio.wait_for(give_up(program.port, random.randrange(10)), 30)
            except (OSError, TimeoutError):
                pass

    async def notes():
        begin = time.monotonic()
        SOAK_LINES.parent.mkdir(exist_ok=True)
        with open(SOAK_LINES, "w", newline="") as file:
            table = None
            while True:
                row = {"seconds": round(time.monotonic() - begin), **state(program), **await gauges(program), **results}
                if table is None:
                    table = csv.DictWriter(file, row)
                    table.writeheader()
                table.writerow(row)
                file.flush()
                await asyncio.sleep(10)

    helpers = [asyncio.create_task(work) for work in
               (trouble(), stuck_readers(program), watcher(program), notes(), *(leavers() for _ in range(5)))]
    await asyncio.gather(*(worker() for _ in range(12)))
    for helper in helpers:
        helper.cancel()
    await asyncio.gather(*helpers, return_exceptions=True)
    with open(SOAK_LINES, newline="") as file:
        rows = list(csv.DictReader(file))
    return {**results, "lines": str(SOAK_LINES), "by quarter": [rows[len(rows) * part // 4] for part in range(4)]}


async def run(binary, scenario, values):
    raise_descriptor_limit()
    # A backend takes 1024 at a time at most.
    backends = [Backend() for _ in range(2 if scenario == "streams" else 1)]
    limit = 8 if scenario == "soak" else 1024
    program = Program(binary, backends, f"max_concurrent: {limit}\nmax_queue: 5000\nclient_write_timeout: 15\n")
    await asyncio.sleep(1)
    quiet = Quiet(program)
    figures = {"scenario": scenario, **values, "before": state(program)}
    asking = asyncio.create_task(quiet.run())
    begin = time.monotonic()
    if scenario == "soak":
        figures["result"] = await soak(program, backends[0], **values)
    else:
        figures["result"] = await globals()[scenario](program, **values)
    figures["seconds"] = round(time.monotonic() - begin, 1)
    figures["during"] = state(program)
    asking.cancel()
    await asyncio.sleep(20)
    figures["20 s later"] = state(program)
    figures["quiet ms"] = quiet.figures()
    figures["exit"] = await asyncio.to_thread(program.stop)
    for backend in backends:
        backend.stop()
    print(json.dumps(figures))


if __name__ == "__main__":
    pairs = (word.split("=") for word in sys.argv[3:])
    asyncio.run(run(sys.argv[1], sys.argv[2], {name: int(value) for name, value in pairs}))
