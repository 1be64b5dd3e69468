"""Proxies that are watched from elsewhere: one or several, broken connections, keys, orders, lines without a screen."""

import json
import re
import shutil

import pytest
import raw_http
from backends.scripted_replies import TOOLS
from processes import Child, free_port, wait_until
from proxy import BINARY, Proxy, isolated_environment, run
from terminal import Terminal

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed here")


@pytest.fixture
def attach(tmp_path):
    """Starts `attach` with these arguments in a terminal."""
    started = []

    def start(*arguments, **settings):
        started.append(Terminal(tmp_path, **settings))
        started[-1].run(BINARY, "attach", *arguments)
        return started[-1]

    yield start
    for each in started:
        each.close()


def port_of(proxy):
    return proxy.url.rsplit(":", 1)[1]


@needs_tmux
def test_shows_two_and_heals(attach, tmp_path):
    port = free_port()
    proxies = [Proxy(tmp_path / "a", "--demo", "--demo-traffic"),
               Proxy(tmp_path / "b", "--demo", "--demo-traffic", "--port", port)]
    try:
        screen = attach(f":{port_of(proxies[0])}", f"big=:{port}", columns=120, rows=40)
        screen.wait_for("2 proxies")
        screen.wait_for("A0001", seconds=30)
        screen.wait_for("B0001", seconds=30)
        known = screen.wait_for_match(r"B big +LIVE .*done [1-9]", seconds=30)
        proxies[1].child.kill()
        screen.wait_for("1 of 2 LIVE")
        text = screen.wait_for_match(r"B big +STALE [3-9]s .*connection refused")
        assert re.search(r"A :\d+ +LIVE", text)
        # What was known of it stays, and is told from what is known now.
        done = [int(re.search(r"B big .*done (\d+)", shown)[1]) for shown in (known, text)]
        assert "B0001" in text and done[1] >= done[0]
        proxies[1] = Proxy(tmp_path / "b2", "--demo", "--demo-traffic", "--port", port)
        screen.wait_until_gone("1 of 2 LIVE", seconds=20)
        screen.wait_for_match(r"B big +LIVE")
        screen.press("Q")
        screen.wait_for("ready$")
        # Whoever leaves ends nothing there.
        assert proxies[0].chat(raw_http.chat("hello")).status == 200
    finally:
        for proxy in proxies:
            proxy.stop()


@needs_tmux
def test_all_tabs_of_a_request(attach, start_proxy, text_server):
    proxy = start_proxy(text_server.url)
    proxy.chat(raw_http.chat("@prose", stream=True, tools=TOOLS))
    screen = attach(proxy.url, columns=100, rows=40)
    screen.wait_for("#0001")
    screen.press("Enter")
    for key, words in [("1", "POST /v1/chat/completions"), ("2", "@prose"), ("3", "get_weather"), ("4", "<tool_call>"),
                       ("5", "WHERE THE TIME WENT"), ("6", "what each event brings"), ("o", "chat.completion.chunk"),
                       ("7", "no earlier prompt")]:
        screen.press(key)
        screen.wait_for(words)


@needs_tmux
def test_keeps_nothing_of_another_run(attach, start_proxy, text_server):
    port = free_port()
    first = start_proxy(text_server.url, "--port", port)
    first.chat(raw_http.chat("words of the first run"))
    screen = attach(f":{port}", columns=100, rows=40)
    screen.wait_for("#0001")
    screen.press("Enter", "2")
    screen.wait_for("words of the first run")
    assert first.stop() == 0
    second = start_proxy(text_server.url, "--port", port)
    second.chat(raw_http.chat("words of the second run"))
    assert "first run" not in screen.wait_for("words of the second run", seconds=20)


