"""Options, environment and `config.yaml`; what is printed; how it ends."""

import json
import signal
import socket

import pytest
import proxy as program
import raw_http
from backends.scripted_replies import TOOLS
from processes import wait_until


def test_help_and_version(tmp_path):
    listing = program.run("--help", folder=tmp_path)
    assert listing.returncode == 0 and "config" in listing.stdout
    assert "--backend" in program.run("serve", "--help", folder=tmp_path).stdout
    assert program.run("--version", folder=tmp_path).returncode == 0


def test_config_print_tells_where_each_value_came_from(tmp_path):
    (tmp_path / "config.yaml").write_text("streaming_chunk_size: 11\nproxy_port: 9001\n")
    listing = program.run("config", "print", "--port", "9002", folder=tmp_path, environment={"MAX_CONCURRENT": "5"})
    assert listing.returncode == 0, listing.stderr
    lines = {key: next(line for line in listing.stdout.splitlines() if key in line)
             for key in ("streaming_chunk_size", "proxy_port", "max_concurrent", "stream_mode")}
    assert "11" in lines["streaming_chunk_size"] and "config.yaml" in lines["streaming_chunk_size"]
    assert "9002" in lines["proxy_port"] and "--port" in lines["proxy_port"]
    assert "5" in lines["max_concurrent"] and "MAX_CONCURRENT" in lines["max_concurrent"]
    assert "auto" in lines["stream_mode"] and "default" in lines["stream_mode"]


def test_config_check(tmp_path):
    (tmp_path / "config.yaml").write_text("target_url: http://localhost:8080\nverify_ssl: false\n")
    assert program.run("config", "check", folder=tmp_path).returncode == 0
    (tmp_path / "config.yaml").write_text("streaming_chunk_size: lots\n")
    bad = program.run("config", "check", folder=tmp_path)
    assert bad.returncode != 0
    assert all(word in bad.stdout + bad.stderr for word in ("streaming_chunk_size", "lots", "config.yaml"))


def test_bad_value_stops_the_start_with_one_line(tmp_path):
    ended = program.run("serve", "--no-tui", "--port", "0", folder=tmp_path, environment={"MAX_CONCURRENT": "many"})
    assert ended.returncode == 78
    (line,) = ended.stderr.strip().splitlines()
    assert all(word in line for word in ("max_concurrent", "many", "MAX_CONCURRENT"))


def test_unknown_key_is_a_warning_that_names_the_nearest(tmp_path, text_server, start_proxy):
    proxy = start_proxy(text_server.url, config="streaming_chunk_sise: 3\n")
    wait_until(lambda: "streaming_chunk_size" in proxy.child.errors(), what="a warning")


def test_unknown_option_is_a_usage_error(tmp_path):
    assert program.run("serve", "--no-such-option", folder=tmp_path).returncode == 64


def test_taken_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = program.run("serve", "--no-tui", "--port", port, folder=tmp_path)
    assert ended.returncode == 69 and str(port) in ended.stderr


def test_listening_beyond_loopback_needs_a_key(tmp_path):
    ended = program.run("serve", "--no-tui", "--port", "0", "--host", "0.0.0.0", folder=tmp_path)
    assert ended.returncode == 78 and "api" in ended.stderr.lower()


def test_file_and_environment_reach_the_engine(text_server, start_proxy):
    proxy = start_proxy(config=f"target_url: {text_server.url}/v1\nstreaming_chunk_size: 9\n",
                        environment={"MAX_CONCURRENT": "4"})
    assert proxy.wait_until_up()["maxConcurrent"] == 4
    assert proxy.snapshot()["settings"]["chunkSize"] == 9


def test_one_line_for_each_finished_request(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    proxy.chat(raw_http.chat("@hermes", stream=True, tools=TOOLS))
    started, line = wait_until(lambda: len(proxy.lines()) >= 2 and proxy.lines(), what="two lines")
    assert " started " in started and "/v1/chat/completions" in started
    assert "/v1/chat/completions" in line and "200" in line and "hermes" in line


def test_lines_as_json(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--log-format", "json")
    proxy.chat(raw_http.chat("@hermes", tools=TOOLS))
    entries = wait_until(lambda: len(proxy.lines()) >= 2 and [json.loads(line) for line in proxy.lines()], what="lines")
    assert [entry["event"] for entry in entries] == ["request_started", "request"]
    assert entries[1]["status"] == 200
    assert json.loads(proxy.child.output().splitlines()[0])["event"] == "listening"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_after_what_runs(text_server, start_proxy, number):
    proxy = start_proxy(text_server.url)
    with proxy.open_chat(raw_http.chat("@long", stream=True, max_tokens=3000)) as exchange:
        pieces = exchange.pieces()
        next(pieces)
        proxy.child.process.send_signal(number)
        rest = b"".join(pieces)
    assert rest.endswith(b"data: [DONE]\n\n")
    assert proxy.child.process.wait(10) == 0


def test_second_signal_ends_it_at_once(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as exchange:
        next(exchange.pieces())
        proxy.child.process.send_signal(signal.SIGTERM)
        wait_until(lambda: is_refusing(proxy.url), what="a closed listener")
        proxy.child.process.send_signal(signal.SIGTERM)
        proxy.child.process.wait(10)


def is_refusing(url):
    try:
        raw_http.request(url, "GET", "/_top/health", timeout=1)
        return False
    except OSError:
        return True
