"""Every other route goes through unchanged."""

import json

import pytest
import raw_http


@pytest.mark.parametrize("path", ["/v1/models", "/props", "/health", "/slots?x=1"])
def test_same_answer_as_the_backend(text_proxy, text_server, path):
    through, direct = text_proxy.get(path), raw_http.request(text_server.url, "GET", path)
    assert through.status == direct.status
    assert through.headers["content-type"] == direct.headers["content-type"]
    assert shape(through.json()) == shape(direct.json())


def shape(value):
    """A JSON value without its leaves, which may change from one moment to the next."""
    if isinstance(value, dict):
        return {key: shape(member) for key, member in value.items()}
    return [shape(item) for item in value] if isinstance(value, list) else type(value)


def test_tokenize_and_completions(text_proxy):
    tokens = raw_http.request(text_proxy.url, "POST", "/tokenize", {"content": "hello"}).json()["tokens"]
    assert len(tokens) > 0
    body = {"prompt": "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n", "max_tokens": 5}
    assert raw_http.request(text_proxy.url, "POST", "/v1/completions", body).json()["choices"][0]["text"]


def test_event_streams_of_other_routes_pass_bytewise(text_proxy):
    body = {"prompt": "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n", "max_tokens": 5, "stream": True}
    response = raw_http.request(text_proxy.url, "POST", "/v1/completions", body)
    lines = [line for line in response.body.decode().splitlines() if line.startswith("data: ")]
    assert lines[-1] == "data: [DONE]"
    assert "".join(json.loads(line[6:])["choices"][0]["text"] for line in lines[:-1])


def test_metrics_and_snapshot(text_proxy):
    metrics = text_proxy.get("/_top/metrics")
    assert metrics.status == 200
    samples = [line for line in metrics.body.decode().splitlines() if line and not line.startswith("#")]
    assert samples and all(line.startswith("llama_stream_top_") for line in samples)
    assert text_proxy.snapshot()["version"] == 1


def test_backend_is_recognised(text_proxy, text_server):
    backend = text_proxy.wait_until_up()
    assert backend["kind"] == "llama-server"
    assert backend["contextWindow"] == 65536 and backend["slotCount"] == text_server.slot_count
    assert text_proxy.get("/_top/ready").status == 200
