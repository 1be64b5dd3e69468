"""`openai-agents`: its loop runs the tools, over chat completions and over Responses."""

import asyncio
import json

import openai
import pydantic
import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, LOOPS, REPLIES, TOOLS


@pytest.fixture(scope="module")
def run(library):
    """Lets an agent answer a prompt; what it said at last, and the calls that it made."""
    agents = library("agents")
    models = {"chat": agents.OpenAIChatCompletionsModel, "responses": agents.OpenAIResponsesModel}
    loop = asyncio.new_event_loop()

    def tool(function, calls):
        async def invoke(_, arguments):
            calls.append((function["name"], json.loads(arguments)))
            return "18"

        return agents.FunctionTool(name=function["name"], description=function.get("description", ""),
                                   params_json_schema=dict(function["parameters"]), on_invoke_tool=invoke,
                                   strict_json_schema=False)

    async def ask(agent, prompt, streams):
        if not streams:
            return (await agents.Runner.run(agent, prompt, max_turns=4)).final_output
        result = agents.Runner.run_streamed(agent, prompt, max_turns=4)
        async for _ in result.stream_events():
            pass
        return result.final_output

    def start(proxy, wire, prompt, streams, tools=(), **settings):
        calls = []
        client = openai.AsyncOpenAI(base_url=f"{proxy.url}/v1", api_key="test", max_retries=0, timeout=30)
        agent = agents.Agent(name="tester", instructions="Be brief.", tools=[tool(t["function"], calls) for t in tools],
                             model=models[wire](model="tiny", openai_client=client),
                             model_settings=agents.ModelSettings(max_tokens=400), **settings)
        answer = loop.run_until_complete(ask(agent, prompt, streams))
        loop.run_until_complete(client.close())
        return answer, calls

    yield start
    loop.close()


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", LOOPS)
@pytest.mark.parametrize("wire", ["chat", "responses"])
def test_a_tool_loop(run, text_proxy, wire, trigger, streams):
    answer, calls = run(text_proxy, wire, f"Weather? {trigger}", streams, TOOLS)
    assert answer == AFTER_TOOL_RESULT
    assert sorted(calls, key=str) == sorted(REPLIES[trigger].calls, key=str)


class Verdict(pydantic.BaseModel):
    ok: bool


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("wire", ["chat", "responses"])
def test_an_answer_of_a_type(run, native_proxy, wire, streams):
    answer, _ = run(native_proxy, wire, "Is it so?", streams, output_type=Verdict)
    assert isinstance(answer.ok, bool)
