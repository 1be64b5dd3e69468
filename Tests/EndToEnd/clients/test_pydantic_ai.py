"""`pydantic-ai`: its loop checks the arguments against the tools' types and runs them."""

import asyncio

import pydantic
import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, LOOPS, REPLIES


@pytest.fixture(scope="module")
def ai(library):
    return library("pydantic_ai")


@pytest.fixture(scope="module")
def model(library, ai):
    """A model that speaks a protocol with a proxy."""

    def make(wire, proxy):
        if wire == "messages":
            provider = library("pydantic_ai.providers.anthropic").AnthropicProvider(base_url=proxy.url, api_key="test")
            return library("pydantic_ai.models.anthropic").AnthropicModel("tiny", provider=provider)
        provider = library("pydantic_ai.providers.openai").OpenAIProvider(base_url=f"{proxy.url}/v1", api_key="test")
        models = library("pydantic_ai.models.openai")
        kind = models.OpenAIChatModel if wire == "chat" else models.OpenAIResponsesModel
        return kind("tiny", provider=provider)

    return make


@pytest.fixture(scope="module")
def loop():
    made = asyncio.new_event_loop()
    yield made
    made.close()


async def read(_, events):
    """Takes the events of a stream; the library asks for one where somebody wants them."""
    async for _ in events:
        pass


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", LOOPS)
@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
def test_a_tool_loop(ai, model, loop, text_proxy, wire, trigger, streams):
    calls = []

    def get_weather(city: str, days: int | None = None, metric: bool | None = None) -> str:
        """The weather of a city."""
        given = {"city": city, "days": days, "metric": metric}
        calls.append(("get_weather", {name: value for name, value in given.items() if value is not None}))
        return "18"

    def now() -> str:
        """The time."""
        calls.append(("now", {}))
        return "noon"

    agent = ai.Agent(model(wire, text_proxy), instructions="Be brief.", tools=[get_weather, now], retries=0,
                     model_settings={"max_tokens": 400})
    result = loop.run_until_complete(agent.run(f"Weather? {trigger}", event_stream_handler=read if streams else None))
    assert result.output == AFTER_TOOL_RESULT
    assert sorted(calls, key=str) == sorted(REPLIES[trigger].calls, key=str)
    assert len([message for message in result.all_messages() if message.kind == "response"]) == 2


class Verdict(pydantic.BaseModel):
    ok: bool


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("wire, kind", [("chat", "NativeOutput"), ("responses", "NativeOutput"), ("chat", "ToolOutput"),
                                        ("responses", "ToolOutput"), ("messages", "ToolOutput")])
def test_an_answer_of_a_type(ai, model, loop, native_proxy, wire, kind, streams):
    agent = ai.Agent(model(wire, native_proxy), output_type=getattr(ai, kind)(Verdict), model_settings={"max_tokens": 400})
    result = loop.run_until_complete(agent.run("Is it so?", event_stream_handler=read if streams else None))
    assert isinstance(result.output.ok, bool)
