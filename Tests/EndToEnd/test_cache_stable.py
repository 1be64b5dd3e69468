"""Prompts that are kept stable: with the real server, the turns after the first find their prefix in its cache."""

import raw_http

CONFIGURATION = "cache_stable: true\n"
RULES = " ".join(f"Rule {word}: be brief and kind." for word in ("one", "two", "three", "four", "five", "six") * 8)


def turn(number):
    messages = [{"role": "system", "content": f"You mend gates.\nIt is 2026-11-2{number} {10 + number}:07.\n{RULES}"},
                {"role": "user", "content": "The gate squeaks."}]
    for past in range(number):
        messages += [{"role": "assistant", "content": "Oil it."}, {"role": "user", "content": f"And then, {past}?"}]
    return {"model": "tiny", "messages": messages, "max_tokens": 8}


def cached(answer):
    usage = answer.json()["usage"]
    return usage["prompt_tokens_details"]["cached_tokens"], usage["prompt_tokens"]


def test_turns_keep_their_prefix(start_llama_server, start_proxy):
    server = start_llama_server(slots=1)
    plain, stable = start_proxy(server.url), start_proxy(server.url, config=CONFIGURATION)
    stable.chat(turn(0))
    answer = stable.chat(turn(1))
    tokens, prompt = cached(answer)
    assert tokens > prompt * 0.9, "the prefix was read again"
    assert "cache_stable;lines=1" in answer.headers["x-llama-stream-top"]
    tokens, prompt = cached(plain.chat(turn(2)))
    assert tokens < prompt * 0.2, "without it the time of day costs the whole prompt"


def test_what_was_changed_is_told(start_llama_server, start_proxy):
    server = start_llama_server(slots=1, pure=True)
    proxy = start_proxy(server.url, config=CONFIGURATION)
    tools = [{"type": "function", "function": {"name": name, "parameters": {"type": "object"}}} for name in ("zip", "add")]
    answer = proxy.chat(raw_http.chat("hello", tools=tools))
    assert "cache_stable;tools" in answer.headers["x-llama-stream-top"]
    assert "cache_stable;tools" in proxy.wait_for_request("done")["rewrites"]
    # The client's own order is what the log keeps.
    entry = proxy.traffic(1)[0]
    assert [tool["function"]["name"] for tool in entry["request"]["tools"]] == ["zip", "add"]
