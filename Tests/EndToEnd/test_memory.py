"""Scarce memory: told to a real client, taken out of what it sends back, and waited for."""

import os
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest
import raw_http
import strict_stream
from backends.scripted_replies import GREETING, TOOLS
from processes import wait_until
from test_disconnects import read_some

# Any machine uses more than 1 percent.
SHORT = "memory_warn: 1\nmemory_critical: 1\n"
ENOUGH = "memory_warn: 100\nmemory_critical: 100\n"
OPENING = "[llama-stream-top notice: memory is nearly used up: "


@pytest.fixture
def short_proxy(text_server, start_proxy):
    def start(settings=""):
        # The tests of everything else must not depend on the machine's memory, so it is off there.
        proxy = start_proxy(text_server.url, config=SHORT + settings,
                            environment={"LLAMA_STREAM_TOP_MEMORY_NOTICES": "", "LLAMA_STREAM_TOP_MEMORY_GATE": ""})
        wait_for_level(proxy, "critical")
        return proxy

    return start


def wait_for_level(proxy, level):
    return wait_until(lambda: proxy.snapshot().get("memory", {}).get("level") == level, what=f"the level {level}")


def set_limits(proxy, text):
    (proxy.folder / "config.yaml").write_text(text)
    os.kill(proxy.pid, signal.SIGHUP)


def client_of(proxy):
    return openai.OpenAI(base_url=f"{proxy.url}/v1", api_key="unused", max_retries=0, timeout=30)


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_reads_it_once_and_the_backend_never(short_proxy, stream):
    proxy = short_proxy()
    client = client_of(proxy)
    messages = [{"role": "user", "content": "hello"}]

    def ask():
        answer = client.chat.completions.create(model="tiny", messages=messages, stream=stream)
        if not stream:
            return answer.choices[0].message.content
        return "".join(chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices)

    first = ask()
    notice, _, rest = first.partition("\n\n")
    assert notice.startswith(OPENING) and notice.endswith("]") and rest == GREETING
    messages += [{"role": "assistant", "content": first}, {"role": "user", "content": "hello"}]
    assert ask() == GREETING
    entries = proxy.traffic(2)
    assert "notice_text" in entries[0]["rewrites"] and entries[0]["raw"] == GREETING
    assert "notices_removed=1" in entries[1]["rewrites"]


def test_programs_are_spared(short_proxy):
    proxy = short_proxy()
    json_answer = proxy.chat(raw_http.chat("hello", response_format={"type": "json_object"}))
    assert "notice=memory" in json_answer.headers["x-llama-stream-top"]
    assert b"llama-stream-top notice" not in json_answer.body
    calls = proxy.chat(raw_http.chat("@hermes", tools=TOOLS)).json()["choices"][0]["message"]
    assert calls["tool_calls"] and "llama-stream-top notice" not in (calls["content"] or "")


@pytest.mark.parametrize(("mode", "in_head"), [("header", True), ("off", False)])
def test_it_is_said_as_set(short_proxy, mode, in_head):
    answer = short_proxy(f"memory_notices: {mode}\n").chat(raw_http.chat("hello"))
    assert ("notice=memory" in answer.headers["x-llama-stream-top"]) == in_head
    assert answer.json()["choices"][0]["message"]["content"] == GREETING


def test_limits_are_followed_while_running(short_proxy):
    proxy = short_proxy()
    set_limits(proxy, ENOUGH)
    wait_for_level(proxy, "normal")
    assert "notice" not in proxy.chat(raw_http.chat("hello")).headers["x-llama-stream-top"]


def test_the_servers_process_is_measured(text_server, start_proxy):
    proxy = start_proxy(text_server.url)
    process = wait_until(lambda: proxy.snapshot().get("memory", {}).get("processes"), what="the server's process")[0]
    assert process["program"] and process["resident"] > 1 << 20
    assert "llama_stream_top_backend_resident_bytes" in proxy.get("/_top/metrics").body.decode()


def test_requests_wait_for_memory_and_are_kept_alive(text_server, short_proxy):
    proxy = short_proxy("memory_notices: off\nheartbeat_interval: 1\n")
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as running:
        read_some(running)
        with proxy.open_chat(raw_http.chat("hello", stream=True)) as waiting:
            pieces = waiting.pieces()
            assert next(pieces).startswith(b": queued 1, held until there is more memory")
            row = proxy.wait_for_request("queued")
            assert row["queueHold"] == "memory" and text_server.busy_slots() == 1
            assert any("one at a time" in event["notice"]["text"] for event in proxy.snapshot()["events"])
            set_limits(proxy, ENOUGH)
            stream = strict_stream.read(b": \n\n" + b"".join(pieces))
            assert stream.message.content == GREETING
            assert proxy.requests("decode"), "the first one still runs"
            running.hang_up()


def test_one_after_the_other_while_it_lasts(short_proxy):
    proxy = short_proxy("memory_notices: off\n")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: proxy.chat(raw_http.chat("hello")), range(6)))
    assert [answer.status for answer in answers] == [200] * 6
    assert "llama_stream_top_memory_holds_requests 1" in proxy.get("/_top/metrics").body.decode()


MANAGEMENT_LIBRARY = """
#include <string.h>
int nvmlInit_v2(void) { return 0; }
int nvmlDeviceGetCount_v2(unsigned *count) { *count = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) { *device = (void *)(long)(index + 1); return 0; }
int nvmlDeviceGetName(void *device, char *name, unsigned length) { strncpy(name, "Test Card", length); return 0; }
int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *memory) {
    memory[0] = 24ull << 30; memory[1] = 4ull << 30; memory[2] = 20ull << 30;
    return device == (void *)2 ? 999 : 0;
}
"""


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler")
def test_graphics_memory_is_read_where_the_library_is(text_server, start_proxy, tmp_path):
    """The driver's library, played by one that knows two cards, of which one does not answer."""
    (tmp_path / "nvml.c").write_text(MANAGEMENT_LIBRARY)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "libnvidia-ml.so.1", tmp_path / "nvml.c"], check=True)
    proxy = start_proxy(text_server.url, environment={"LD_LIBRARY_PATH": str(tmp_path)})
    cards = wait_until(lambda: proxy.snapshot().get("memory", {}).get("graphics"), what="a card")
    assert cards == [{"name": "Test Card", "memory": {"used": 20 << 30, "total": 24 << 30}}]
    assert 'gpu_memory_used_bytes{gpu="0",name="Test Card"} 21474836480' in proxy.get("/_top/metrics").body.decode()


def test_what_is_not_here_is_not_measured(start_proxy):
    proxy = start_proxy("http://192.0.2.1:8080")
    memory = wait_until(lambda: proxy.snapshot().get("memory"), what="a measurement")
    assert memory["processes"] == [] and memory["graphics"] == [] and memory["total"] > 0
