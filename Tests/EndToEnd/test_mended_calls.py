"""A call whose arguments are no JSON: it is not run, the model is told so in the agent's own words, and mends it."""

import json

import anthropic
import ollama
import openai
import pytest
from backends.mending_model import CALLS, END, MEANT, MendingModel
from backends.scripted_replies import TOOLS
from test_wires import MESSAGES_TOOLS, RESPONSES_TOOLS, message


@pytest.fixture(scope="module")
def models():
    """A model for each dialect."""
    started = {dialect: MendingModel(dialect) for dialect in CALLS}
    yield started
    for model in started.values():
        model.stop()


@pytest.fixture(params=CALLS)
def ask(request, models, start_proxy_once):
    """A proxy before a model that writes in one dialect; the model stands in `.model`."""
    model = models[request.param]
    model.requests.clear()
    proxy = start_proxy_once(model.url)
    proxy.model = model
    return proxy


def run(name, arguments, ran):
    """What an agent does with a call: a result, or what is wrong with the arguments; whether it is an error."""
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except ValueError as error:
            return f"Error: the arguments are no JSON: {error}", True
    schema = next(tool["function"]["parameters"] for tool in TOOLS if tool["function"]["name"] == name)
    strange = [key for key in arguments if key not in schema["properties"]]
    kinds = {"string": str, "integer": int, "boolean": bool}
    wrong = [key for key, value in arguments.items()
             if key in schema["properties"] and not isinstance(value, kinds[schema["properties"][key]["type"]])]
    missing = [key for key in schema["required"] if key not in arguments]
    if strange or wrong or missing:
        return f"Error: not known: {strange}, of the wrong type: {wrong}, missing: {missing}", True
    ran.append((name, arguments))
    return "18", False


def loop(turn, turns=3):
    """Takes turns until there is no call; `turn` gives the text and the calls."""
    for _ in range(turns):
        text, calls = turn()
        if not calls:
            return text
    raise AssertionError("it did not come to an end")


def check(ask, end, ran):
    assert end == END and ran == [MEANT]
    told = [message["content"] for message in ask.model.requests[1]["messages"] if message["role"] == "tool"]
    assert len(told) == 1 and "Error" in told[0]
    # The model sees its own call again, as far as a template can have it, and nothing of another protocol's ways.
    call = next(message["tool_calls"][0]["function"] for message in ask.model.requests[1]["messages"] if message.get("tool_calls"))
    assert isinstance(json.loads(call["arguments"]), dict) and "unparsed" not in call["arguments"]


STREAMS = pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])


@STREAMS
def test_chat(ask, streams):
    client = openai.OpenAI(base_url=f"{ask.url}/v1", api_key="test", max_retries=0)
    said, ran = [{"role": "user", "content": "Weather?"}], []

    def turn():
        request = {"model": "m", "messages": said, "tools": TOOLS}
        if streams:
            with client.chat.completions.stream(**request) as stream:
                answer = stream.get_final_completion().choices[0].message
        else:
            answer = client.chat.completions.create(**request).choices[0].message
        said.append(answer.model_dump(exclude_none=True, include={"role", "content", "tool_calls"}))
        for call in answer.tool_calls or []:
            said.append({"role": "tool", "tool_call_id": call.id, "content": run(call.function.name, call.function.arguments, ran)[0]})
        return answer.content, answer.tool_calls

    check(ask, loop(turn), ran)


@STREAMS
def test_responses(ask, streams):
    client = openai.OpenAI(base_url=f"{ask.url}/v1", api_key="test", max_retries=0)
    items, ran = [{"role": "user", "content": "Weather?"}], []

    def turn():
        request = {"model": "m", "input": items, "tools": RESPONSES_TOOLS}
        if streams:
            with client.responses.stream(**request) as stream:
                answer = stream.get_final_response()
        else:
            answer = client.responses.create(**request)
        calls = [item for item in answer.output if item.type == "function_call"]
        items.extend(item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in answer.output)
        items.extend({"type": "function_call_output", "call_id": call.call_id, "output": run(call.name, call.arguments, ran)[0]}
                     for call in calls)
        return answer.output_text, calls

    check(ask, loop(turn), ran)


@STREAMS
def test_messages(ask, streams):
    client = anthropic.Anthropic(base_url=ask.url, api_key="test", max_retries=0)
    said, ran = [{"role": "user", "content": "Weather?"}], []

    def turn():
        answer = message(client, streams, messages=said, model="m")
        calls = [block for block in answer.content if block.type == "tool_use"]
        assert (answer.stop_reason == "tool_use") == bool(calls)
        said.append({"role": "assistant", "content": answer.content})
        results = []
        for call in calls:
            text, is_error = run(call.name, call.input, ran)
            results.append({"type": "tool_result", "tool_use_id": call.id, "content": text, "is_error": is_error})
        said.append({"role": "user", "content": results})
        return "".join(block.text for block in answer.content if block.type == "text"), calls

    check(ask, loop(turn), ran)


@STREAMS
def test_ollama(ask, streams):
    client = ollama.Client(host=ask.url)
    said, ran = [{"role": "user", "content": "Weather?"}], []

    def turn():
        answer = client.chat("m", said, tools=TOOLS, stream=streams)
        parts = list(answer) if streams else [answer]
        text = "".join(part.message.content or "" for part in parts)
        calls = [call for part in parts for call in part.message.tool_calls or []]
        said.append({"role": "assistant", "content": text, "tool_calls": [call.model_dump() for call in calls]})
        for call in calls:
            result = run(call.function.name, dict(call.function.arguments), ran)[0]
            said.append({"role": "tool", "tool_name": call.function.name, "content": result})
        return text, calls

    check(ask, loop(turn), ran)
