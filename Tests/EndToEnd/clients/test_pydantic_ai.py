"""`pydantic-ai`: its loop checks the arguments against the tools' types and runs them."""

import asyncio

import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, LOOPS, REPLIES


@pytest.fixture(scope="module")
def run(library, text_proxy):
    """Lets an agent answer a prompt; what it said at last, the calls that it made, and how many tokens it counted."""
    ai = library("pydantic_ai")
    openai_models, anthropic_models = library("pydantic_ai.models.openai"), library("pydantic_ai.models.anthropic")
    openai_provider = library("pydantic_ai.providers.openai").OpenAIProvider(base_url=f"{text_proxy.url}/v1", api_key="test")
    anthropic_provider = library("pydantic_ai.providers.anthropic").AnthropicProvider(base_url=text_proxy.url, api_key="test")
    models = {
        "chat": openai_models.OpenAIChatModel("tiny", provider=openai_provider),
        "responses": openai_models.OpenAIResponsesModel("tiny", provider=openai_provider),
        "messages": anthropic_models.AnthropicModel("tiny", provider=anthropic_provider),
    }
    loop = asyncio.new_event_loop()

    def start(wire, prompt, streams):
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

        async def read(_, events):
            async for _ in events:
                pass

        agent = ai.Agent(models[wire], instructions="Be brief.", tools=[get_weather, now], retries=0,
                         model_settings={"max_tokens": 400})
        result = loop.run_until_complete(agent.run(prompt, event_stream_handler=read if streams else None))
        return result, calls

    yield start
    loop.close()


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", LOOPS)
@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
def test_a_tool_loop(run, wire, trigger, streams):
    result, calls = run(wire, f"Weather? {trigger}", streams)
    assert result.output == AFTER_TOOL_RESULT
    assert sorted(calls, key=str) == sorted(REPLIES[trigger].calls, key=str)
    assert len([message for message in result.all_messages() if message.kind == "response"]) == 2
