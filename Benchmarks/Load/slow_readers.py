"""What clients that do not read cost: `python3 slow_readers.py BINARY [COUNT] [MEGABYTES]`."""

import json
import socket
import sys
import time

from program import Backend, Program, raise_descriptor_limit


def request(events, size):
    body = json.dumps({"model": f"events={events},size={size}", "stream": True,
                       "messages": [{"role": "user", "content": "go"}]})
    return (f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


def settled(program):
    last, since = 0, time.monotonic()
    while time.monotonic() - since < 2:
        now = program.resident
        if abs(now - last) > 200:
            last, since = now, time.monotonic()
        time.sleep(0.1)
    return program.resident


def main(binary, count=100, megabytes=10, size=100):
    raise_descriptor_limit()
    backend = Backend()
    program = Program(binary, [backend], f"max_concurrent: 1024\nmax_queue: 5000\nthreads: 1\n")
    events = megabytes * (1 << 20) // (size + 170)
    before = settled(program)
    figures = {"clients": count, "stream MB": megabytes, "before KiB": before, "waves": []}
    for _ in range(2):
        clients = []
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", program.port))
            client.sendall(request(events, size))
            clients.append(client)
        full = settled(program)
        for client in clients:
            client.close()
        figures["waves"].append({"with them KiB": full, "each KiB": round((full - before) / count),
                                 "after them KiB": settled(program)})
    time.sleep(15)
    figures["15 s later KiB"] = program.resident
    figures["descriptors"] = program.descriptors
    print(json.dumps(figures))
    program.stop()
    backend.stop()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
