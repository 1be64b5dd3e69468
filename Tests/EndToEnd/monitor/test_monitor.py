"""The monitor in a real terminal: what it shows, and what the keys do."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
import raw_http
from backends.scripted_replies import TOOLS
from processes import free_port, wait_until
from proxy import BINARY, PROJECT
from terminal import Terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed here")


class Monitor(Terminal):
    """The program in a terminal."""

    def __init__(self, folder, *options, **settings):
        super().__init__(folder, **settings)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.run(BINARY, "--port", self.port, *options)
        wait_until(lambda: self.flag("alternate_on") == "1", what="the monitor's screen")
        wait_until(self.snapshot, what="an answer to /_top/snapshot")

    def snapshot(self):
        try:
            return raw_http.request(self.url, "GET", "/_top/snapshot").json()
        except OSError:
            return None

    def chat(self, prompt, session=None, **more):
        headers = {"X-Session-Id": session} if session else None
        return raw_http.post_chat(self.url, raw_http.chat(prompt, tools=TOOLS, **more), headers=headers)


@pytest.fixture
def monitor(tmp_path):
    """Starts the program with options in a terminal; it is closed with the test."""
    started = []

    def start(*options, **settings):
        started.append(Monitor(tmp_path, *options, **settings))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def with_backend(monitor, text_server):
    return lambda *options, **settings: monitor("--backend", text_server.url, *options, **settings)


def selected_row(screen):
    return wait_until(lambda: re.search(r"^[│|]?[▌>].*?(#\d{4})", screen.text(), re.M), what="a selected row")[1]


def test_overview_shows_requests_with_true_numbers(with_backend, text_server):
    screen = with_backend()
    screen.wait_for(f":{screen.port} → llama-server :{text_server.port}")
    screen.chat("@hermes", stream=True)
    screen.chat("@line")
    screen.wait_for("#0002")
    text = screen.wait_for("done 2")
    lines = text.split("\n")
    assert "LIVE" in lines[0]
    assert "? help" in lines[-1] and "q quit" in lines[-1]
    # The letter says that a call was found in text, the name beside it which tool it is.
    assert "w get_weather" in next(line for line in lines if "#0001" in line)
    assert len(lines) <= 24 and all(len(line) <= 80 for line in lines)


def test_overview_is_complete_at_160x50(with_backend):
    screen = with_backend(columns=160, rows=50)
    screen.chat("@typed")
    text = screen.wait_for("done 1")
    assert screen.url in text and "qwen3-coder-xml" in text


def test_rewrite_tab_shows_the_model_beside_the_client(with_backend):
    screen = with_backend()
    screen.chat("@prose", stream=True)
    screen.wait_for("#0001")
    screen.press("Enter")
    screen.wait_for("Summary")
    screen.press("4")
    text = screen.wait_for("<tool_call>")
    assert "Let me look that up for you." in text
    assert "get_weather" in text and "Nice" in text and "hermes-json" in text
    screen.press("1")
    screen.wait_until_gone("<tool_call>")
    screen.press("q")
    screen.wait_for("q quit")


def test_selection_stays_with_its_request(with_backend):
    screen = with_backend()
    for _ in range(3):
        screen.chat("hello")
    screen.wait_for("done 3")
    screen.press("Down")
    wait_until(lambda: selected_row(screen) == "#0002", what="the selection on the next row")
    screen.chat("hello")
    screen.wait_for("done 4")
    assert selected_row(screen) == "#0002"


def test_keys_change_settings(with_backend, text_server):
    screen = with_backend()
    # As many at a time as there are slots, once it is known how many: keys go out from what is on the screen.
    screen.wait_for(f"max {text_server.slot_count}")
    before = screen.snapshot()["settings"]
    screen.press("+")
    wait_until(lambda: screen.snapshot()["settings"]["chunkSize"] > before["chunkSize"], what="bigger chunks")
    screen.press("-")
    wait_until(lambda: screen.snapshot()["settings"]["chunkSize"] == before["chunkSize"], what="the old chunks")
    screen.press(")")
    wait_until(lambda: screen.snapshot()["settings"]["maxConcurrent"] == before["maxConcurrent"] + 1, what="one more")
    screen.press("p")
    screen.wait_for("y yes")
    screen.press("y")
    wait_until(lambda: screen.snapshot()["settings"]["isPaused"], what="a pause")
    screen.wait_for("HOLD")
    screen.press("p")
    wait_until(lambda: not screen.snapshot()["settings"]["isPaused"], what="the end of the pause")


def test_holds_one_session(with_backend):
    screen = with_backend()
    screen.chat("hello", session="mine")
    screen.wait_for("done 1")
    screen.press("H")
    screen.wait_for("Hold new requests of s1")
    screen.press("y")
    screen.wait_for("HOLD of s1")
    with ThreadPoolExecutor() as pool:
        held = pool.submit(screen.chat, "hello", session="mine")
        screen.wait_for("1 does now")
        assert screen.chat("hello", session="other").status == 200
        assert not held.done()
        screen.press("2")
        screen.wait_for("H s1")
        screen.type(":hold-session s1")
        screen.press("Enter")
        assert held.result().status == 200
    wait_until(lambda: "HOLD of" not in screen.text(), what="the end of the hold")


def test_sends_again_in_another_way(with_backend):
    screen = with_backend(columns=130, rows=40)
    screen.chat("hello")
    screen.wait_for("done 1")
    screen.type(":resend model=another")
    screen.press("Enter")
    screen.wait_for("again, with model another?")
    screen.press("y")
    text = screen.wait_for("THE SAME ANSWER")
    assert "[8 Answers]" in text and "model another" in text
    assert [row.get("resentFrom") for row in screen.snapshot()["requests"]] == [1, None]


EDITORS = [
    ("sed -i s/hello/@line/", "again, edited?"), ("true", "nothing was changed"), ("false", "ended with status 1"),
    ("no-such-editor", "there is no editor no-such-editor"), ("sed -i s/:/=/", "no JSON: unexpected character"),
]


@pytest.mark.parametrize("editor, words", EDITORS, ids=[editor.split()[0] + str(place) for place, (editor, _)
                                                        in enumerate(EDITORS)])
def test_edits_and_sends(with_backend, editor, words):
    screen = with_backend(columns=130, rows=40, environment={"VISUAL": "", "EDITOR": editor})
    screen.chat("hello")
    screen.wait_for("done 1")
    screen.press("Enter")
    screen.wait_for("CLIENT GOT")
    screen.press("i")
    screen.wait_for(words)
    assert screen.flag("alternate_on") == "1"
    if "edited" in words:
        screen.press("y")
        screen.wait_for("DIFFERENT: text")


def test_an_editor_has_the_terminal(with_backend, tmp_path):
    """Keys go to it, also those that would end or stop the proxy; the proxy serves meanwhile."""
    script = tmp_path / "editor.sh"
    script.write_text('echo "EDITING $1"\ntrap "echo interrupted" INT\nwhile read line; do [ "$line" = done ] && exit 0; '
                      'echo "got $line"; done\nwhile read line; do [ "$line" = done ] && exit 0; done\n')
    screen = with_backend(columns=130, rows=40, environment={"VISUAL": f"sh {script}"})
    screen.chat("hello")
    screen.wait_for("done 1")
    screen.press("Enter")
    screen.wait_for("CLIENT GOT")
    screen.press("i")
    screen.wait_for("EDITING ")
    screen.type("qqq")
    screen.press("Enter")
    screen.wait_for("got qqq")
    screen.press("C-z")
    screen.press("C-c")
    screen.wait_for("interrupted")
    assert screen.chat("hello").status == 200
    screen.type("done")
    screen.press("Enter")
    screen.wait_for("nothing was changed")
    screen.wait_for("CLIENT GOT")
    assert not list(tmp_path.glob("llama-stream-top-*"))


def test_report_only_touches_nothing_and_shows_it(with_backend):
    screen = with_backend()
    screen.wait_for("max ")
    screen.press("m")
    screen.wait_for("y yes")
    screen.press("y")
    screen.wait_for("REPORT ONLY")
    wait_until(lambda: screen.snapshot()["settings"]["streamMode"] == "passthrough", what="the mode")
    for answer in screen.chat("@hermes"), screen.chat("@hermes", stream=True):
        assert b"<tool_call>" in answer.body and b"tool_calls" not in answer.body
    screen.wait_for("done 2")
    assert all(re.search(r"\br get_weather\b", line) for line in screen.screen() if "#000" in line and "done" in line)
    tools = screen.snapshot()["tools"]
    assert tools["leftInText"] == 2 and tools["rewritten"] == []
    screen.press("m")
    screen.wait_until_gone("REPORT ONLY")
    assert b"<tool_call>" not in screen.chat("@hermes").body


@pytest.mark.parametrize("stream", [True, False])
def test_resend_asks_and_makes_a_new_row(with_backend, text_server, stream):
    screen = with_backend()
    raw_http.request(screen.url, "POST", "/v1/chat/completions", raw_http.chat("@hermes", tools=TOOLS, stream=stream),
                     headers={"User-Agent": "aider/1", "Authorization": "Bearer mine"})
    screen.wait_for("done 1")
    screen.press("Enter", "r")
    assert "Send #0001 of aider again?" in screen.wait_for("y yes")
    screen.press("n")
    screen.wait_until_gone("y yes")
    screen.press("r")
    screen.wait_for("y yes")
    screen.press("y")
    screen.wait_for("#0001 sent again as #0002")
    screen.press("q")
    screen.wait_for("done 2")
    rows = {row["id"]: row for row in screen.snapshot()["requests"]}
    first, second = (rows[number] for number in sorted(rows))
    assert second["resentFrom"] == first["id"] and second["agent"] == "resend"
    assert second["session"] == first["session"] and second["wantsStream"] == stream
    assert [call["name"] for call in second["calls"]] == [call["name"] for call in first["calls"]] != []
    assert text_server.busy_slots() == 0


def test_the_screen_as_a_file(with_backend, tmp_path):
    screen = with_backend()
    screen.chat("@hermes")
    screen.wait_for("done 1")
    for words in "wrote ~/screen.txt", "cannot write (File exists): ~/screen.txt":
        screen.type(f":dump {tmp_path}/screen.txt")
        screen.press("Enter")
        screen.wait_for(words)
    text = (tmp_path / "screen.txt").read_text()
    assert "#0001" in text and "LIVE" in text and len(text.split("\n")) == 25
    assert (tmp_path / "screen.txt").stat().st_mode & 0o777 == 0o600


def test_a_key_typed_ahead_changes_the_settings_in_force(tmp_path, text_server):
    screen = Terminal(tmp_path)
    try:
        url = f"http://127.0.0.1:{(port := free_port())}"
        screen.run(BINARY, "--port", port, "--backend", text_server.url)
        wait_until(lambda: screen.flag("alternate_on") == "1", what="the monitor's screen")
        screen.press("+")
        screen.wait_for("chunk 100")
        assert raw_http.request(url, "GET", "/_top/snapshot").json()["settings"]["chunkSize"] == 100
    finally:
        screen.close()


def test_cancel_asks_first(with_backend, text_server):
    screen = with_backend()
    body = raw_http.chat("@long", stream=True)
    with raw_http.Exchange(screen.url, "POST", "/v1/chat/completions", body) as exchange:
        next(exchange.pieces())
        screen.wait_for("#0001")
        screen.press("X")
        screen.wait_for("y yes")
        screen.press("n")
        screen.wait_until_gone("y yes")
        assert text_server.busy_slots() == 1
        screen.press("X")
        screen.wait_for("y yes")
        screen.press("y")
        wait_until(lambda: text_server.busy_slots() == 0, what="an idle slot")
        screen.wait_for("cancel")


def test_purge_names_its_target(monitor, start_llama_server, tmp_path):
    server = start_llama_server(slots=1, slot_save_path=tmp_path)
    screen = monitor("--backend", server.url)
    screen.wait_for("→ llama-server")
    screen.chat("fill the cache with this")
    screen.press("P")
    assert server.url in screen.wait_for("y yes")
    screen.press("y")
    wait_until(lambda: any("purge" in event["notice"]["text"].lower() for event in screen.snapshot()["events"]),
               what="a notice of the purge")
    assert raw_http.request(server.url, "POST", "/slots/0?action=erase").json()["n_erased"] == 0


def test_help_opens_and_closes(with_backend):
    screen = with_backend()
    screen.press("?")
    text = screen.wait_for("HELP")
    assert "purge the KV cache" in text
    screen.press("Escape")
    screen.wait_until_gone("HELP")


def test_any_size(with_backend):
    screen = with_backend()
    screen.chat("@hermes")
    screen.wait_for("#0001")
    for columns, rows in [(40, 10), (24, 4), (10, 2), (1, 1), (200, 60), (24, 4), (80, 24)]:
        screen.resize(columns, rows)
        wait_until(lambda: (screen.flag("pane_width"), screen.flag("pane_height")) == (str(columns), str(rows)),
                   what="the new size")
        wait_until(lambda: all(len(line) <= columns for line in screen.screen()), what="a picture that fits")
    screen.wait_for("#0001")
    assert screen.snapshot()["totals"]["done"] == 1


def test_smallest_useful_size_shows_what_counts(with_backend):
    screen = with_backend(columns=24, rows=4)
    text = wait_until(lambda: "run" in screen.text() and screen.text(), what="the counters")
    assert "q quit" in text


def test_control_characters_do_not_reach_the_terminal(with_backend):
    screen = with_backend()
    evil = "\x1b]0;pwned\x07\x1b[31mevil\x1b[2J\u202e"
    raw_http.post_chat(screen.url, {**raw_http.chat(evil), "model": evil}, headers={"User-Agent": "x/\x9b31m"})
    screen.wait_for("#0001")
    screen.press("Enter")
    screen.wait_for("Summary")
    screen.press("1")
    assert "evil" in screen.wait_for("evil")
    assert screen.flag("pane_title") != "pwned"
    assert "\u202e" not in screen.text()


def colours(lines):
    """The colour codes in escape sequences of text attributes."""
    codes = [code for line in lines for found in re.findall(r"\x1b\[([0-9;]*)m", line) for code in found.split(";")]
    return {code for code in codes if re.fullmatch(r"(3|4|9|10)[0-8]", code)}


def test_colours_and_no_color(monitor, text_server):
    coloured = monitor("--backend", text_server.url)
    coloured.wait_for("LIVE")
    assert colours(coloured.ansi())
    plain = monitor("--backend", text_server.url, environment={"NO_COLOR": "1"})
    plain.wait_for("LIVE")
    assert not colours(plain.ansi())


def test_ascii_where_the_locale_is_not_unicode(with_backend):
    screen = with_backend(environment={"LC_ALL": "C"})
    screen.chat("@utf8")
    screen.wait_for("#0001")
    assert screen.text().isascii()


def test_demo_says_that_it_is_one(monitor):
    screen = monitor("--backend", f"http://127.0.0.1:{free_port()}", "--demo-if-unreachable")
    screen.wait_for("DEMO: no backend answered at")
    screen.wait_for("BACKEND_URL=http://HOST:PORT make run")
    screen.wait_for("#0001", seconds=30)


def test_a_client_that_asks_again(with_backend):
    """The backend refuses the first try, the second one is answered: the history tells of both."""
    screen = with_backend(columns=130, rows=40)
    refused = {**raw_http.chat("hello"), "grammar": "root ::= ((("}
    raw_http.post_chat(screen.url, refused)
    raw_http.post_chat(screen.url, raw_http.chat("hello"))
    screen.wait_for("done 1")
    second, first = screen.snapshot()["requests"]
    assert second["asksAgain"] == first["id"] and second["tries"] == 2
    assert any(re.search(r"[▌>]2 #0002", line) for line in screen.screen()), screen.text()
    screen.press("Enter", "1")
    text = screen.wait_for("asked  ")
    assert re.search(r"1  #0001 .*error 400", text) and re.search(r"2  #0002 .*done", text), text


def test_json_is_folded(with_backend):
    screen = with_backend(columns=100, rows=30)
    screen.chat("hello")
    screen.wait_for("done 1")
    screen.press("Enter", "2")
    screen.wait_for("1 message")
    screen.press("J")
    screen.wait_for("body of the request")
    screen.press("Z")
    text = screen.wait_for_match(r"messages: \[\.\.\. 1 item\]")
    assert re.search(r"tools: \[\.\.\. \d+ items?\]", text), text
    screen.press("Enter")
    screen.wait_for_match(r"0: |\{\.\.\. 2 members\}")
    screen.press("Escape")
    screen.wait_until_gone("body of the request")
