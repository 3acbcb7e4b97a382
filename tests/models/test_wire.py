"""The test's own server speaks the real protocols: the official clients understand it as our dialects do."""

import anthropic
import openai
import pytest
from upstream import USAGE, Upstream

TOOL = {"type": "object", "properties": {"city": {"type": "string"}}}


async def test_openai_client_and_upstream(upstream: Upstream) -> None:
    async with openai.AsyncOpenAI(base_url=f"{upstream.url}/v1", api_key="k", max_retries=0) as client:
        messages = [{"role": "user", "content": "hello there"}]
        whole = await client.chat.completions.create(model="echo", messages=messages)
        assert whole.choices[0].message.content == "You said: hello there"
        stream = await client.chat.completions.create(model="echo", messages=messages, stream=True)
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
        assert text.strip() == "You said: hello there"
        with pytest.raises(openai.RateLimitError):
            await client.chat.completions.create(model="status-429", messages=messages)


async def test_anthropic_client_and_upstream(upstream: Upstream) -> None:
    async with anthropic.AsyncAnthropic(base_url=upstream.url, api_key="k", max_retries=0) as client:
        messages = [{"role": "user", "content": "hello there"}]
        whole = await client.messages.create(model="think", max_tokens=10, messages=messages)
        assert [block.type for block in whole.content] == ["thinking", "text"]
        assert whole.usage.output_tokens == USAGE["output"]
        async with client.messages.stream(model="echo", max_tokens=10, messages=messages) as stream:
            final = await stream.get_final_message()
        assert final.content[0].text.strip() == "You said: hello there"
        assert (final.stop_reason, final.usage.output_tokens) == ("end_turn", USAGE["output"])
        tools = [{"name": "weather", "input_schema": TOOL}]
        async with client.messages.stream(model="tool", max_tokens=10, messages=messages, tools=tools) as stream:
            final = await stream.get_final_message()
        assert final.content[0].input == {"city": "Paris"}
        with pytest.raises(anthropic.OverloadedError):
            await client.messages.create(model="status-529", max_tokens=10, messages=messages)
        with pytest.raises(anthropic.RateLimitError):
            await client.messages.create(model="status-429", max_tokens=10, messages=messages)
