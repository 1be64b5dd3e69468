"""Backends over HTTPS: refused with a word of help where the certificate is not trusted, served where it is."""

import socket
import ssl
import threading

import pytest
import raw_http
import strict_stream
import trustme
from backends.scripted_replies import REPLIES, TOOLS


class TLSFront:
    """Takes TLS connections and passes them on to a plain server."""

    def __init__(self, certificate, port):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self._context)
        self._backend_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            client = self._context.wrap_socket(connection, server_side=True)
            server = socket.create_connection(("127.0.0.1", self._backend_port))
        except OSError:
            connection.close()
            return
        threading.Thread(target=self._copy, args=(client, server), daemon=True).start()
        self._copy(server, client)

    @staticmethod
    def _copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except (OSError, ValueError):
            pass
        for end in (source, target):
            end.close()

    def close(self):
        self._listener.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    authority = trustme.CA()
    folder = tmp_path_factory.mktemp("authorities")
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    return authority, folder


@pytest.fixture(scope="module")
def https(text_server, authority):
    front = TLSFront(authority[0].issue_cert("localhost"), text_server.port)
    yield front
    front.close()


def calls_through(proxy):
    response = proxy.chat(raw_http.chat("@prose", stream=True, tools=TOOLS))
    assert response.status == 200, response
    return strict_stream.read(response.body).message.call_values()


def test_unknown_authority_is_refused(https, start_proxy):
    response = start_proxy(https.url).chat(raw_http.chat("hello"))
    assert response.status == 502
    error = response.json()["error"]
    assert error["code"] == "backend_tls_error" and "verify_ssl" in error["message"]


def test_unchecked_where_told_so(https, start_proxy):
    assert calls_through(start_proxy(https.url, "--verify-ssl", "false")) == list(REPLIES["@prose"].calls)


@pytest.mark.parametrize("kind", ["file", "directory"])
def test_own_authority(https, authority, start_proxy, kind):
    folder = authority[1]
    path = folder / "authority.pem" if kind == "file" else folder
    assert calls_through(start_proxy(https.url, "--verify-ssl", path)) == list(REPLIES["@prose"].calls)


def test_wrong_host_name_is_refused(authority, text_server, start_proxy):
    front = TLSFront(authority[0].issue_cert("elsewhere.example"), text_server.port)
    proxy = start_proxy(front.url, "--verify-ssl", authority[1] / "authority.pem")
    assert proxy.chat(raw_http.chat("hello")).json()["error"]["code"] == "backend_tls_error"
    front.close()


def test_plain_server_behind_an_https_address(text_server, start_proxy, tmp_path):
    """llama-server waits in silence for the rest of what it takes for a request."""
    settings = tmp_path / "settings.yaml"
    settings.write_text("connect_timeout: 0.5\n")
    proxy = start_proxy(text_server.url.replace("http:", "https:"), "--config", settings)
    assert proxy.chat(raw_http.chat("hello")).json()["error"]["code"] == "backend_tls_error"
