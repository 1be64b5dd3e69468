"""`langchain-openai`, `-anthropic` and `-ollama`: the same loop over all four protocols."""

import functools
import operator

import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, LOOPS, REPLIES, TOOLS


@pytest.fixture(scope="module")
def chat(library, text_proxy):
    """A chat model of LangChain that speaks a protocol, with the tools."""

    @functools.cache
    def model(wire):
        address = {"base_url": f"{text_proxy.url}/v1", "api_key": "test", "max_retries": 0, "timeout": 30}
        match wire:
            case "chat":
                made = library("langchain_openai").ChatOpenAI(model="tiny", max_tokens=400, stream_usage=True, **address)
            case "responses":
                made = library("langchain_openai").ChatOpenAI(model="tiny", max_tokens=400, use_responses_api=True, **address)
            case "messages":
                made = library("langchain_anthropic").ChatAnthropic(
                    model="tiny", max_tokens=400, **{**address, "base_url": text_proxy.url})
            case "ollama":
                made = library("langchain_ollama").ChatOllama(model="tiny", num_predict=400, base_url=text_proxy.url)
        return made.bind_tools(TOOLS)

    return model


def ask(model, said, streams):
    """The assistant's message, put together from the pieces of a stream or whole."""
    return functools.reduce(operator.add, model.stream(said)) if streams else model.invoke(said)


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", LOOPS)
@pytest.mark.parametrize("wire", ["chat", "messages", "responses", "ollama"])
def test_a_tool_loop(library, chat, wire, trigger, streams):
    model, messages = chat(wire), library("langchain_core.messages")
    said = [messages.SystemMessage("Be brief."), messages.HumanMessage(f"Weather? {trigger}")]
    answer = ask(model, said, streams)
    assert [(call["name"], call["args"]) for call in answer.tool_calls] == list(REPLIES[trigger].calls)
    assert not answer.invalid_tool_calls
    assert answer.text.strip() == REPLIES[trigger].expected_content.strip()
    assert answer.usage_metadata["output_tokens"] > 0 and answer.usage_metadata["input_tokens"] > 0
    said += [answer, *(messages.ToolMessage("18", tool_call_id=call["id"]) for call in answer.tool_calls)]
    assert ask(model, said, streams).text == AFTER_TOOL_RESULT
