"""Servers and proxies for the tests. Servers are shared by all tests of a run, proxies belong to one test."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import pytest
from backends.llama_server import LlamaServer
from backends.mlx_server import MLXServer
from backends.tiny_model import TinyModel

import proxy as proxy_module


@dataclass
class ModelFiles:
    gguf: Path
    thinking_gguf: Path
    mlx_folder: Path


@pytest.fixture(scope="session")
def has_mlx():
    return importlib.util.find_spec("mlx_lm") is not None


@pytest.fixture(scope="session")
def models(tmp_path_factory, has_mlx):
    """The tiny model in the formats of the servers."""
    folder = tmp_path_factory.mktemp("models")
    files = ModelFiles(folder / "tiny.gguf", folder / "tiny-thinking.gguf", folder / "tiny-mlx")
    model = TinyModel()
    model.write_gguf(files.gguf)
    model.write_gguf(files.thinking_gguf, thinking=True)
    if has_mlx:
        model.write_mlx(files.mlx_folder)
    return files


@pytest.fixture(scope="session")
def start_llama_server(models, tmp_path_factory):
    """Starts servers with settings of their own; they end with the run."""
    servers = []

    def start(**settings):
        servers.append(LlamaServer(models, tmp_path_factory.mktemp("llama-server"), **settings))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def text_server(start_llama_server):
    """llama-server that leaves calls as text, as one does that does not know the model's dialect."""
    return start_llama_server(pure=True, context=65536)


@pytest.fixture(scope="session")
def native_server(start_llama_server):
    """llama-server that parses Hermes calls itself."""
    return start_llama_server()


@pytest.fixture(scope="session")
def mlx_server(models, tmp_path_factory, has_mlx):
    if not has_mlx:
        pytest.skip("mlx-lm is not installed here")
    server = MLXServer(models, tmp_path_factory.mktemp("mlx-server"))
    yield server
    server.stop()


def stop_well(proxy):
    """Ends a proxy; a crash or an unclean end is a failure."""
    was_running = proxy.child.process.poll() is None
    status = proxy.stop()
    if was_running:
        assert status == 0, f"the proxy ended with status {status}:\n{proxy.child.errors()[-3000:]}"


@pytest.fixture
def start_proxy(tmp_path):
    """Starts proxies before a backend URL with options; they end with the test, and must end well."""
    proxies = []

    def start(backend=None, *options, **settings):
        folder = tmp_path / f"proxy-{len(proxies)}"
        proxies.append(proxy_module.Proxy(folder, *options, backend=backend, **settings))
        return proxies[-1]

    yield start
    for proxy in proxies:
        stop_well(proxy)


@pytest.fixture(scope="module")
def start_proxy_once(tmp_path_factory):
    """Starts a proxy for each backend and set of options, once for all tests of a file."""
    proxies = {}

    def start(backend, *options):
        if (backend, options) not in proxies:
            folder = tmp_path_factory.mktemp("proxy")
            proxies[backend, options] = proxy_module.Proxy(folder, *options, backend=backend)
        return proxies[backend, options]

    yield start
    for proxy in proxies.values():
        stop_well(proxy)


@pytest.fixture(scope="session")
def text_proxy(text_server, tmp_path_factory):
    """A proxy with default settings before `text_server`."""
    proxy = proxy_module.Proxy(tmp_path_factory.mktemp("text-proxy"), backend=text_server.url)
    yield proxy
    stop_well(proxy)


@pytest.fixture(scope="session")
def native_proxy(native_server, tmp_path_factory):
    """A proxy with default settings before `native_server`."""
    proxy = proxy_module.Proxy(tmp_path_factory.mktemp("native-proxy"), backend=native_server.url)
    yield proxy
    stop_well(proxy)


MEASURED = []


@pytest.fixture
def measured():
    """Takes lines on what was measured; they are shown at the end of the run."""
    return MEASURED.append


def pytest_terminal_summary(terminalreporter):
    for line in MEASURED:
        terminalreporter.write_line(f"measured: {line}")
