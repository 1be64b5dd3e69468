"""`langchain-openai`, `-anthropic` and `-ollama`: the same loop over all four protocols."""

import functools
import operator

import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, LOOPS, REPLIES, TOOLS
from native_wires import SCHEMA


@pytest.fixture(scope="module")
def chat(library):
    """A chat model of LangChain that speaks a protocol with a proxy."""

    @functools.cache
    def model(wire, proxy):
        address = {"base_url": f"{proxy.url}/v1", "api_key": "test", "max_retries": 0, "timeout": 30}
        match wire:
            case "chat":
                made = library("langchain_openai").ChatOpenAI(model="tiny", max_tokens=400, stream_usage=True, **address)
            case "responses":
                made = library("langchain_openai").ChatOpenAI(model="tiny", max_tokens=400, use_responses_api=True, **address)
            case "messages":
                made = library("langchain_anthropic").ChatAnthropic(
                    model="tiny", max_tokens=400, **{**address, "base_url": proxy.url})
            case "ollama":
                made = library("langchain_ollama").ChatOllama(model="tiny", num_predict=400, base_url=proxy.url)
        return made

    return model


def ask(model, said, streams):
    """The assistant's message, put together from the pieces of a stream or whole."""
    return functools.reduce(operator.add, model.stream(said)) if streams else model.invoke(said)


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", LOOPS)
@pytest.mark.parametrize("wire", ["chat", "messages", "responses", "ollama"])
def test_a_tool_loop(library, chat, text_proxy, wire, trigger, streams):
    model, messages = chat(wire, text_proxy).bind_tools(TOOLS), library("langchain_core.messages")
    said = [messages.SystemMessage("Be brief."), messages.HumanMessage(f"Weather? {trigger}")]
    answer = ask(model, said, streams)
    assert [(call["name"], call["args"]) for call in answer.tool_calls] == list(REPLIES[trigger].calls)
    assert not answer.invalid_tool_calls
    assert answer.text.strip() == REPLIES[trigger].expected_content.strip()
    assert answer.usage_metadata["output_tokens"] > 0 and answer.usage_metadata["input_tokens"] > 0
    said += [answer, *(messages.ToolMessage("18", tool_call_id=call["id"]) for call in answer.tool_calls)]
    assert ask(model, said, streams).text == AFTER_TOOL_RESULT


# Over chat completions llama-server does not obey a tool's name, and Ollama's protocol has no word for it.
@pytest.mark.parametrize("wire, method", [
    *((wire, "json_schema") for wire in ("chat", "messages", "responses", "ollama")),
    *((wire, "function_calling") for wire in ("messages", "responses"))])
def test_an_answer_of_a_type(chat, native_proxy, wire, method):
    answer = chat(wire, native_proxy).with_structured_output({"title": "answer", **SCHEMA}, method=method).invoke("Is it so?")
    assert isinstance(answer["ok"], bool)
