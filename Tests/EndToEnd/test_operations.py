"""The files in deploy/ with the programs that they are for: Prometheus, Grafana's dashboard, HAProxy."""

import json
import os
import re
import shutil
import signal
import subprocess
import threading

import pytest
import raw_http
from processes import Child, free_port, wait_until
from proxy import PROJECT

DEPLOY = PROJECT / "deploy"
# Debian keeps it where only administrators look.
HAPROXY = shutil.which("haproxy") or "/usr/sbin/haproxy"
CHAT = {"model": "demo", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 20}


@pytest.fixture
def demo(start_proxy):
    """A proxy with the built-in model and its clients, which has seen calls."""
    proxy = start_proxy(None, "--demo", "--demo-traffic", config="demo_speed: 20\n")
    wait_until(lambda: proxy.snapshot()["tools"]["rewritten"] and proxy.snapshot().get("memory"), seconds=60,
               what="calls in the demo's traffic")
    return proxy


def test_prometheus_finds_no_problem(demo):
    page = demo.get("/_top/metrics").body
    checked = subprocess.run(["promtool", "check", "metrics"], input=page, capture_output=True)
    assert checked.returncode == 0, checked.stderr.decode() + checked.stdout.decode()
    assert checked.stdout + checked.stderr == b""


def test_prometheus_scrapes_it(demo, tmp_path):
    """A real server with the configuration that is shipped, its target exchanged."""
    settings = (DEPLOY / "prometheus.yml").read_text()
    assert "127.0.0.1:8066" in settings
    (tmp_path / "prometheus.yml").write_text(
        settings.replace("127.0.0.1:8066", demo.url.removeprefix("http://")).replace("5s", "1s"))
    url = f"http://127.0.0.1:{(port := free_port())}"
    server = Child(["prometheus", f"--config.file={tmp_path}/prometheus.yml", f"--storage.tsdb.path={tmp_path}/data",
                    f"--web.listen-address=127.0.0.1:{port}"], tmp_path, "prometheus")
    try:
        def value(query):
            try:
                answer = raw_http.request(url, "GET", f"/api/v1/query?query={query}")
            except OSError:
                return None
            # It answers 503 while it starts.
            return answer.json()["data"]["result"] if answer.status == 200 else None

        up = server.wait_for(lambda: (found := value("up")) and found[0]["value"][1] == "1" and found, seconds=30,
                             what="a scrape")
        assert up[0]["metric"]["job"] == "llama-stream-top"
        for name in ("requests_total", "tool_calls_total", "request_phase_seconds_count", "backend_up"):
            assert value(f"llama_stream_top_{name}"), name
    finally:
        server.kill()


def test_dashboard_shows_what_there_is(demo):
    """Every figure in the dashboard is one that the proxy gives, or gives once it happens."""
    board = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    expressions = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(expressions) > 20
    used = set(re.findall(r"llama_stream_top_\w+", " ".join(expressions)))
    given = set(re.findall(r"^# TYPE (\S+)", demo.get("/_top/metrics").body.decode(), re.M))
    rare = {"llama_stream_top_near_misses_total", "llama_stream_top_repairs_total"}
    unknown = {name for name in used if re.sub("_(bucket|sum|count)$", "", name) not in given}
    assert unknown <= rare


def test_haproxy_drains_one_of_two(start_proxy, tmp_path):
    """Clients never see an error while one proxy is taken away under load."""
    proxies = [start_proxy(None, "--demo", "--max-concurrent", "64", config="demo_speed: 20\ndrain_delay: 5\n")
               for _ in range(2)]
    a_port, b_port = (proxy.url.rsplit(":", 1)[1] for proxy in proxies)
    url = f"http://127.0.0.1:{(port := free_port())}"
    balancer = Child([HAPROXY, "-f", DEPLOY / "haproxy.cfg"], tmp_path, "haproxy",
                     environment={"A_PORT": a_port, "B_PORT": b_port, "PORT": str(port)})
    statuses, over = [], threading.Event()

    def ask():
        while not over.is_set():
            statuses.append(raw_http.request(url, "POST", "/v1/chat/completions", CHAT, timeout=60).status)

    try:
        balancer.wait_for(lambda: is_served(url), seconds=20, what="the balancer")
        clients = [threading.Thread(target=ask) for _ in range(8)]
        for client in clients:
            client.start()
        wait_until(lambda: all(proxy.snapshot()["totals"]["done"] > 5 for proxy in proxies), seconds=60,
                   what="answers from both")
        os.kill(proxies[0].pid, signal.SIGTERM)
        wait_until(lambda: proxies[0].child.process.poll() is not None, seconds=60, what="the end of the first")
        assert proxies[0].child.process.returncode == 0
        after = len(statuses)
        wait_until(lambda: len(statuses) > after + 20, seconds=60, what="answers from the other one")
        over.set()
        for client in clients:
            client.join(60)
    finally:
        over.set()
        balancer.kill()
    assert set(statuses) == {200}


def is_served(url):
    try:
        return raw_http.request(url, "GET", "/_top/ready").status == 200
    except OSError:
        return False
