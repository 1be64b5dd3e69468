"""Requests that servers read differently, each with what has to become of it."""

from dataclasses import dataclass

REFUSED = "refused"
SERVED = "served"


@dataclass(frozen=True)
class Case:
    name: str
    # `%N%` stands for the case's number, so that its traces can be told from others'.
    data: bytes
    expected: str
    # The body that the backend has to see, where it is served.
    body: bytes = b""
    # Nothing more is sent behind it: it is not complete.
    is_open: bool = False


def _get(line=b"GET /c%N% HTTP/1.1", fields=b"Host: a\r\n"):
    return line + b"\r\n" + fields + b"\r\n"


def _post(fields, body=b"", line=b"POST /c%N% HTTP/1.1"):
    return line + b"\r\nHost: a\r\n" + fields + b"\r\n" + body


def request_lines():
    refused = [
        b"GET  /c%N% HTTP/1.1", b"GET /c%N%  HTTP/1.1", b"GET\t/c%N% HTTP/1.1", b"GET /c%N%\tHTTP/1.1", b" GET /c%N% HTTP/1.1",
        b"GET /c%N% HTTP/1.1 ", b"GET /c%N% x HTTP/1.1", b"GET /c%N%", b"GET /c%N% ", b"/c%N% HTTP/1.1", b"GET HTTP/1.1", b"GET",
        b"GET /c%N% HTTP/0.9", b"GET /c%N% HTTP/2.0", b"GET /c%N% HTTP/3.0", b"GET /c%N% HTTP/1.2", b"GET /c%N% HTTP/1.10",
        b"GET /c%N% HTTP/01.1", b"GET /c%N% HTTP/1", b"GET /c%N% HTTP/1.", b"GET /c%N% HTTP/.1", b"GET /c%N% HTTP/1.1x",
        b"GET /c%N% HTTP/-1.1", b"GET /c%N% http/1.1", b"GET /c%N% Http/1.1", b"GET /c%N% HTP/1.1", b"GET /c%N% HTTPS/1.1",
        b"GET /c%N% RTSP/1.0", b"POST /c%N% RTSP/1.0", b"OPTIONS /c%N% RTSP/1.0", b"SOURCE /c%N% ICE/1.0", b"GET /c%N% ICE/1.0",
        b"get /c%N% HTTP/1.1", b"Get /c%N% HTTP/1.1", b"G\x00T /c%N% HTTP/1.1", b"G(T /c%N% HTTP/1.1", b"\xc7ET /c%N% HTTP/1.1",
        b"GET c%N% HTTP/1.1", b"GET /c\x00%N% HTTP/1.1", b"GET /c\x7f%N% HTTP/1.1", b"GET /c\x01%N% HTTP/1.1",
        b"GET /c#x%N% HTTP/1.1", b"GET http://a/c#x%N% HTTP/1.1", b"CONNECT a:80 HTTP/1.1", b"CONNECT /c%N% HTTP/1.1", b"TRACE /c%N% HTTP/1.1",
        b"GET a:80 HTTP/1.1", b"GET * HTTP/1.1", b"GET ftp://a/c%N% HTTP/1.1", b"PRI * HTTP/2.0", b"GET /c%N%\rHTTP/1.1",
        b"GET /c%N% HTTP/1.1\r", b"GET /c%N% HTTP/1.1\x00", b"\x16\x03\x01\x02\x00\x01\x00", b"{\"a\":1}", b"<?xml?>",
        b"A" * 200 + b" /c%N% HTTP/1.1", b"GET /" + b"a" * 70000 + b"c%N% HTTP/1.1",
    ]
    served = [b"GET /c%N% HTTP/1.1", b"GET /c%N% HTTP/1.0", b"DELETE /c%N% HTTP/1.1", b"OPTIONS /c%N% HTTP/1.1",
              b"GET http://a/c%N% HTTP/1.1", b"PROPFIND /c%N% HTTP/1.1"]
    yield from (Case(f"request line {line[:60]!r}", _get(line), REFUSED) for line in refused)
    yield from (Case(f"request line {line[:60]!r}", _get(line), SERVED) for line in served)
    yield Case("blank lines before", b"\r\n\r\n" + _get(), SERVED)
    yield Case("bare line feeds", b"GET /c%N% HTTP/1.1\nHost: a\n\n", REFUSED)
    yield Case("one bare line feed", b"GET /c%N% HTTP/1.1\nHost: a\r\n\r\n", REFUSED)
    yield Case("bare returns", b"GET /c%N% HTTP/1.1\rHost: a\r\r", REFUSED, is_open=True)


