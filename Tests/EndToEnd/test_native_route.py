"""A backend that is asked on its own route, `wire: native`: the calls that it leaves in the text are found all the same."""

import json

import anthropic
import openai
import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, REPLIES
from test_wires import MESSAGES_TOOLS, RESPONSES_TOOLS, message

CALLING = ["@hermes", "@prose", "@parallel", "@xml", "@line"]


@pytest.fixture(scope="module")
def native_route(start_proxy_once, text_server):
    return start_proxy_once(text_server.url, "--wire", "native")


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("trigger", CALLING)
def test_messages(native_route, trigger, streams):
    client = anthropic.Anthropic(base_url=native_route.url, api_key="test", max_retries=0)
    reply = REPLIES[trigger]
    said = [{"role": "user", "content": f"Weather? {trigger}"}]
    answer = message(client, streams, messages=said)
    calls = [block for block in answer.content if block.type == "tool_use"]
    assert [(call.name, call.input) for call in calls] == list(reply.calls)
    assert "".join(block.text for block in answer.content if block.type == "text").strip() == reply.expected_content.strip()
    assert answer.stop_reason == "tool_use" and answer.usage.output_tokens > 0
    results = [{"type": "tool_result", "tool_use_id": call.id, "content": "18"} for call in calls]
    said += [{"role": "assistant", "content": answer.content}, {"role": "user", "content": results}]
    assert message(client, streams, messages=said).content[0].text == AFTER_TOOL_RESULT


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("trigger", CALLING)
def test_responses(native_route, trigger, streams):
    client = openai.OpenAI(base_url=f"{native_route.url}/v1", api_key="test", max_retries=0)
    reply = REPLIES[trigger]
    request = {"model": "tiny", "input": f"Weather? {trigger}", "tools": RESPONSES_TOOLS, "max_output_tokens": 400}
    if streams:
        with client.responses.stream(**request) as stream:
            answer = stream.get_final_response()
    else:
        answer = client.responses.create(**request)
    calls = [item for item in answer.output if item.type == "function_call"]
    assert [(call.name, json.loads(call.arguments)) for call in calls] == list(reply.calls)
    assert answer.output_text.strip() == reply.expected_content.strip()
    assert answer.status == "completed"
