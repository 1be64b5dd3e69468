"""`openai-agents`: its loop runs the tools, over chat completions and over Responses."""

import asyncio
import json

import openai
import pytest
from backends.scripted_replies import AFTER_TOOL_RESULT, LOOPS, REPLIES, TOOLS


@pytest.fixture(scope="module")
def run(library, text_proxy):
    """Lets an agent answer a prompt; what it said at last, and the calls that it made."""
    agents = library("agents")
    client = openai.AsyncOpenAI(base_url=f"{text_proxy.url}/v1", api_key="test", max_retries=0, timeout=30)
    models = {"chat": agents.OpenAIChatCompletionsModel, "responses": agents.OpenAIResponsesModel}

    def tool(function, calls):
        async def invoke(_, arguments):
            calls.append((function["name"], json.loads(arguments)))
            return "18"

        return agents.FunctionTool(name=function["name"], description=function.get("description", ""),
                                   params_json_schema=dict(function["parameters"]), on_invoke_tool=invoke,
                                   strict_json_schema=False)

    def start(wire, prompt, streams):
        calls = []
        agent = agents.Agent(name="tester", instructions="Be brief.", tools=[tool(t["function"], calls) for t in TOOLS],
                             model=models[wire](model="tiny", openai_client=client),
                             model_settings=agents.ModelSettings(max_tokens=400))
        if not streams:
            return loop.run_until_complete(agents.Runner.run(agent, prompt, max_turns=4)).final_output, calls

        async def read():
            result = agents.Runner.run_streamed(agent, prompt, max_turns=4)
            async for _ in result.stream_events():
                pass
            return result.final_output

        return loop.run_until_complete(read()), calls

    loop = asyncio.new_event_loop()
    yield start
    loop.run_until_complete(client.close())
    loop.close()


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trigger", LOOPS)
@pytest.mark.parametrize("wire", ["chat", "responses"])
def test_a_tool_loop(run, wire, trigger, streams):
    answer, calls = run(wire, f"Weather? {trigger}", streams)
    assert answer == AFTER_TOOL_RESULT
    assert sorted(calls, key=str) == sorted(REPLIES[trigger].calls, key=str)
