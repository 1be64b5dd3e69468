"""The client libraries of the other protocols, on a backend that has calls as text only."""

import json

import anthropic
import ollama
import openai
import pytest
import raw_http
from backends.scripted_replies import AFTER_TOOL_RESULT, REPLIES, TOOLS
from native_wires import SCHEMA

FUNCTIONS = [tool["function"] for tool in TOOLS]
MESSAGES_TOOLS = [{"name": tool["name"], "description": tool.get("description", ""), "input_schema": tool["parameters"]}
                  for tool in FUNCTIONS]
RESPONSES_TOOLS = [{"type": "function", **tool} for tool in FUNCTIONS]
CALLING = ["@hermes", "@split", "@prose", "@parallel", "@utf8", "@sloppy", "@xml", "@typed", "@line", "@thinktool"]


@pytest.fixture
def claude(text_proxy):
    return anthropic.Anthropic(base_url=text_proxy.url, api_key="test", max_retries=0)


@pytest.fixture
def responses(text_proxy):
    return openai.OpenAI(base_url=f"{text_proxy.url}/v1", api_key="test", max_retries=0)


@pytest.fixture
def llama(text_proxy):
    return ollama.Client(host=text_proxy.url)


def message(client, streams, **request):
    """One answer of Messages, read from a stream or whole."""
    request = {"model": "tiny", "max_tokens": 400, "tools": MESSAGES_TOOLS, **request}
    if not streams:
        return client.messages.create(**request)
    with client.messages.stream(**request) as stream:
        return stream.get_final_message()


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("trigger", CALLING)
def test_messages_round_trip(claude, trigger, streams):
    reply = REPLIES[trigger]
    said = [{"role": "user", "content": f"Weather? {trigger}"}]
    answer = message(claude, streams, messages=said)
    calls = [block for block in answer.content if block.type == "tool_use"]
    assert [(call.name, call.input) for call in calls] == list(reply.calls)
    assert "".join(block.text for block in answer.content if block.type == "text").strip() == reply.expected_content.strip()
    assert "".join(block.thinking for block in answer.content if block.type == "thinking").strip() == reply.reasoning
    assert answer.stop_reason == "tool_use" and answer.usage.output_tokens > 0 and answer.usage.input_tokens > 0
    results = [{"type": "tool_result", "tool_use_id": call.id, "content": "18"} for call in reversed(calls)]
    said += [{"role": "assistant", "content": answer.content}, {"role": "user", "content": results}]
    end = message(claude, streams, messages=said)
    assert end.content[0].text == AFTER_TOOL_RESULT and end.stop_reason == "end_turn"


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("trigger", CALLING)
def test_responses_round_trip(responses, trigger, streams):
    reply = REPLIES[trigger]

    def ask(items):
        request = {"model": "tiny", "input": items, "tools": RESPONSES_TOOLS, "max_output_tokens": 400}
        if not streams:
            return responses.responses.create(**request)
        with responses.responses.stream(**request) as stream:
            return stream.get_final_response()

    items = [{"role": "user", "content": f"Weather? {trigger}"}]
    answer = ask(items)
    calls = [item for item in answer.output if item.type == "function_call"]
    assert [(call.name, json.loads(call.arguments)) for call in calls] == list(reply.calls)
    assert answer.output_text.strip() == reply.expected_content.strip()
    assert answer.status == "completed" and answer.usage.total_tokens > 0
    items += [item.model_dump(exclude_none=True) for item in answer.output]
    items += [{"type": "function_call_output", "call_id": call.call_id, "output": "18"} for call in reversed(calls)]
    assert ask(items).output_text == AFTER_TOOL_RESULT


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("trigger", CALLING)
def test_ollama_round_trip(llama, trigger, streams):
    reply = REPLIES[trigger]

    def ask(said):
        answer = llama.chat("tiny", said, tools=TOOLS, stream=streams, options={"num_predict": 400})
        parts = list(answer) if streams else [answer]
        calls = [call for part in parts for call in part.message.tool_calls or []]
        assert parts[-1].done and parts[-1].eval_count > 0
        return "".join(part.message.content or "" for part in parts), calls

    said = [{"role": "user", "content": f"Weather? {trigger}"}]
    text, calls = ask(said)
    assert [(call.function.name, dict(call.function.arguments)) for call in calls] == list(reply.calls)
    assert text.strip() == reply.expected_content.strip()
    said.append({"role": "assistant", "content": text, "tool_calls": [call.model_dump() for call in calls]})
    said += [{"role": "tool", "tool_name": call.function.name, "content": "18"} for call in calls]
    assert ask(said)[0] == AFTER_TOOL_RESULT


