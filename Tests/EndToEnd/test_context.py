"""Prompts that are too long for the window of a real server: counted, trimmed, answered, and read from its cache."""

import pytest
import raw_http

WINDOW = 512


@pytest.fixture(scope="module")
def small_server(start_llama_server):
    return start_llama_server(slots=1, context=WINDOW, pure=True)


def conversation(turns):
    """A task, then turns of about 90 tokens each, as the tiny model counts them."""
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Let us count."}]
    for turn in range(turns):
        messages += [{"role": "assistant", "content": f"Turn {turn}: yes, and on we go."},
                     {"role": "user", "content": f"Go on with number {turn}, please, and be quick about it."}]
    return messages


def ask(proxy, messages, **more):
    return proxy.chat({"model": "tiny", "messages": messages, "max_tokens": 8, **more})


def context_of(response):
    return response.headers.get("x-llama-stream-top", "")


def own_count(server, messages):
    """What the server itself says of the whole prompt: the tokens of its template's text."""
    prompt = raw_http.request(server.url, "POST", "/apply-template", {"messages": messages}).json()["prompt"]
    answer = raw_http.request(server.url, "POST", "/tokenize", {"content": prompt, "add_special": True, "parse_special": True})
    return len(answer.json()["tokens"])


def turns_beyond(server, tokens):
    return next(turns for turns in range(1, 200) if own_count(server, conversation(turns)) > tokens)


@pytest.mark.parametrize("stream", [False, True])
def test_overflow_is_trimmed_and_answered(small_server, start_proxy, stream):
    proxy = start_proxy(small_server.url)
    proxy.wait_until_up()
    messages = conversation(turns_beyond(small_server, WINDOW))
    direct = raw_http.request(small_server.url, "POST", "/v1/chat/completions", {"messages": messages})
    assert direct.status == 400, "the server would have taken it"
    response = ask(proxy, messages, stream=stream)
    assert response.status == 200 and "truncated=" in context_of(response)
    assert any("history trimmed" in str(event) for event in proxy.snapshot()["events"])


def test_next_turn_reuses_the_prefix(small_server, start_proxy):
    proxy = start_proxy(small_server.url)
    proxy.wait_until_up()
    turns = turns_beyond(small_server, WINDOW)
    first = ask(proxy, conversation(turns)).json()
    response = ask(proxy, conversation(turns + 1))
    assert "truncated=" in context_of(response)
    timings = response.json()["timings"]
    # All of the first prompt but the end of its template is still there.
    assert timings["cache_n"] >= first["usage"]["prompt_tokens"] - 8, timings
    assert timings["prompt_n"] < WINDOW // 3, timings


def test_counts_are_the_servers(small_server, start_proxy):
    """One token decides: at the threshold the prompt passes, one below it is trimmed."""
    messages = conversation(turns_beyond(small_server, 300))
    count = own_count(small_server, messages)
    answer = raw_http.request(small_server.url, "POST", "/v1/chat/completions", {"messages": messages, "max_tokens": 1})
    assert answer.json()["usage"]["prompt_tokens"] == count
    for threshold, is_trimmed in [(count, False), (count - 1, True)]:
        proxy = start_proxy(small_server.url, "--token-hard", str(threshold))
        proxy.wait_until_up()
        assert ("truncated=" in context_of(ask(proxy, messages))) == is_trimmed, threshold


def test_answer_is_limited_to_what_is_left(small_server, start_proxy):
    proxy = start_proxy(small_server.url)
    proxy.wait_until_up()
    messages = [{"role": "user", "content": "@long"}]
    response = proxy.chat({"model": "tiny", "messages": messages, "max_tokens": 100_000})
    assert "max_tokens=" in context_of(response)
    assert response.json()["usage"]["total_tokens"] <= WINDOW
    assert response.json()["choices"][0]["finish_reason"] == "length"


def test_what_cannot_be_trimmed_is_refused(small_server, start_proxy):
    proxy = start_proxy(small_server.url)
    proxy.wait_until_up()
    response = ask(proxy, [{"role": "user", "content": "word " * 3000}])
    assert response.status == 400
    error = response.json()["error"]
    assert (error["code"], error["type"], error["param"]) == ("context_length_exceeded", "invalid_request_error", "messages")


def test_without_trimming(small_server, start_proxy):
    proxy = start_proxy(small_server.url, config="trim_history: false\n")
    proxy.wait_until_up()
    response = ask(proxy, conversation(turns_beyond(small_server, WINDOW)))
    assert response.status == 400 and response.json()["error"]["code"] == "context_length_exceeded"


def test_backends_own_overflow_is_retried(small_server, start_proxy):
    """With the thresholds off the server refuses first; then the prompt is trimmed."""
    proxy = start_proxy(small_server.url, "--token-hard", "0")
    proxy.wait_until_up()
    messages = conversation(turns_beyond(small_server, WINDOW))
    response = ask(proxy, messages)
    assert response.status == 200 and "truncated=" in context_of(response)
    other = start_proxy(small_server.url, "--token-hard", "0", config="overflow_retry: false\n")
    other.wait_until_up()
    refused = ask(other, messages)
    assert refused.status == 400 and refused.json()["error"]["code"] == "context_length_exceeded"
