"""Whose fault it is, and what to do about it, in OpenAI's error shape and with the right status."""

import socket
from urllib.parse import urlsplit

import pytest
import raw_http
from processes import free_port

CHAT = "/v1/chat/completions"


def error_of(response):
    error = response.json()["error"]
    assert {"message", "type", "param", "code"} <= error.keys() and error["message"]
    return error


@pytest.mark.parametrize("body", [b"{not json", b"", b"[1, 2]", b'{"messages": "hello"}', b'{"messages": [], "stream": "yes"}'],
                         ids=["no JSON", "empty", "array", "messages a string", "stream a string"])
def test_bad_bodies(text_proxy, body):
    response = raw_http.request(text_proxy.url, "POST", CHAT, body)
    assert response.status == 400
    assert response.json()["error"]["type"] == "invalid_request_error"


def test_body_too_large(text_server, start_proxy):
    proxy = start_proxy(text_server.url, config="max_body_mb: 1\n")
    response = proxy.chat(raw_http.chat("x" * (2 << 20)))
    assert response.status == 413
    assert error_of(response)["type"] == "invalid_request_error"


@pytest.mark.parametrize("stream", [False, True])
def test_context_overflow_has_the_code_that_clients_look_for(native_proxy, stream):
    response = native_proxy.chat(raw_http.chat("word " * 9000, stream=stream))
    assert response.status == 400
    error = response.json()["error"]
    assert error["code"] == "context_length_exceeded"
    assert "context" in error["message"] and (error["type"], error["param"]) == ("invalid_request_error", "messages")


def test_backend_errors_pass_with_their_status(text_proxy):
    missing = text_proxy.chat({"model": "tiny"})
    assert missing.status == 400 and "messages" in missing.json()["error"]["message"]
    unknown = text_proxy.get("/v1/nothing-here")
    assert unknown.status == 404 and unknown.json()["error"]["type"] == "not_found_error"


@pytest.mark.parametrize("stream", [False, True])
def test_no_backend(start_proxy, stream):
    port = free_port()
    proxy = start_proxy(f"http://127.0.0.1:{port}")
    response = proxy.chat(raw_http.chat("hello", stream=stream))
    assert response.status == 502
    error = error_of(response)
    assert error["code"] == "backend_unreachable" and f"127.0.0.1:{port}" in error["message"]
    assert proxy.get("/_top/ready").status == 503
    assert proxy.get("/_top/health").json() == {"status": "ok"}


def test_backend_key(start_llama_server, start_proxy, tmp_path):
    server = start_llama_server(api_key="the-backend-key")
    proxy = start_proxy(server.url)
    assert proxy.chat(raw_http.chat("hello")).status == 401
    with_key = {"Authorization": "Bearer the-backend-key"}
    assert proxy.chat(raw_http.chat("hello"), headers=with_key).status == 200

    key_file = tmp_path / "key"
    key_file.write_text("the-backend-key\n")
    key_file.chmod(0o600)
    own_key = start_proxy(server.url, "--backend-api-key-file", key_file)
    assert own_key.chat(raw_http.chat("hello")).status == 200
    # A client's key is replaced, not sent along.
    assert own_key.chat(raw_http.chat("hello"), headers={"Authorization": "Bearer wrong"}).status == 200


def test_own_key(text_server, start_proxy, tmp_path):
    key_file = tmp_path / "key"
    key_file.write_text("open-sesame\n")
    key_file.chmod(0o600)
    proxy = start_proxy(text_server.url, "--api-key-file", key_file)
    refused = proxy.chat(raw_http.chat("hello"))
    assert refused.status == 401 and error_of(refused)["type"] == "authentication_error"
    assert proxy.get("/_top/snapshot").status == 401
    assert proxy.get("/_top/health").status == 200
    for headers in ({"Authorization": "Bearer open-sesame"}, {"x-api-key": "open-sesame"}):
        assert proxy.chat(raw_http.chat("hello"), headers=headers).status == 200
        assert proxy.get("/_top/snapshot", headers=headers).status == 200


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}], ids=["Host", "Origin"])
def test_pages_in_a_browser_may_not_drive_it(text_proxy, headers):
    assert text_proxy.get("/_top/snapshot", headers=headers).status == 403
    control = raw_http.request(text_proxy.url, "POST", "/_top/control", {"action": "pause"}, headers=headers)
    assert control.status == 403
    assert text_proxy.snapshot()["settings"]["isPaused"] is False


def test_unknown_control_action(text_proxy):
    response = text_proxy.control("explode")
    assert response.status == 400 and "explode" in response.json()["error"]["message"]


@pytest.mark.parametrize("request_text", [
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    b"GET /v1/models HTTP/1.1\r\nHost: a\r\n bad: fold\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
], ids=["two framings", "two lengths", "folded header", "TLS hello", "huge header"])
def test_broken_requests_harm_nobody(text_proxy, request_text):
    address = urlsplit(text_proxy.url)
    with socket.create_connection((address.hostname, address.port)) as raw:
        raw.settimeout(5)
        answer = b""
        try:
            raw.sendall(request_text)
            raw.shutdown(socket.SHUT_WR)
            while data := raw.recv(65536):
                answer += data
        except OSError:
            pass
    assert b" 200 " not in answer.split(b"\r\n")[0]
    assert text_proxy.get("/_top/health").status == 200