def test_limits_are_told(claude, responses, llama):
    said = [{"role": "user", "content": "@long"}]
    assert message(claude, True, messages=said, max_tokens=10).stop_reason == "max_tokens"
    answer = responses.responses.create(model="tiny", input="@long", max_output_tokens=10)
    assert answer.status == "incomplete" and answer.incomplete_details.reason == "max_output_tokens"
    assert llama.chat("tiny", said, options={"num_predict": 10}).done_reason == "length"
    assert llama.generate("tiny", "@long", options={"num_predict": 10}).done_reason == "length"


def test_tokens_are_counted(claude):
    count = claude.messages.count_tokens(model="tiny", messages=[{"role": "user", "content": "Hello there"}])
    answer = message(claude, False, messages=[{"role": "user", "content": "Hello there"}], tools=[])
    assert count.input_tokens == answer.usage.input_tokens + answer.usage.cache_read_input_tokens


def test_ollamas_lists(llama, text_proxy):
    assert llama.list().models
    assert any(key.endswith("context_length") for key in llama.show("tiny").modelinfo)
    assert llama.ps().models
    assert raw_http.request(text_proxy.url, "HEAD", "/").status == 200
    assert llama.generate("tiny", "").done_reason == "load"


def test_errors_have_the_clients_shape(claude, responses, llama):
    with pytest.raises(anthropic.BadRequestError) as caught:
        claude.messages.create(model="tiny", max_tokens=1, messages=[])
    assert caught.value.body["error"]["type"] == "invalid_request_error"
    with pytest.raises(openai.BadRequestError):
        responses.responses.create(model="tiny", input="x", previous_response_id="resp_0")
    with pytest.raises(ollama.ResponseError):
        llama._request_raw("POST", "/api/chat", json={"model": 1})


def test_models_in_anthropics_shape(claude):
    assert [model.id for model in claude.models.list()]


def test_an_answer_has_the_form_that_was_asked_for(native_proxy):
    said, form = [{"role": "user", "content": "Is it so?"}], {"type": "json_schema", "schema": SCHEMA}
    claude = anthropic.Anthropic(base_url=native_proxy.url, api_key="test", max_retries=0)
    answer = message(claude, True, messages=said, tools=[], extra_body={"output_config": {"format": form}})
    texts = [answer.content[0].text]
    responses = openai.OpenAI(base_url=f"{native_proxy.url}/v1", api_key="test", max_retries=0).responses
    texts.append(responses.create(model="tiny", input=said, text={"format": {"name": "a", "strict": True, **form}}).output_text)
    llama = ollama.Client(host=native_proxy.url)
    texts.append(llama.chat("tiny", said, format=SCHEMA).message.content)
    texts.append(llama.generate("tiny", "Is it so?", format=SCHEMA).response)
    assert [type(json.loads(text)["ok"]) for text in texts] == [bool] * 4


def test_the_one_tool_that_must_be_called_is_called(native_proxy):
    said = [{"role": "user", "content": "hello"}]
    claude = anthropic.Anthropic(base_url=native_proxy.url, api_key="test", max_retries=0)
    choice = {"type": "tool", "name": "get_weather"}
    answer = message(claude, True, messages=said, tools=MESSAGES_TOOLS[:1], tool_choice=choice)
    assert [block.name for block in answer.content if block.type == "tool_use"][0] == "get_weather"
    client = openai.OpenAI(base_url=f"{native_proxy.url}/v1", api_key="test", max_retries=0)
    choice = {"type": "function", "name": "get_weather"}
    answer = client.responses.create(model="tiny", input=said, tools=RESPONSES_TOOLS[:1], tool_choice=choice, max_output_tokens=400)
    assert [item.name for item in answer.output if item.type == "function_call"][0] == "get_weather"


def test_stop_texts_end_an_answer(claude, llama):
    said = [{"role": "user", "content": "hello"}]
    answers = [message(claude, streams, messages=said, tools=[], stop_sequences=["tiny"]).content[0].text for streams in (True, False)]
    answers.append(llama.chat("tiny", said, options={"stop": ["tiny"]}).message.content)
    assert [text.strip() for text in answers] == ["Hello! I am a"] * 3