@needs_tmux
def test_compares_with_a_tagged_request(attach, start_proxy, text_server):
    proxy = start_proxy(text_server.url)
    for word in "one", "two", "three":
        proxy.chat(raw_http.chat(f"hello {word}"))
    screen = attach(proxy.url, columns=100, rows=40)
    screen.wait_for("done 3")
    screen.press("G", "Space")
    screen.type(":open 3")
    screen.press("Enter", "7")
    text = screen.wait_for("against #0001, which is tagged")
    assert "PARTS FROM #0001" in text and "hello one" in text and "hello three" in text
    screen.press("q", "U")
    screen.type(":open 3")
    screen.press("Enter")
    assert "hello two" in screen.wait_for("#0002 is the one before it")


@needs_tmux
def test_an_open_request_fills_in_while_it_runs(attach, start_proxy):
    proxy = start_proxy(None, "--demo", environment={"LLAMA_STREAM_TOP_DEMO_SPEED": "0.2"})
    screen = attach(proxy.url, columns=100, rows=40)
    screen.wait_for("LIVE")
    with proxy.open_chat(raw_http.chat("Tell me about the sea.", stream=True)):
        screen.wait_for("#0001")
        screen.press("Enter")
        screen.press("4")

        def shown():
            found = re.search(r"bytes 0-(\d+)", screen.text())
            return int(found[1]) if found else 0

        before = wait_until(shown, seconds=30, what="some of the text")
        wait_until(lambda: shown() > before, what="more of the text")


@needs_tmux
def test_changes_nothing_unless_allowed(attach, start_proxy, text_server):
    proxy = start_proxy(text_server.url)
    size = proxy.snapshot()["settings"]["chunkSize"]
    screen = attach(proxy.url)
    screen.wait_for("READ-ONLY")
    screen.press("+")
    screen.wait_for("read-only:")
    assert proxy.snapshot()["settings"]["chunkSize"] == size
    screen.close()
    screen = attach(proxy.url, "--control")
    screen.wait_for("LIVE")
    screen.press("+")
    wait_until(lambda: proxy.snapshot()["settings"]["chunkSize"] > size, what="bigger chunks")
    with proxy.open_chat(raw_http.chat("@long", stream=True)) as exchange:
        next(exchange.pieces())
        screen.wait_for("#0001")
        screen.press("X")
        screen.wait_for("y yes")
        screen.press("y")
        proxy.wait_for_request("cancelled")
    proxy.chat(raw_http.chat("hello"))
    screen.wait_for("done 1")
    screen.type(":2")
    screen.press("Enter", "r")
    assert "Send #0002 of" in screen.wait_for("y yes")
    screen.press("y")
    screen.wait_for("#0002 sent again as #0003")
    screen.wait_for("done 2")
    wait_until(lambda: any(row.get("resentFrom") for row in proxy.snapshot()["requests"]), what="the new request")
    screen.press("m")
    screen.wait_for("y yes")
    screen.press("y")
    wait_until(lambda: proxy.snapshot()["settings"]["streamMode"] == "passthrough", what="report only")


@needs_tmux
def test_holds_and_sends_again_at_one_of_two(attach, start_proxy, text_server):
    proxies = [start_proxy(text_server.url), start_proxy(text_server.url)]
    screen = attach("--control", *[proxy.url for proxy in proxies], columns=130, rows=40)
    proxies[1].chat(raw_http.chat("hello"))
    screen.wait_for("done 1")
    screen.type(":resend model=another")
    screen.press("Enter")
    screen.wait_for("with model another?")
    screen.press("y")
    screen.wait_for("THE SAME ANSWER")
    assert "[8 Answers]" in screen.text() and [proxy.snapshot()["totals"]["done"] for proxy in proxies] == [0, 2]
    screen.press("Escape", "H")
    screen.wait_for("Hold new requests of Bs1")
    screen.press("y")
    screen.wait_for("HOLD of Bs1")
    assert proxies[1].snapshot()["sessions"][0]["heldSince"]
    screen.type(":hold-session Bs1")
    screen.press("Enter")
    screen.wait_until_gone("HOLD of")


