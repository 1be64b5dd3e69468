"""The backend dies at every byte of its answer, by FIN and by RST: each time the client gets a proper end or an error, the
place at the gate is free again, and no call is made up. FIN and RST take turns, and where the client gets one body, every fourth
byte will do; with DEATHS=all both come at every byte.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import raw_http
import strict_stream
from processes import wait_until
from torture.dying_backend import ANSWERS, ARGUMENTS, DyingBackend

TOOLS = [{"type": "function", "function": {"name": "search", "parameters": {
    "type": "object", "properties": {"query": {"type": "string"}}}}}]
AT_A_TIME = 12


def check_stream(response):
    """A 200 is a stream with a proper end; what it says of a call is a beginning of what the model wrote."""
    stream = strict_stream.read(response.body)
    for message in stream.choices.values():
        assert "Let me look. ".startswith(message.content.strip(" ")) or message.content.startswith("Let me look.")
        for call in message.calls:
            assert call.name == "search"
            assert ARGUMENTS.startswith(call.arguments)
    return stream.error is None


def check_body(response):
    message = json.loads(response.body)["choices"][0]["message"]
    calls = message.get("tool_calls") or []
    assert [(call["function"]["name"], call["function"]["arguments"]) for call in calls] == [("search", ARGUMENTS)]
    return True


def ask(proxy, answer, cut, how, stream):
    body = raw_http.chat(f"cut={cut};how={how};answer={answer}", stream=stream, tools=TOOLS)
    response = raw_http.post_chat(proxy.url, body)
    assert response.is_complete, f"{answer} {cut} {how}: not framed to its end"
    if response.status != 200:
        assert response.status == 502
        assert json.loads(response.body)["error"]["message"]
        return False
    return (check_stream if stream else check_body)(response)


@pytest.fixture(scope="module")
def dying():
    backend = DyingBackend()
    yield backend
    backend.stop()


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_byte(answer, stream, dying, start_proxy_once, measured):
    proxy = start_proxy_once(dying.url, "--max-concurrent", "8")
    whole = len(ANSWERS[answer])
    ways = ("close", "reset")
    step = 1 if stream else 4
    cases = [(cut, how) for cut in range(whole + 1) for how in ways
             if os.environ.get("DEATHS") == "all" or (whole - cut) % step == 0 and how == ways[(whole - cut) // step % 2]]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        good = list(pool.map(lambda case: ask(proxy, answer, *case, stream), cases))
    assert good[cases.index((whole, "close"))], "the whole answer was not delivered"
    wait_until(lambda: all(backend["running"] == 0 and backend["queued"] == 0
                           for backend in proxy.snapshot()["backends"]), what="a free gate")
    measured(f"{answer}, {'streamed' if stream else 'whole'}: {len(cases)} deaths, {sum(good)} answers whole all the same")
