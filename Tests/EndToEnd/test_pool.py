"""Several backends: who gets what, and what happens when they fail, stall, come back or are drained."""

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import raw_http
import strict_stream
from backends.paced_server import PacedServer
from processes import wait_until

CONFIGURATION = """
health_interval: 0.5
circuit_failures: 3
circuit_cooldown: 1
request_timeout: 4
heartbeat_interval: 1
max_queue: 1000
"""


@pytest.fixture
def start_server(tmp_path):
    servers = []

    def start(name, **settings):
        servers.append(PacedServer(tmp_path, name, **settings))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def start_pool(start_proxy, servers, *entries):
    """A proxy before `servers`; `entries` are more keys for each, in the same order."""
    lines = ["backends:"]
    for index, server in enumerate(servers):
        more = f", {entries[index]}" if index < len(entries) else ""
        lines.append(f'  - {{url: "{server.url}", name: {server.name}, kind: openai, max_concurrent: 2{more}}}')
    proxy = start_proxy(config=CONFIGURATION + "\n".join(lines) + "\n")
    wait_until(lambda: all(b["state"] == "up" for b in backends(proxy).values()) and len(backends(proxy)) == len(servers),
               what="all backends up")
    return proxy


def backends(proxy):
    return {backend["name"]: backend for backend in proxy.snapshot()["backends"]}


def conversation(number, turn):
    messages = [{"role": "system", "content": f"It is {turn} o'clock."},
                {"role": "user", "content": f"conversation {number}"}]
    for past in range(turn):
        messages += [{"role": "assistant", "content": f"answer {past}"}, {"role": "user", "content": f"turn {past}"}]
    return {"model": "tiny", "messages": messages, "stream": True}


class Conversations:
    """Agents that work at the same time, each one turn after the other."""

    def __init__(self, proxy, count, turns):
        self.proxy, self.count, self.turns = proxy, count, turns
        self.finished = [0] * count
        self.outcomes = []
        self.lock = threading.Lock()

    def run(self, number):
        for turn in range(self.turns):
            response = self.proxy.chat(conversation(number, turn), timeout=60)
            with self.lock:
                self.outcomes.append((number, turn, response))
                self.finished[number] += 1

    def reached(self, turn):
        return all(done >= turn for done in self.finished)


def has_begun(body):
    """Whether a chunk of an answer arrived."""
    return any(kind == "data" and data != "[DONE]" and json.loads(data).get("choices")
               for kind, data in strict_stream.events(body))


def test_one_killed_one_stalled_one_restarted(start_server, start_proxy, measured):
    servers = [start_server(name, pieces=12, pace=0.02) for name in ("alpha", "beta", "gamma")]
    alpha, beta, gamma = servers
    proxy = start_pool(start_proxy, servers)
    work = Conversations(proxy, count=12, turns=10)
    with ThreadPoolExecutor(12) as agents:
        runs = [agents.submit(work.run, number) for number in range(work.count)]
        wait_until(lambda: work.reached(2), 60, what="two turns of each")
        alpha.kill()
        wait_until(lambda: work.reached(4), 60, what="four turns of each")
        os.kill(beta.child.pid, signal.SIGSTOP)
        alpha.start()
        wait_until(lambda: work.reached(7), 60, what="seven turns of each")
        os.kill(beta.child.pid, signal.SIGCONT)
        for run in runs:
            run.result()

    total = work.count * work.turns
    assert len(work.outcomes) == total
    broken = [(number, turn) for number, turn, response in work.outcomes
              if response.status != 200 or b'"finish_reason":"stop"' not in response.body.replace(b" ", b"")]
    for number, turn, response in work.outcomes:
        if (number, turn) in broken:
            assert response.status == 200 and has_begun(response.body), \
                f"conversation {number} lost turn {turn} before it had begun: {response.status} {response.body[-300:]}"
    # What was being written where a server was killed or stopped, at most two at a time each.
    assert len(broken) <= 4
    entries = proxy.traffic(total)
    assert len(entries) == total
    moves = 0
    for number in range(work.count):
        own = [entry for entry in entries if f"conversation {number}\"" in json.dumps(entry["request"])]
        assert len(own) == work.turns
        homes = [entry["backend"] for entry in own]
        for before, after in zip(homes, homes[1:]):
            assert before == after or before != "gamma", f"conversation {number} left a backend that was well: {homes}"
            moves += before != after
    measured(f"pool: {total} turns, {len(broken)} cut off while they were written, {moves} moves")
    wait_until(lambda: all(b["state"] == "up" and not b.get("circuit") for b in backends(proxy).values()),
               what="all well again")


def test_models_of_all_and_requests_go_where_they_are(start_server, start_proxy):
    small = start_server("small", models=["s-1", "both"], wait=0, pace=0)
    big = start_server("big", models=["b-1", "both"], wait=0, pace=0)
    proxy = start_pool(start_proxy, [small, big], "", 'models: ["b-*", big-alias, both]')
    names = [model["id"] for model in proxy.get("/v1/models").json()["data"]]
    assert names == ["s-1", "both", "b-1", "big-alias"]
    for model, server in [("s-1", "small"), ("b-1", "big"), ("big-alias", "big")]:
        answer = proxy.chat(raw_http.chat("hello") | {"model": model}).json()
        assert answer["choices"][0]["message"]["content"].startswith(server)
    refused = proxy.chat(raw_http.chat("hello") | {"model": "none"})
    assert refused.status == 404 and refused.json()["error"]["code"] == "model_not_found"
    assert "s-1" in refused.json()["error"]["message"]


def test_drain_by_order(start_server, start_proxy):
    one, two = start_server("one", wait=0, pace=0), start_server("two", wait=0, pace=0)
    proxy = start_pool(start_proxy, [one, two])
    assert proxy.control("drain_backend", backend="one").json()["ok"]
    assert backends(proxy)["one"]["drainReason"] == "by an operator"
    for number in range(4):
        content = proxy.chat(raw_http.chat(f"hello {number}")).json()["choices"][0]["message"]["content"]
        assert content.startswith("two")
    assert proxy.control("drain_backend", backend="two").json()["ok"]
    assert proxy.get("/_top/ready").status == 503
    refused = proxy.chat(raw_http.chat("hello"))
    assert refused.status == 503 and refused.headers["retry-after"]
    assert proxy.control("undrain_backend", backend="one").json()["ok"]
    assert proxy.chat(raw_http.chat("hello")).status == 200
    assert proxy.control("drain_backend", backend="none").status == 409