@needs_tmux
def test_leaves_the_terminal_as_it_was(attach, start_proxy, text_server):
    screen = attach(start_proxy(text_server.url).url)
    screen.wait_for("LIVE")
    screen.press("q")
    screen.wait_for("ready$")
    assert screen.flag("alternate_on") == "0" and screen.flag("cursor_flag") == "1"


def test_says_what_is_wrong(tmp_path, start_proxy, text_server):
    nobody = run("attach", f":{free_port()}", folder=tmp_path)
    assert nobody.returncode == 69 and "connection refused" in nobody.stderr and "Is llama-stream-top running" in nobody.stderr
    server = run("attach", text_server.url, folder=tmp_path)
    assert server.returncode == 69 and "is no llama-stream-top" in server.stderr
    nonsense = run("attach", "a b", folder=tmp_path)
    assert nonsense.returncode == 64 and "is no address of a proxy" in nonsense.stderr
    (tmp_path / "keys").write_text("right\n")
    (tmp_path / "wrong").write_text("wrong\n")
    proxy = start_proxy(text_server.url, "--api-key-file", tmp_path / "keys")
    needs = run("attach", proxy.url, folder=tmp_path)
    assert needs.returncode == 69 and "--api-key-file FILE or LLAMA_STREAM_TOP_API_KEY" in needs.stderr
    refused = run("attach", proxy.url, "--api-key-file", tmp_path / "wrong", folder=tmp_path)
    assert refused.returncode == 69 and "refuses the API key" in refused.stderr


@pytest.fixture
def watch(tmp_path):
    """Starts `attach --no-tui` with these arguments."""
    children = []

    def start(*arguments, environment=None):
        child = Child([BINARY, "attach", "--no-tui", *arguments], tmp_path, f"watch-{len(children)}",
                      environment={**isolated_environment(tmp_path), **(environment or {})}, cwd=tmp_path)
        children.append(child)
        child.wait_for(lambda: "watching" in child.errors(), what="attach")
        return child

    yield start
    for child in children:
        assert child.terminate() == 0


def test_prints_lines_without_a_screen(watch, start_proxy, text_server):
    proxy = start_proxy(text_server.url)
    proxy.chat(raw_http.chat("before"))
    child = watch(proxy.url)
    proxy.chat(raw_http.chat("@hermes", stream=True, tools=TOOLS))
    # The line of its end; there is one of its beginning too.
    wait_until(lambda: "calls hermes-json:get_weather" in child.output(), what="the request's line")
    assert "#0002" in child.output()
    assert "#0001" not in child.output()


def test_filters_and_names_the_proxy_in_lines(watch, start_proxy, text_server, tmp_path):
    (tmp_path / "key").write_text("secret\n")
    first = start_proxy(text_server.url)
    second = start_proxy(text_server.url, "--api-key-file", tmp_path / "key")
    child = watch(f"one={first.url}", f"two={second.url}", "--filter", "calls>0", "--log-format", "json",
                  environment={"LLAMA_STREAM_TOP_API_KEY": "secret"})
    first.chat(raw_http.chat("plain"))
    first.chat(raw_http.chat("@hermes", tools=TOOLS))
    second.chat(raw_http.chat("@line", tools=TOOLS), headers={"Authorization": "Bearer secret"})
    def ended():
        lines = [json.loads(line) for line in child.output().splitlines()]
        return {(line["proxy"], line["id"]) for line in lines if line["event"] == "request"}

    wait_until(lambda: len(ended()) == 2, what="two lines")
    assert ended() == {("one", 2), ("two", 1)}


def test_goes_on_with_those_that_answer(watch, start_proxy, text_server):
    proxy = start_proxy(text_server.url)
    child = watch(proxy.url, f"gone=:{free_port()}")
    wait_until(lambda: "nothing answers" in child.errors(), what="a word about the other one")
    proxy.chat(raw_http.chat("hello"))
    wait_until(lambda: "A0001" in child.output(), what="the request's line")