def fields():
    for code in [*range(0x00, 0x20), 0x7F]:
        byte = bytes([code])
        # A tab is white space. A line feed begins another field, which has no colon; a return must not stand alone.
        if byte not in b"\t":
            yield Case(f"0x{code:02x} in a value", _get(fields=b"Host: a\r\nX: a" + byte + b"b\r\n"), REFUSED)
        yield Case(f"0x{code:02x} in a name", _get(fields=b"Host: a\r\nX" + byte + b"Y: a\r\n"), REFUSED)
        yield Case(f"0x{code:02x} before the colon", _get(fields=b"Host: a\r\nX" + byte + b": a\r\n"), REFUSED)
    for code in b" \"(),/;<=>?@[\\]{}\x80\xff":
        byte = bytes([code])
        yield Case(f"{byte!r} in a name", _get(fields=b"Host: a\r\nX" + byte + b"Y: a\r\n"), REFUSED)
    for text in (b"X", b": a", b" X: a", b"\tX: a", b"X: a\r\n folded", b"X: a\r\n\tfolded", b"X: a\r\n ", b"X : a", b"=",
                 b"X: " + b"a" * 70000, b"X: a\rY: b", b"\x00: a"):
        yield Case(f"field {text[:40]!r}", _get(fields=b"Host: a\r\n" + text + b"\r\n"), REFUSED)
    yield Case("a fold before all fields", b"GET /c%N% HTTP/1.1\r\n Host: a\r\n\r\n", REFUSED)
    yield Case("too many fields", _get(fields=b"Host: a\r\n" + b"X: 1\r\n" * 300), REFUSED)
    for text in (b"X:", b"X: ", b"X:a", b"X:\ta\t", b"X: a\tb", b"X: \xc3\xa9", b"X: a:b", b"!#$%&'*+-.^_`|~: a", b"X: \"a"):
        yield Case(f"field {text!r}", _get(fields=b"Host: a\r\n" + text + b"\r\n"), SERVED)


def hosts():
    refused = [b"", b"Host: a\r\nHost: a\r\n", b"Host: a\r\nHost: b\r\n", b"Host: a b\r\n", b"Host: a/b\r\n",
               b"Host: a?b\r\n", b"Host: a#b\r\n", b"Host: user@a\r\n", b"Host: a\\b\r\n", b"Host: a,b\r\n",
               b"Host: <a>\r\n", b"Host: \"a\"\r\n", b"Host: \xc3\xa9\r\n", b"Host: a\x00\r\n", b"Host : a\r\n",
               b"Host: evil.example\r\n", b"Host: 127.0.0.1.evil.example\r\n"]
    yield from (Case(f"host {text!r}", _get(fields=text), REFUSED) for text in refused)
    served = [b"Host: a\r\n", b"host: a\r\n", b"HOST: a:80\r\n", b"Host: [::1]:80\r\n", b"Host: 127.0.0.1\r\n", b"Host:a\r\n"]
    yield from (Case(f"host {text!r}", _get(fields=text), SERVED) for text in served)
    yield Case("no host in HTTP/1.0", _get(b"GET /c%N% HTTP/1.0", b"X: 1\r\n"), SERVED)


