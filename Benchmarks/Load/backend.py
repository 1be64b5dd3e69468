"""A backend for loads: streams what the request's `model` asks for, as `events=50,rate=5,size=100`.

    python3 backend.py PORT

`rate=0` writes as fast as it is taken; `fail=N` cuts the connection after N events.
"""

import asyncio
import json
import sys

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def event(content, finish=None):
    text = json.dumps({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
                       "choices": [{"index": 0, "delta": {"content": content}, "finish_reason": finish}]})
    return f"data: {text}\n\n".encode()


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def settings(model):
    found = {"events": 20, "rate": 0.0, "size": 5, "fail": -1}
    for part in model.split(","):
        name, _, value = part.partition("=")
        if name in found:
            found[name] = float(value) if name == "rate" else int(value)
    return found


async def stream(writer, model):
    wish = settings(model)
    piece = chunk(event("x" * wish["size"]))
    writer.write(HEAD)
    for number in range(wish["events"]):
        if number == wish["fail"]:
            writer.transport.abort()
            return
        writer.write(piece)
        if wish["rate"] > 0:
            await asyncio.sleep(1 / wish["rate"])
        await writer.drain()
    writer.write(chunk(event("", "stop")) + chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")
    await writer.drain()


def plain(body, kind="application/json"):
    return (f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            body = await reader.readexactly(int(fields.get("content-length", 0)))
            path = head.split(" ", 2)[1]
            if path.endswith("/models"):
                writer.write(plain(b'{"object":"list","data":[{"id":"m","object":"model"}]}'))
            elif head.startswith("POST") and body:
                asked = json.loads(body)
                if asked.get("stream"):
                    await stream(writer, asked.get("model", ""))
                else:
                    text = "x" * settings(asked.get("model", ""))["size"]
                    answer = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [
                        {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}
                    writer.write(plain(json.dumps(answer).encode()))
            else:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
        pass
    finally:
        writer.close()


async def main(port):
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
