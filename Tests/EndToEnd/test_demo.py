"""The built-in demo model and its traffic."""

import openai
import raw_http
import strict_stream
from backends.scripted_replies import TOOLS
from processes import free_port, wait_until


def test_demo_answers_like_a_backend(start_proxy):
    proxy = start_proxy(None, "--demo")
    assert proxy.wait_until_up()["kind"] == "demo"
    response = proxy.chat(raw_http.chat("hello", stream=True, tools=TOOLS), timeout=60)
    assert response.status == 200
    strict_stream.read(response.body)


def test_demo_traffic_shows_every_dialect(start_proxy):
    proxy = start_proxy(None, "--demo", "--demo-traffic")

    def dialects():
        names = {entry["name"] for entry in proxy.snapshot()["tools"]["rewritten"]}
        return names >= {"hermes-json", "qwen3-coder-xml", "tool-call-line"}

    wait_until(dialects, seconds=90, every=0.2, what="calls in all dialects")
    assert proxy.snapshot()["totals"]["done"] >= 3


def test_demo_where_no_backend_answers(start_proxy):
    proxy = start_proxy(f"http://127.0.0.1:{free_port()}", "--demo-if-unreachable")
    snapshot = proxy.snapshot()
    assert "BACKEND_URL=" in snapshot["banner"]
    assert [backend["kind"] for backend in snapshot["backends"]] == ["demo"]


def test_no_demo_where_a_backend_answers(text_server, start_proxy):
    proxy = start_proxy(text_server.url, "--demo-if-unreachable")
    assert proxy.wait_until_up()["kind"] == "llama-server"
    assert not proxy.snapshot().get("banner")


def test_a_real_client_talks_to_the_demo(start_proxy):
    proxy = start_proxy(None, "--demo")
    client = openai.OpenAI(base_url=f"{proxy.url}/v1", api_key="unused", max_retries=0, timeout=60)
    assert client.models.list().data
    answer = client.chat.completions.create(model="demo", messages=[{"role": "user", "content": "hello"}])
    assert answer.choices[0].message.content or answer.choices[0].message.tool_calls