def lengths():
    refused = [b"", b" ", b"+3", b"-3", b"-0", b"0x3", b"3.0", b"3e0", b"3 3", b"3,3", b"3, 3", b"3, 4", b"3;", b"3a", b"a",
               b"\x0b3", b"3\x0b", b"3\x00", b"\xef\xbc\x93", b"1_0", b"9223372036854775808", b"18446744073709551615",
               b"18446744073709551616", b"18446744073709551619", b"99999999999999999999999", b"9223372036854775807",
               b"3\r\nContent-Length: 3", b"3\r\nContent-Length: 4", b"3\r\ncontent-length: 3", b"'3'"]
    for text in refused:
        for method in (b"POST", b"GET"):
            yield Case(f"{method.decode()}, length {text!r}",
                       _post(b"Content-Length: " + text + b"\r\n", b"abc", method + b" /c%N% HTTP/1.1"), REFUSED,
                       is_open=text.startswith(b"9223372036854775807"))
    for name in (b"Content-Length ", b"Content-Length\t", b"Content_Length\x00", b"Content-Length\x0b"):
        yield Case(f"length as {name!r}", _post(name + b": 3\r\n", b"abc"), REFUSED)
    for text in (b"3", b"03", b"0000000003", b"\t3"):
        yield Case(f"length {text!r}", _post(b"Content-Length:" + text + b"\r\n", b"abc"), SERVED, b"abc")
    yield Case("length 0", _post(b"Content-Length: 0\r\n"), SERVED)
    yield Case("no length", _post(b""), SERVED)


