"""`litellm`: its own translation from each protocol to OpenAI's shapes stands behind the proxy's."""

import json

import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, LOOPS, REPLIES, TOOLS
from native_wires import SCHEMA

PROVIDERS = {"chat": ("openai/tiny", "/v1"), "messages": ("anthropic/tiny", ""), "ollama": ("ollama_chat/tiny", "")}


@pytest.fixture(scope="module")
def litellm(library):
    module = library("litellm")
    module.telemetry = False
    module.suppress_debug_info = True
    return module


def ask(litellm, url, wire, said, streams):
    """One turn: the assistant's message."""
    model, path = PROVIDERS[wire]
    answer = litellm.completion(model=model, api_base=url + path, api_key="test", messages=said, tools=TOOLS, max_tokens=400,
                                stream=streams, timeout=30, num_retries=0)
    if streams:
        answer = litellm.stream_chunk_builder(list(answer), messages=said)
    return answer.choices[0]


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", LOOPS)
@pytest.mark.parametrize("wire", PROVIDERS)
def test_a_tool_loop(litellm, text_proxy, wire, trigger, streams):
    said = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": f"Weather? {trigger}"}]
    choice = ask(litellm, text_proxy.url, wire, said, streams)
    calls = choice.message.tool_calls
    assert [(c.function.name, json.loads(c.function.arguments)) for c in calls] == list(REPLIES[trigger].calls)
    assert (choice.message.content or "").strip() == REPLIES[trigger].expected_content.strip()
    assert choice.finish_reason == "tool_calls"
    said.append(choice.message.model_dump(exclude_none=True))
    said += [{"role": "tool", "tool_call_id": call.id, "name": call.function.name, "content": "18"} for call in calls]
    assert ask(litellm, text_proxy.url, wire, said, streams).message.content == AFTER_TOOL_RESULT


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", LOOPS)
def test_a_tool_loop_over_responses(litellm, text_proxy, trigger, streams):
    def ask_responses(items):
        answer = litellm.responses(
            model="openai/tiny", api_base=f"{text_proxy.url}/v1", api_key="test", input=items, stream=streams,
            tools=[{"type": "function", **tool["function"]} for tool in TOOLS], max_output_tokens=400, timeout=30)
        return [event for event in answer if event.type == "response.completed"][-1].response if streams else answer

    items = [{"role": "user", "content": f"Weather? {trigger}"}]
    answer = ask_responses(items)
    calls = [item for item in answer.output if item.type == "function_call"]
    assert [(call.name, json.loads(call.arguments)) for call in calls] == list(REPLIES[trigger].calls)
    items += [item.model_dump(exclude_none=True) for item in answer.output]
    items += [{"type": "function_call_output", "call_id": call.call_id, "output": "18"} for call in calls]
    assert ask_responses(items).output[-1].content[0].text == AFTER_TOOL_RESULT


@pytest.mark.parametrize("wire", PROVIDERS)
def test_an_answer_of_a_type(litellm, native_proxy, wire):
    model, path = PROVIDERS[wire]
    form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True}}
    answer = litellm.completion(model=model, api_base=native_proxy.url + path, api_key="test", max_tokens=400, timeout=30,
                                messages=[{"role": "user", "content": "Is it so?"}], response_format=form)
    assert isinstance(json.loads(answer.choices[0].message.content)["ok"], bool)