def codings():
    chunks = b"3\r\nabc\r\n0\r\n\r\n"
    refused = [b"cow", b"identity", b"", b" ", b"gzip", b"gzip, chunked", b"chunked, gzip", b"chunked, identity",
               b"identity, chunked", b"chunked, chunked", b"chunked,", b",chunked", b"xchunked", b"chunkedx", b"chunke", b"\"chunked\"",
               b"'chunked'", b"chunked;q=1", b"chunked; a", b"chunk", b"\x0bchunked", b"chunked\x0b", b"chunked\x00", b"\x00chunked",
               b"chun\xe2\x80\x8bked", b"\xc5\xbfchunked", b"chun ked", b"chunked\r\nTransfer-Encoding: chunked",
               b"chunked\r\nTransfer-Encoding: identity", b"identity\r\nTransfer-Encoding: chunked",
               b"\r\n chunked", b"chunked\r\n , identity", b"x\r\nTransfer-Encoding: chunked", b"deflate", b"br, chunked"]
    for text in refused:
        yield Case(f"coding {text!r}", _post(b"Transfer-Encoding: " + text + b"\r\n", chunks), REFUSED)
    for name in (b"Transfer-Encoding ", b"Transfer-Encoding\t", b" Transfer-Encoding", b"Transfer-Encoding\x0b", b"X: 1\nTransfer-Encoding",
                 b"X: 1\rTransfer-Encoding"):
        yield Case(f"coding as {name!r}", _post(name + b": chunked\r\n", chunks), REFUSED)
    yield Case("chunks in HTTP/1.0",
               _post(b"Transfer-Encoding: chunked\r\n", chunks, b"POST /c%N% HTTP/1.0"), REFUSED)
    for text in (b"chunked", b"Chunked", b"CHUNKED"):
        yield Case(f"coding {text!r}", _post(b"Transfer-Encoding: " + text + b"\r\n", chunks), SERVED, b"abc")
    both = [(b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", chunks),
            (b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", chunks),
            (b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", chunks),
            (b"Content-Length: 14\r\nTransfer-Encoding: chunked\r\n", chunks),
            (b"Transfer-Encoding: identity\r\nContent-Length: 3\r\n", b"abc"),
            (b"Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n", b"abc"),
            (b"Transfer-Encoding:\r\nContent-Length: 3\r\n", b"abc"),
            (b"Content-Length: 3\r\nTransfer-Encoding\x00: chunked\r\n", b"abc"),
            (b"Content-Length: 3\r\nTransfer-Encoding : chunked\r\n", b"abc"),
            (b"Content-Length: 3\r\nTransfer-Encoding: chunked, identity\r\n", chunks)]
    for text, body in both:
        yield Case(f"both {text!r}", _post(text, body), REFUSED)


def chunks():
    def post(body):
        return _post(b"Transfer-Encoding: chunked\r\n", body)

    end = b"0\r\n\r\n"
    refused = [b"zz\r\nabc\r\n", b"-3\r\nabc\r\n", b"+3\r\nabc\r\n", b"0x3\r\nabc\r\n", b"3h\r\nabc\r\n", b" 3\r\nabc\r\n", b"\r\n3\r\nabc\r\n",
               b"3\nabc\r\n", b"3\r\nabc\n", b"3\r\nabcd\r\n", b"3\r\nabc", b"3\r\nabc\r\r\n", b"3\rabc\r\n", b"3\r\r\nabc\r\n",
               b"3;\x00\r\nabc\r\n", b"3;a=\x01\r\nabc\r\n", b"3;a\nb\r\nabc\r\n", b"3\x00\r\nabc\r\n", b"3\x0b\r\nabc\r\n",
               b"\xef\xbc\x93\r\nabc\r\n", b"ffffffffffffffff\r\nabc\r\n", b"8000000000000000\r\nabc\r\n", b"10000000000000003\r\nabc\r\n",
               b"fffffffffffffffffffff\r\nabc\r\n", b"3,3\r\nabc\r\n", b"3 3\r\nabc\r\n", b"\r\n", b"3\r\nab\r\n",
               b"3\r\nabc\r\n\r\n", b"3\r\nabc0\r\n"]
    for body in refused:
        yield Case(f"chunk {body!r}", post(body + end), REFUSED)
    for body in (b"0\n\n", b"0\r\n\n", b"0\n\r\n", b"0\r\nX: a\n\r\n", b"0\r\nX : a\r\n\r\n", b"0\r\nX\x00: a\r\n\r\n",
                 b"0\r\n folded\r\n\r\n", b"0\r\nX: a\r\n b\r\n\r\n", b"0\r\nX\r\n\r\n", b"0\r\nX: a\x00\r\n\r\n",
                 b"-0\r\n\r\n", b"0x0\r\n\r\n"):
        yield Case(f"end {body!r}", post(b"3\r\nabc\r\n" + body), REFUSED)
    for body in (b"3\r\nabc\r\n" + end, b"0003\r\nabc\r\n" + end, b"1\r\na\r\n1\r\nb\r\n1\r\nc\r\n" + end, b"3\r\nabc\r\n000\r\n\r\n",
                 b"3;a\r\nabc\r\n" + end, b"3;a=b\r\nabc\r\n" + end, b"3;a=\"b\"\r\nabc\r\n" + end,
                 b"3\r\nabc\r\n0\r\nX-Trailer: a\r\n\r\n"):
        yield Case(f"chunks {body!r}", post(body), SERVED, b"abc")
    yield Case("hexadecimal of both cases", post(b"a\r\n0123456789\r\nA\r\n0123456789\r\n" + end), SERVED, b"0123456789" * 2)
    yield Case("no chunk", post(end), SERVED)


def others():
    yield Case("Connection names the length", _post(b"Connection: Content-Length\r\nContent-Length: 3\r\n", b"abc"), SERVED, b"abc")
    yield Case("Connection names the coding",
               _post(b"Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n"), SERVED, b"abc")
    yield Case("Connection names the host", _get(fields=b"Host: a\r\nConnection: Host\r\n"), SERVED)
    yield Case("an upgrade that nobody does", _get(fields=b"Host: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"), SERVED)
    yield Case("a websocket", _get(fields=b"Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n"), SERVED)
    yield Case("Expect", _post(b"Expect: 100-continue\r\nContent-Length: 3\r\n", b"abc"), SERVED, b"abc")
    yield Case("many lines before", b"\r\n" * 50 + _get(), SERVED)


def all_cases():
    for group in (request_lines, fields, hosts, lengths, codings, chunks, others):
        yield from group()
